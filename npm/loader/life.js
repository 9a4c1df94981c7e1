// The life of a widget: its place on the page, its two parts, and what goes between them.
// The tab's part runs from the start; the chat's part is loaded when it is wanted.
import { CHAT, CSS, TAB, TEXTS } from "parlor:build";
import { cobrowse } from "./cobrowse.js";
import { askEarly } from "./early.js";
import { failure } from "./failure.js";
import { find, make, past, say } from "./page.js";
import { dress, Part } from "./part.js";
import { plainTab } from "./plain.js";
import { PopOut } from "./popped.js";
import { corner, rootOf, stay } from "./stay.js";
import { runs } from "./wasm.js";

const AWAY = "the chat is in a window of its own";
/** What is said to the parts and not asked of one. */
const SETTINGS = ["setParameters", "setLocale", "setTheme", "registerForm"];

export class Life {
  host = null;
  #options;
  #place;
  #emit;
  #taken;
  #tab;
  #chat;
  #parameters = {};
  #forms = [];
  /** What was asked for the first instance of the tab's part, and what gives it up. */
  #early;
  #endCobrowsing = () => {};
  /** The texts of the language are there, or won't be. */
  #spoken;
  /** Gives up the wait for them. */
  #speech = new AbortController();
  #gaveUp = false;
  /** The window of the chat's own, and that this page can't run the chat elsewhere. */
  #popOut = null;
  #popsOut = false;
  /** Ends the watch over the host's place. */
  #unwatch = () => {};
  /** Why there is no widget and won't be one. */
  #over = null;
  #started;
  #waiting = new Set();
  #ready;

