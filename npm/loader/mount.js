// The npm package's way in. Touches nothing before it is called, so that a server may import it.
import { FILES } from "parlor:files";
import { failure } from "./failure.js";
import { Handle } from "./handle.js";
import { stringify } from "./page.js";

export { EVENTS } from "./handle.js";

/** The script tag's attributes without `data-`, in camelCase. */
export const OPTIONS = [
  "apiUrl", "tenantUrl", "appId", "clientId", "parameters", "from", "phoneNumber", "locale", "theme", "target", "open", "nonce", "sendDraft",
  "sendQuery", "messageLimit", "icePolicy", "iceCandidates",
];
const OWN = ["assets", "host"];

/** One at a time, whoever brings it: two would poll for the same visitor. */
const LIVING = Symbol.for("parlor-chat");

class Mounted extends Handle {
  destroy(options) {
    if (window[LIVING] === this) delete window[LIVING];
    return super.destroy(options);
  }
}

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const camel = (name) => name.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
const isElement = (what) => typeof what === "object" && what !== null && what.nodeType === 1;

/** Options as a tag's attributes have them; what is not set is left out. */
function attributesOf(options) {
  const attributes = { __proto__: null };
  for (const [name, value] of Object.entries(options)) {
    if (OWN.includes(name)) continue;
    if (!OPTIONS.includes(name)) throw failure("bad-option", `${name} is no option; expected some of ${[...OPTIONS, ...OWN].join(", ")}`);
    if (value === undefined || value === null || value === false || isElement(value)) continue;
    if (typeof value === "function" || typeof value === "symbol") throw failure("bad-option", `${name} is a ${typeof value}; expected a value`);
    attributes[kebab(name)] = value === true ? "" : typeof value === "object" ? stringify(value) : String(value);
  }
  return attributes;
}

/** Puts the widget on the page and returns its handle at once; `ready` says whether it works. */
export function start(options = {}) {
  if (typeof document === "undefined") throw failure("unsupported", "there is no page here; the widget starts in a browser");
  const { assets, host, target } = { __proto__: null, ...options };
  const attributes = attributesOf(options);
  if (window[LIVING] || typeof window.Parlor?.ready?.then === "function") {
    throw failure("not-available", "the page has a widget already; destroy() it first");
  }
  const url = (name) => (assets === undefined ? FILES[name]() : new URL(name, new URL(`${assets}/`.replace(/\/+$/, "/"), document.baseURI)).href);
  // Faults name attributes; here they are options.
  const say = (line) => line.replace(/(^|; )data-([a-z-]+)/g, (_, before, name) => before + camel(name));
  // A bundler brings no page along: it is where the package's files were put.
  const popout = assets === undefined ? undefined : url("popout.html");
  window[LIVING] = new Mounted(attributes, { url, popout, say, host, target: isElement(target) ? target : undefined });
  return window[LIVING];
}

/** Puts the widget on the page. Resolves with its handle when the tab works, or when a plain one stands there. */
export async function mount(options) {
  const handle = start(options);
  try {
    await handle.ready;
  } catch (reason) {
    if (reason.code === "bad-option" || reason.code === "destroyed") {
      handle.destroy();
      throw reason;
    }
    // Files that can't be had leave a plain tab, which tries again: the handle is of use.
  }
  return handle;
}
