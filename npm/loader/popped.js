// The chat in a page of its own (`popout.html`), which lies beside the script and has its own policy.
import { failure } from "./failure.js";

/** What is no secret and names nobody: it may stand in an address, where the pop-out can't ask its opener. */
const PLAIN = ["api-url", "tenant-url", "app-id", "theme"];

export class PopOut {
  #page;
  #window = null;
  #said;

  /** `page` is the pop-out's address. */
  constructor(page) {
    this.#page = page;
  }

  /** Opens it with what this page was told, or leads to the one that is open. */
  open({ target: _, nonce: __, ...options }) {
    if (this.#window && !this.#window.closed) return this.#window.focus();
    const locale = options.locale || document.documentElement.lang;
    const plain = { locale, page: location.origin + location.pathname };
    for (const name of PLAIN) plain[name] = options[name];
    this.#said = {
      options: { ...options, locale, page: location.href },
      title: document.title,
      vendor: JSON.parse(JSON.stringify(window.SERVICE_PATTERN_CHAT_CONFIG || null)),
    };
    const address = `${this.#page}#${encodeURIComponent(JSON.stringify({ options: plain }))}`;
    this.#window = window.open(address, "parlor-chat", "popup,width=420,height=720");
    if (!this.#window) throw failure("not-available", "the browser opened no window for the chat");
    window.addEventListener("message", this.#answer);
  }

  /** The rest is told to the page itself and to no other. */
  #answer = ({ source, origin, data }) => {
    if (source !== this.#window || origin !== new URL(this.#page).origin || data !== "parlor:popout") return;
    source.postMessage(this.#said, origin);
    this.end();
  };

  end() {
    window.removeEventListener("message", this.#answer);
  }
}
