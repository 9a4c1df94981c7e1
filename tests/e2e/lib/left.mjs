// What a widget that is gone has left on the page: timers, listeners, observers, channels, and wasm that nobody collects.

/** Counts from the next load of the page on. */
export const counting = (page) =>
  page.addInitScript(() => {
    const left = { timers: new Set(), listeners: [], observers: new Set(), channels: new Set(), memories: 0 };
    window.__left = left;
    for (const [begin, end, once] of [["setTimeout", "clearTimeout", true], ["setInterval", "clearInterval", false]]) {
      const { [begin]: later, [end]: never } = window;
      window[begin] = (call, ...rest) => {
        const id = later((...given) => {
          if (once) left.timers.delete(id);
          call(...given);
        }, ...rest);
        left.timers.add(id);
        return id;
      };
      window[end] = (id) => {
        left.timers.delete(id);
        never(id);
      };
    }
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    const outside = (target) => target === window || target === document || target instanceof MediaQueryList || target === window.visualViewport;
    const capture = (options) => Boolean(typeof options === "object" ? options?.capture : options);
    EventTarget.prototype.addEventListener = function (name, call, options) {
      if (outside(this ?? window)) {
        const one = { target: this ?? window, name, call, capture: capture(options) };
        left.listeners.push(one);
        options?.signal?.addEventListener("abort", () => {
          left.listeners = left.listeners.filter((other) => other !== one);
        });
      }
      return add.call(this ?? window, name, call, options);
    };
    EventTarget.prototype.removeEventListener = function (name, call, options) {
      left.listeners = left.listeners.filter((one) => one.target !== (this ?? window) || one.name !== name || one.call !== call || one.capture !== capture(options));
      return remove.call(this ?? window, name, call, options);
    };
    for (const kind of ["ResizeObserver", "MutationObserver", "IntersectionObserver"]) {
      const { observe, disconnect } = window[kind].prototype;
      window[kind].prototype.observe = function (...given) {
        left.observers.add(this);
        return observe.apply(this, given);
      };
      window[kind].prototype.disconnect = function () {
        left.observers.delete(this);
        return disconnect.call(this);
      };
    }
    window.BroadcastChannel = class extends BroadcastChannel {
      constructor(name) {
        super(name);
        left.channels.add(this);
      }
      close() {
        left.channels.delete(this);
        super.close();
      }
    };
    const collected = new FinalizationRegistry(() => (left.memories -= 1));
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...given) => {
      const instance = await instantiate(...given);
      left.memories += 1;
      collected.register(instance.exports.memory);
      return instance;
    };
    window.addEventListener("unhandledrejection", (event) => console.error("unhandled", event.reason));
  });

/** What the page itself put there, before the widget. */
const OWN = ["unhandledrejection", "securitypolicyviolation", "DOMContentLoaded"];

/** What stands on the page outside of the widget's element. `memories` are those that are not collected yet. */
export const left = (page) =>
  page.evaluate(
    (own) => ({
      timers: window.__left.timers.size,
      listeners: window.__left.listeners.map(({ name }) => name).filter((name) => !own.includes(name)),
      observers: window.__left.observers.size,
      channels: window.__left.channels.size,
      memories: window.__left.memories,
    }),
    OWN,
  );