  /**
   * `place.url(name)` is where a file of the widget's stands, `place.popout` its page for a window of its own, if there is
   * one. A page that mounts it by itself also says `place.host`, the element to be its host, or `place.target`, the one to
   * put it in, and `place.say(line)`, which words a fault its way.
   * `taken()` ends the widget whose host the page has taken off.
   */
  constructor(options, place, emit, taken) {
    this.#options = options;
    this.#place = place;
    this.#emit = emit;
    this.#taken = taken;
    this.ready = new Promise((resolve, reject) => {
      this.#ready = { resolve, reject };
    });
    const fire = (name, payload) => {
      if (name === "ready") this.#ready.resolve();
      emit(name, payload);
    };
    const died = (reason, again) => this.#died(reason, again);
    const tab = (glue, place, live) => {
      const early = this.#early;
      // A next instance asks for itself.
      if (early) this.#early = { abort: early.abort };
      return new glue.TabPart(this.host, place, options, live(fire), live((name, value) => this.#wished(name, value)), glue.gone, early);
    };
    const chat = (glue, place, live) =>
      new glue.ChatPart(place, options, live(fire), live((name, value) => this.#passed(name, value)), glue.gone);
    const part = ([name, integrity], ...rest) => new Part(place.url(name), integrity, ...rest);
    this.#tab = part(TAB, tab, died);
    this.#chat = part(CHAT, chat, died);
    if (place.popout && !options.page) this.#popOut = new PopOut(place.popout);
    this.#chat.hear("popout", Boolean(this.#popOut));
    this.#try().catch((reason) => this.#plain(reason).catch(() => {}));
  }

  /** Wrong options end the widget; files that can't be had, or can't be run here, leave the plain tab. */
  #try() {
    this.#started = this.#begin();
    this.#started.catch((reason) => {
      if (!this.#over) say("error", `Parlor: ${reason.message}`);
      if (reason.code === "bad-option") this.#finish(reason);
      else this.#ready.reject(reason);
    });
    return this.#started;
  }

  /** Where nothing runs, the chat is had in a window of its own. */
  async #plain({ code }) {
    await bodyThere();
    if (this.#over || this.#findTarget()) return;
    this.#settle();
    this.#popsOut = code === "unsupported" && Boolean(this.#popOut);
    const open = async () => {
      this.#popOut.open(this.#options);
      return true;
    };
    plainTab(this.host.shadowRoot, this.#popsOut ? "pop-out" : "", this.#popsOut ? open : () => this.#try());
  }

  async #begin() {
    runs();
    const made = this.#tab.instantiate();
    // Behind the wasm, which takes longest.
    this.#early = askEarly(this.#options);
    await Promise.all([made, this.host || bodyThere()]);
    const glue = await made;
    await this.#turn();
    const wrong = glue.check(this.#options) || this.#findTarget();
    if (wrong) throw failure("bad-option", this.#place.say ? this.#place.say(wrong) : wrong);
    this.#settle();
    await this.#turn();
    this.#tab.run(glue);
  }

  /** In a turn of its own what follows is short: on a slow processor the page can answer in between. */
  async #turn() {
    await new Promise((next) => setTimeout(next));
    if (this.#over) throw this.#over;
  }

  /** Where the host goes; says what is wrong with `data-target`. */
  #findTarget() {
    const selector = this.#options.target;
    if (selector === undefined || this.#place.host) return "";
    try {
      if (find(selector)) return "";
    } catch {
      // Not a selector at all.
    }
    return `data-target is "${selector}"; expected a CSS selector of an element that is on the page`;
  }

  #settle() {
    if (this.host) return;
    const given = this.#place.host;
    const host = given || make("parlor-chat");
    // An element that was a host before has its root still.
    const root = host.shadowRoot || rootOf(host);
    dress(root, CSS);
    this.#tab.settle(root);
    this.#chat.settle(root);
    this.host = host;
    if (given) return;
    this.#put();
    this.#unwatch = stay(host, (anew) => this.#back(anew), () => {
      say("error", "Parlor: the page took <parlor-chat> off, which ends the widget; hide() hides it");
      this.#taken();
    });
  }

  /** To its place on the page, where there is one. */
  #put() {
    const given = this.#place.target?.isConnected ? this.#place.target : this.#options.target && find(this.#options.target);
    const target = given || (this.#options.target || this.#place.target ? null : corner());
    // In an element of the page's the window does not float: it fills that.
    this.host.toggleAttribute("data-embedded", Boolean(given) && given !== past(document, "body"));
    if (target) target.append(this.host);
  }

  /** The page has changed its body. `anew`: and lost every listener on the way. */
  #back(anew) {
    this.#put();
    if (!anew || this.#gaveUp || !this.#tab.widget) return;
    for (const part of [this.#tab, this.#chat]) {
      part.stop();
      part.settle(this.host.shadowRoot);
    }
    this.#forgetChat();
    this.#try();
  }

  /** A word of the chat's part. */
  #passed(name, value) {
    if (name === "popout") return this.#pops();
    // Not from inside the instance that is to end.
    if (name === "handover") return setTimeout(() => this.#handOver(value));
    if (name === "away") return setTimeout(() => this.#leave());
    if (name !== "cobrowse") return this.#tab.hear(name, value);
    this.#endCobrowsing();
    this.#endCobrowsing = value
      ? cobrowse(value, (word, what) => this.#chat.widget?.hear("cobrowse", { word, ...what }))
      : () => {};
  }

  /** A word of the tab's part: a wish for the chat's, or an answer that both need. */
  #wished(name, value) {
    const unheard = () => {};
    if (name === "load") this.#warm().catch(unheard);
    else if (name === "locale") this.#spoken = this.#speak(value);
    else if (name === "resume") this.#need().catch(unheard);
    else if (/open|toggle|submit/.test(name)) this.call(name, value).catch(unheard);
    else this.#chat.hear(name, value);
  }

  /** Both parts get the texts of the language; without any they speak English. */
  async #speak({ tag, file }) {
    this.#speech.abort();
    const speech = (this.#speech = new AbortController());
    const patience = setTimeout(() => speech.abort(), 5_000);
    let texts = null;
    try {
      const answer = file && (await fetch(this.#place.url(`parlor-${file}-${TEXTS}.txt`), { __proto__: null, signal: speech.signal }));
      if (answer?.ok) texts = await answer.text();
    } catch {
      // The tab asks again when it is approached.
    }
    clearTimeout(patience);
    if (this.#speech !== speech) return;
    for (const part of [this.#tab, this.#chat]) part.hear("locale", { tag, texts });
  }

  /** As the hand comes near: what does not come by itself is tried again, and told of, once it is wanted. */
  async #warm() {
    await Promise.all([this.#chat.load(), this.#spoken]);
    await this.#chat.start();
    this.#chat.hear("near");
  }

  /** The chat's part, running. `waited`: the visitor waits for it. */
  async #need(waited) {
    if (this.#chat.widget) return;
    if (waited) this.#tab.hear("chat", "coming");
    try {
      this.#chat.load();
      // Nothing is said in English to be said again in another language.
      await this.#spoken;
      await this.#chat.start();
      this.#tab.hear("chat", "there");
    } catch (reason) {
      if (this.#over) throw this.#over;
      say("error", `Parlor: ${reason.message}`);
      this.#tab.hear("chat", "failed");
      this.#emit("error", { code: reason.code || "not-available", message: reason.message });
      throw reason;
    }
  }

  /** The window for the running chat opens at once, while the browser still knows that something was pressed. */
  #pops() {
    try {
      this.#popOut.open(this.#options, () => this.#chat.widget?.hear("popped"));
    } catch ({ code, message }) {
      this.#emit("error", { code, message });
    }
  }

  /** The chat goes on in its window, and here again when that is closed. */
  #handOver(chat) {
    if (this.#over) return;
    if (!chat) this.#emit("error", { code: "not-available", message: "the chat was not handed over" });
    else this.#leave();
    const back = () => this.#need().catch(() => {});
    if (this.#popOut.isOpen) return this.#popOut.hand(chat, back);
    if (!chat) return;
    try {
      // It was closed meanwhile: what was not sent yet is here as it was.
      sessionStorage.setItem(`parlor-session:${chat.app}`, chat.session);
    } catch {
      // A browser that keeps nothing has the chat itself still.
    }
    back();
  }

  /** The chat's part ends; the tab stays and leads to the chat. */
  #leave() {
    if (this.#over) return;
    this.#endCobrowsing();
    this.#reject(failure("not-available", AWAY));
    this.#chat.stop();
    this.#chat.settle(this.host.shadowRoot);
    this.#forgetChat();
  }

  /** What the tab was told of the chat's part is no longer true. */
  #forgetChat() {
    for (const [name, value] of [["chat", "away"], ["open", false], ["unread", 0]]) this.#tab.hear(name, value);
  }

  /** The conversation goes on in a fresh instance; of one that dies again and again, a button to reload the chat is left. */
  #died(reason, again) {
    if (this.#over) return;
    this.#reject(failure("not-available", "the widget had to start again"));
    const giveUp = (what, why) => {
      if (this.#over || this.#gaveUp) return;
      this.#gaveUp = true;
      say("error", `Parlor: ${what}, giving up:`, why);
      const root = this.host.shadowRoot;
      const worn = root.adoptedStyleSheets;
      this.#endCobrowsing();
      this.#endCobrowsing = () => {};
      this.#chat.stop();
      this.#tab.stop();
      // The plain tab keeps the tenant's colours.
      root.adoptedStyleSheets = worn;
      this.#ready.reject(failure("not-available", `the widget gave up: ${what}`));
      plainTab(root, "reload", () => {
        this.#gaveUp = false;
        for (const part of [this.#tab, this.#chat]) part.settle(root);
        this.#forgetChat();
        return this.#try();
      });
    };
    if (!again) return giveUp("too many internal errors", reason);
    say("error", "Parlor: internal error, starting again:", reason);
    again.catch((failed) => giveUp("could not start again", failed));
  }

  call(name, argument) {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      this.#answer(name, argument)
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  async #answer(name, argument) {
    const isAway = this.#popOut?.isOpen;
    if ((isAway || this.#popsOut) && (name === "open" || name === "toggle")) return this.#popOut.open(this.#options);
    await this.#started;
    if (name === "show" || name === "hide") {
      this.host.toggleAttribute("hidden", name === "hide");
    } else if (SETTINGS.includes(name)) {
      this.#set(name, argument);
    } else {
      if (isAway) throw failure("not-available", AWAY);
      await this.#need(name === "open" || name === "toggle");
      if (!this.#chat.widget) throw this.#over || failure("not-available", "the widget had to start again");
      const answer = await this.#chat.widget.call(name, argument);
      return answer && { ...answer };
    }
  }

  #set(name, argument) {
    if (!this.#tab.widget) throw failure("not-available", "the widget had to start again");
    const wrong = this.#tab.widget.hear(name, argument);
    if (wrong) throw failure("bad-option", wrong);
    // For a window of the chat's own.
    if (/^set[LT]/.test(name)) this.#options = { __proto__: null, ...this.#options, [name.slice(3).toLowerCase()]: argument };
    // A fresh instance hears the last word of each name; parameters and forms add up.
    let value = argument;
    if (name === "setParameters") value = Object.assign(this.#parameters, argument);
    else if (name === "registerForm") value = this.#forms = [...this.#forms, argument];
    if (name !== "registerForm") this.#tab.hear(name, value);
    this.#chat.hear(name, value);
  }

  state() {
    const of = ({ widget }) => (widget ? widget.state() : {});
    return { ...of(this.#tab), ...of(this.#chat) };
  }

  end(forget) {
    if (this.#over) return;
    this.#over = failure("destroyed", "the widget was destroyed");
    this.#finish(this.#over, forget);
    if (forget) forgetAll();
  }

  #finish(reason, forget) {
    this.#endCobrowsing();
    this.#popOut?.end(forget);
    this.#early?.abort.abort();
    this.#unwatch();
    this.#over = this.#over || reason;
    this.#chat.end();
    this.#tab.end();
    this.#speech.abort();
    this.#ready.reject(this.#over);
    this.#reject(this.#over);
    if (this.host && this.host !== this.#place.host) this.host.remove();
    else if (this.host) {
      for (const name of ["hidden", "data-theme", "data-embedded"]) this.host.removeAttribute(name);
      this.host.shadowRoot.replaceChildren();
      this.host.shadowRoot.adoptedStyleSheets = [];
    }
    this.host = null;
  }

  #reject(reason) {
    for (const reject of this.#waiting) reject(reason);
    this.#waiting.clear();
  }
}

/** What this browser keeps for the widget, and not for a desk of the same origin; one that refuses has kept nothing. */
function forgetAll() {
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      const kept = window[name];
      for (const key of Object.keys(kept)) if (/^parlor-(?!desk)/.test(key)) kept.removeItem(key);
    } catch {
      continue;
    }
  }
}

/** The page may still be on its way when an `async` script in its head runs. */
function bodyThere() {
  if (past(document, "readyState") !== "loading") return Promise.resolve();
  const hear = past(document, "addEventListener").bind(document);
  return new Promise((resolve) => hear("DOMContentLoaded", resolve, { __proto__: null, once: true }));
}
