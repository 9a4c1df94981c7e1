// `window.Parlor`: the public calls, the handlers and the promises. They outlive an instance of the wasm.
import { failure } from "./failure.js";
import { Life } from "./life.js";
import { say } from "./page.js";

const CALLS = [
  "open", "close", "toggle", "show", "hide", "startChat", "sendMessage", "sendFile", "endChat", "startCall", "endCall",
  "setParameters", "setLocale", "setTheme", "subscribeNotifications", "registerForm", "requestCallback", "sendLocation",
];
/** What `on` tells of. */
export const EVENTS = [
  "ready", "availability", "open", "close", "chat-started", "chat-restored", "message", "message-state", "status", "form", "call", "ended", "error",
];
const NO_STATE = { phase: "idle", availability: "unknown", unread: 0, chatId: null };

export class Handle {
  #handlers = new Map();
  #life;

  constructor(options, place) {
    this.#life = new Life(options, place, (name, payload) => this.#fire(name, payload), () => this.destroy().catch(() => {}));
    /** Resolves when the tab works. */
    this.ready = this.#life.ready;
    // Whoever waits for it hears of the failure; nobody is no reason for an unhandled rejection.
    this.ready.catch(() => {});
    for (const name of CALLS) this[name] = (argument) => this.#life.call(name, argument);
    this.requestCallback = (phone, parameters) => this.#life.call("requestCallback", { phone, parameters });
  }

  get state() {
    return { ...NO_STATE, ...this.#life.state() };
  }

  on(name, handler) {
    if (!EVENTS.includes(name)) throw failure("bad-option", `on("${String(name)}", …): there is no such event; expected one of ${EVENTS.join(", ")}`);
    if (typeof handler !== "function") throw failure("bad-option", `on("${name}", …) takes a function`);
    const handlers = this.#handlers.get(name) || new Set();
    this.#handlers.set(name, handlers);
    // One entry for each call, so that the same function can be added twice and taken off once.
    const entry = { handler };
    handlers.add(entry);
    return () => void handlers.delete(entry);
  }

  /** One queued call: `["open"]`, `["on", "message", handler]`. */
  push(...calls) {
    for (const call of calls) {
      const [name, ...given] = Array.isArray(call) ? call : [call];
      const known = CALLS.includes(name) || name === "on" || name === "destroy";
      if (!known) {
        say("error", `Parlor: push(["${String(name)}"]) is no call; expected one of ${CALLS.join(", ")}, on, destroy`);
        continue;
      }
      try {
        const outcome = this[name](...given);
        if (typeof outcome?.then === "function") outcome.then(undefined, (reason) => say("warn", `Parlor: ${name}: ${reason.message}`));
      } catch (reason) {
        say("error", `Parlor: ${name}:`, reason);
      }
    }
    return calls.length;
  }

  async destroy(options) {
    this.#life.end(Boolean({ __proto__: null, ...options }.forget));
    this.#handlers.clear();
    // What a page has made by `var Parlor` can't be deleted.
    if (window.Parlor === this && !Reflect.deleteProperty(window, "Parlor")) Reflect.set(window, "Parlor", undefined);
  }

  #fire(name, given) {
    // The wasm's objects inherit nothing; the page gets one of the usual kind.
    const payload = { ...given };
    const run = (what) => {
      try {
        what();
      } catch (reason) {
        say("error", `Parlor: a handler of "${name}" failed:`, reason);
      }
    };
    for (const { handler } of [...(this.#handlers.get(name) || [])]) run(() => handler(payload));
    const host = this.#life.host;
    if (host) run(() => host.dispatchEvent(new CustomEvent(`parlor:${name}`, { __proto__: null, detail: payload })));
  }
}
