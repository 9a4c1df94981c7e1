// The life of a widget: its place on the page, its instance of the wasm, and the next one if that dies.
import { CSS } from "parlor:build";
import instance from "parlor:glue";
import { failure } from "./failure.js";
import { compile } from "./wasm.js";

/** So many instances may die within this time; then the widget gives up. */
const DEATHS = 3;
const WITHIN = 5 * 60_000;
/** What a dead instance answers: the glue reads numbers out of some answers, and none of them is an error. */
const NOTHING = Object.freeze([0, 0, 0, 0]);

export class Life {
  host = null;
  #options;
  #emit;
  #module;
  #place;
  #widget = null;
  #kill = null;
  #turn = 0;
  #deaths = [];
  /** Why there is no widget and won't be one. */
  #over = null;
  #started;
  #waiting = new Set();
  #ready;

  constructor(options, base, emit) {
    this.#options = options;
    this.#emit = emit;
    this.ready = new Promise((resolve, reject) => {
      this.#ready = { resolve, reject };
    });
    this.#started = this.#begin(base);
    this.#started.catch((reason) => {
      if (!this.#over) console.error(`Parlor: ${reason.message}`);
      this.#finish(reason);
    });
  }

  async #begin(base) {
    this.#module = await compile(base);
    await bodyThere();
    const glue = await this.#instantiate();
    if (this.#over) throw this.#over;
    const wrong = glue.check(this.#options) || this.#findTarget();
    if (wrong) throw failure("bad-option", wrong);
    this.#settle();
    this.#start(glue);
  }

  /** Where the host goes; says what is wrong with `data-target`. */
  #findTarget() {
    const selector = this.#options.target;
    if (selector === undefined) return "";
    try {
      if (document.querySelector(selector)) return "";
    } catch {
      // Not a selector at all.
    }
    return `data-target is "${selector}"; expected a CSS selector of an element that is on the page`;
  }

  #settle() {
    const target = this.#options.target ? document.querySelector(this.#options.target) : document.body;
    const host = document.createElement("parlor-chat");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    target.append(host);
    this.host = host;
    this.#place = [root, sheet];
  }

  async #instantiate() {
    let alive = true;
    const died = (reason) => {
      if (!alive) return;
      alive = false;
      // Not from inside the dead instance's frames.
      setTimeout(() => this.#died(reason));
    };
    const glue = instance((exports) => guarded(exports, () => alive, died));
    const made = await WebAssembly.instantiate(this.#module, glue.imports());
    glue.finish(made, this.#module);
    glue.kill = () => {
      alive = false;
    };
    return glue;
  }

  #start(glue) {
    const [root, sheet] = this.#place;
    root.replaceChildren();
    root.adoptedStyleSheets = [sheet];
    const place = root.appendChild(document.createElement("div"));
    const turn = ++this.#turn;
    this.#kill = glue.kill;
    this.#widget = new glue.Widget(this.host, place, this.#options, (name, payload) => {
      if (turn !== this.#turn) return;
      if (name === "ready") this.#ready.resolve();
      this.#emit(name, payload);
    });
  }

  /** A trap or an error that nobody caught: the conversation goes on in a fresh instance. */
  #died(reason) {
    if (this.#over) return;
    this.#widget = null;
    this.#turn += 1;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < WITHIN), now];
    this.#reject(failure("not-available", "the widget had to start again"));
    if (this.#deaths.length > DEATHS) {
      console.error("Parlor: too many internal errors, giving up until the page is loaded again:", reason);
      this.#finish(failure("not-available", "the widget gave up after too many internal errors"));
      return;
    }
    console.error("Parlor: internal error, starting again:", reason);
    this.#started = this.#instantiate().then((glue) => {
      if (!this.#over) this.#start(glue);
    });
    this.#started.catch((again) => {
      console.error("Parlor: could not start again:", again);
      this.#finish(failure("not-available", "the widget could not start again"));
    });
  }

  call(name, argument) {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      this.#started
        .then(() => {
          if (!this.#widget) throw this.#over || failure("not-available", "the widget is starting again");
          return this.#widget.call(name, argument);
        })
        .then(resolve, reject)
        .finally(() => this.#waiting.delete(reject));
    });
  }

  state() {
    return this.#widget ? this.#widget.state() : null;
  }

  end(forget) {
    if (this.#over) return;
    const [widget, kill] = [this.#widget, this.#kill];
    this.#finish(failure("destroyed", "the widget was destroyed"));
    if (widget) {
      widget.stop(forget);
      widget.free();
      kill();
    }
  }

  #finish(reason) {
    this.#over = this.#over || reason;
    this.#widget = null;
    this.#turn += 1;
    this.#ready.reject(this.#over);
    this.#reject(this.#over);
    if (this.host) this.host.remove();
    this.host = null;
  }

  #reject(reason) {
    for (const reject of this.#waiting) reject(reason);
    this.#waiting.clear();
  }
}

/** The page may still be on its way when an `async` script in its head runs. */
function bodyThere() {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve, { once: true }));
}

/**
 * The wasm's exports, each with a net under it: an error that leaves one kills the instance and goes no further, so
 * the page's own error handlers never see it. A dead instance is not entered again. Inner calls have a net of their
 * own: an event that the wasm causes (a blur, say) is dispatched by the browser, which reports what its listeners throw.
 */
function guarded(exports, isAlive, died) {
  const net = {};
  for (const [name, value] of Object.entries(exports)) {
    net[name] =
      typeof value !== "function"
        ? value
        : (...given) => {
            if (!isAlive()) return NOTHING;
            try {
              return value(...given);
            } catch (reason) {
              died(reason);
              return NOTHING;
            }
          };
  }
  return net;
}
