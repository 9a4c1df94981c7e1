// The npm package's way in. Touches nothing before it is called, so that a server may import it.
import { FILES } from "parlor:files";
import { failure } from "./failure.js";
import { Handle } from "./handle.js";
import { isA, make, past, stringify } from "./page.js";
import { rootOf } from "./stay.js";

export { EVENTS } from "./handle.js";

/** The script tag's attributes without `data-`, in camelCase. */
export const OPTIONS = [
  "apiUrl", "tenantUrl", "appId", "clientId", "parameters", "from", "phoneNumber", "locale", "theme", "target", "open", "nonce", "sendDraft",
  "sendQuery", "messageLimit", "icePolicy", "iceCandidates",
];
const OWN = ["assets", "host"];
const ALL = [...OPTIONS, ...OWN].join(", ");

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
const isSet = (value) => value !== undefined && value !== null && value !== false;

/** As a fault repeats it; of a text no more than the wasm does. */
function shown(value) {
  if (isElement(value)) return `<${value.localName}>`;
  if (typeof value === "object") return "an object";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  const text = String(value);
  return `"${text.slice(0, 80)}${text.length > 80 ? "…" : ""}"`;
}

const wrong = (name, is, expected) => failure("bad-option", `${name} is ${is}; expected ${expected}`);

function written(name, value) {
  if (isElement(value) || typeof value === "function" || typeof value === "symbol") throw wrong(name, shown(value), "a value");
  try {
    return typeof value === "object" ? stringify(value) : String(value);
  } catch {
    throw wrong(name, "no JSON", "an object that has no BigInt and does not refer to itself");
  }
}

/** Options as a tag's attributes have them; what is not set is left out. */
function attributesOf(options) {
  const attributes = { __proto__: null };
  for (const [name, value] of Object.entries(options)) {
    if (OWN.includes(name)) continue;
    if (value === undefined || (name === "target" && isElement(value))) continue;
    if (!OPTIONS.includes(name)) throw wrong(name, "no option", `some of ${ALL}`);
    if (!isSet(value)) continue;
    attributes[kebab(name)] = value === true ? "" : written(name, value);
  }
  return attributes;
}

/** Where files are: where the bundler has put them, or below `assets`. */
function filesAt(assets) {
  // A bundler brings no page along: it is where the package's files were put.
  if (!isSet(assets)) return { url: (name) => FILES[name]() };
  try {
    if (typeof assets === "string" || isA(assets, "URL")) {
      const base = new URL(`${String(assets).trim()}/`.replace(/\/+$/, "/"), past(document, "baseURI"));
      const url = (name) => new URL(name, base).href;
      return { url, popout: url("popout.html") };
    }
  } catch {
    // No address, or one that has nothing below it.
  }
  throw wrong("assets", shown(assets), "an address, absolute or relative to the page");
}

/** Refuses elements that can't be what they are given for. */
function checkPlaces({ host, target }) {
  if (isElement(target) && !target.isConnected) throw wrong("target", "an element that is not on the page", "one that is, or a CSS selector of one");
  if (!isSet(host)) return;
  if (isSet(target)) throw wrong("target", "given beside host", "one of the two; <parlor-chat> is its own host");
  try {
    // Tried on another of its kind, so that what stands in this one is seen until the widget comes. No custom element is made for that.
    if (isElement(host) && (host.shadowRoot || host.localName.includes("-") || rootOf(make(host.localName)))) return;
  } catch {
    // It can have none.
  }
  throw wrong("host", shown(host), "an element that can have a shadow root, such as a <div>");
}

/** What tells options apart, for the wrappers: others are another widget, the same ones in a new object are not. */
export function keyOf(options) {
  const { assets, host, target } = { ...options };
  let said;
  try {
    said = stringify([attributesOf(options), String(assets)]);
  } catch ({ message }) {
    said = message;
  }
  return [said, host, target];
}

/** Puts the widget on the page and returns its handle at once; `ready` says whether it works. */
export function start(options = {}) {
  if (typeof document === "undefined") throw failure("unsupported", "there is no page here; the widget starts in a browser");
  if (typeof options !== "object" || options === null) throw failure("bad-option", `mount and start take an object; expected some of ${ALL}`);
  const { assets, host, target } = { __proto__: null, ...options };
  const attributes = attributesOf(options);
  const files = filesAt(assets);
  checkPlaces({ host, target });
  if (window[LIVING] || typeof window.Parlor?.ready?.then === "function") {
    throw failure("not-available", "the page has a widget already; destroy() it first");
  }
  // Faults name attributes; here they are options.
  const say = (line) => line.replace(/(^|; )data-([a-z-]+)/g, (_, before, name) => before + camel(name));
  window[LIVING] = new Mounted(attributes, { __proto__: null, ...files, say, host, target: isElement(target) ? target : undefined });
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
