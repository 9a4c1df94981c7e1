// The chat in a page of its own (`popout.html`), which lies beside the script and has its own policy.
import { failure } from "./failure.js";
import { past, stringify } from "./page.js";

/** What is no secret and names nobody: it may stand in an address, where the pop-out can't ask its opener. */
const PLAIN = ["api-url", "tenant-url", "app-id", "theme"];

/** Without what can't be told to another window; one that refers to itself is not told at all. */
function plain(value) {
  try {
    return JSON.parse(stringify(value));
  } catch {
    return null;
  }
}

export class PopOut {
  #page;
  #window = null;
  #said;
  #waits;
  /** Where the pop-out that has asked is from. */
  #asked;
  #listening = new AbortController();

  /** `page` is the pop-out's address. */
  constructor(page) {
    this.#page = page;
  }

  get isOpen() {
    return Boolean(this.#window) && !this.#window.closed;
  }

  /** Opens it with what this page was told, or leads to the one that is open. `waits`: the rest comes by `hand`, once it asks. */
  open({ target: _, nonce: __, ...options }, waits) {
    if (this.isOpen) return this.#window.focus();
    this.end();
    const locale = options.locale || past(document, "documentElement").lang;
    const open = { locale, page: location.origin + location.pathname };
    for (const name of PLAIN) open[name] = options[name];
    this.#said = {
      options: { ...options, locale, page: location.href },
      title: past(document, "title"),
      vendor: plain(window.SERVICE_PATTERN_CHAT_CONFIG),
    };
    this.#waits = Boolean(waits);
    const address = `${this.#page}#${encodeURIComponent(stringify({ options: open }))}`;
    this.#window = window.open(address, waits ? "" : "parlor-chat", "popup,width=420,height=720");
    if (!this.#window) throw failure("not-available", "the browser opened no window for the chat");
    this.#listening = new AbortController();
    this.#listen("message", ({ source, origin, data }) => {
      if (source !== this.#window || origin !== new URL(this.#page).origin) return;
      this.#asked = origin;
      if (data === "parlor:popout") this.#answer();
      if (data === "parlor:ready") waits();
    });
  }

  /** What it waits for: a running chat, which comes back with `then` when its window is closed; nothing where none comes. */
  hand(chat, then) {
    if (!chat) return this.end();
    this.#said.chat = chat;
    this.#waits = false;
    this.#answer();
    this.#listen("focus", () => {
      if (this.isOpen) return;
      this.end();
      then();
    });
  }

  /** Told to that page and to no other. */
  #answer() {
    if (this.#asked) this.#window.postMessage(this.#waits ? "parlor:wait" : this.#said, this.#asked);
  }

  #listen(name, hear) {
    window.addEventListener(name, hear, { signal: this.#listening.signal });
  }

  /** `shut`: nothing of the chat is to be left. */
  end(shut) {
    this.#listening.abort();
    if ((this.#waits || shut) && this.isOpen) this.#window.close();
    this.#waits = false;
    this.#asked = undefined;
  }
}
