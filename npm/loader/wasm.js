// Fetches and compiles a wasm module that stands beside the script.
import { failure } from "./failure.js";

/** Default credentials, so that a page's `<link rel=preload as=fetch crossorigin>` is used and not loaded twice. */
async function get(url, integrity, signal, cache) {
  const answer = await fetch(url, { __proto__: null, integrity, signal, cache });
  if (!answer.ok) throw new TypeError(`${url} answered ${answer.status}`);
  return answer.arrayBuffer();
}

/** The smallest module there is. */
const EMPTY = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);

/** What the page's policy says of this one, it says of all: nothing is fetched in vain. */
export function runs() {
  try {
    new WebAssembly.Module(EMPTY);
  } catch (reason) {
    throw refused(reason);
  }
}

/** `signal` gives it up. */
export async function compile(url, integrity, signal) {
  let bytes;
  try {
    bytes = await get(url, integrity, signal, "default");
  } catch {
    try {
      // A cache on the way may hold something else under this name: once past it.
      bytes = await get(url, integrity, signal, "reload");
    } catch (reason) {
      throw failure("not-available", `could not load ${url}: ${reason.message}`);
    }
  }
  return made(bytes);
}

async function made(bytes) {
  try {
    return await WebAssembly.compile(bytes);
  } catch (reason) {
    throw refused(reason);
  }
}

const refused = ({ message }) =>
  failure("unsupported", `this page does not let WebAssembly run (its Content-Security-Policy needs 'wasm-unsafe-eval'): ${message}`);
