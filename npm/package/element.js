// The custom element: `<parlor-chat api-url="…" tenant-url="…" app-id="…">`. Its attributes are the options.
import { OPTIONS, start } from "./index.js";

const kebab = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
/** A server has no elements, and may import this all the same. */
const Base = globalThis.HTMLElement ?? class {};

export class ParlorChatElement extends Base {
  static observedAttributes = ["locale", "theme"];
  #handle = null;
  #mine = false;

  /** The handle while the element is on the page, else null. */
  get handle() {
    return this.#handle;
  }

  connectedCallback() {
    // A host that the widget made for itself is one of these, too.
    if (this.#handle || (this.shadowRoot && !this.#mine)) return;
    this.#mine = true;
    // Behind the end of one whose place it takes: that comes a microtask after it has left the page.
    queueMicrotask(() => queueMicrotask(() => this.isConnected && !this.#handle && this.#begin()));
  }

  #begin() {
    const options = { host: this };
    for (const name of OPTIONS) {
      const value = this.getAttribute(kebab(name));
      if (value !== null) options[name] = value;
    }
    const assets = this.getAttribute("assets");
    if (assets !== null) options.assets = assets;
    try {
      this.#handle = start(options);
    } catch (reason) {
      console.error(`Parlor: ${reason.message}`);
    }
  }

  disconnectedCallback() {
    // Moved to another place on the page, it goes on.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#handle?.destroy();
      this.#handle = null;
    });
  }

  attributeChangedCallback(name, _, value) {
    if (value === null) return;
    const call = name === "locale" ? "setLocale" : "setTheme";
    this.#handle?.[call](value).catch((reason) => console.warn(`Parlor: ${reason.message}`));
  }
}

if (globalThis.customElements && !customElements.get("parlor-chat")) customElements.define("parlor-chat", ParlorChatElement);
