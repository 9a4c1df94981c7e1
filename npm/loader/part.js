// One part of the widget: its wasm module, its place in the shadow root, its instance, and the next one if that dies.
import glueFor from "parlor:glue";
import { make } from "./page.js";
import { compile } from "./wasm.js";

/** Adds a style sheet to the shadow root. */
export function dress(root, css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** So many instances may die within this time; then the part gives up. */
const DEATHS = 3;
const WITHIN = 5 * 60_000;
/** What a dead instance answers: the glue reads numbers out of some answers, and none of them is an error. */
const NOTHING = Object.freeze([0, 0, 0, 0]);

export class Part {
  /** The object that the wasm made, while it lives. */
  widget = null;
  #url;
  #integrity;
  #make;
  #died;
  #module = null;
  #loading = new AbortController();
  #started = null;
  #place = null;
  #dressed = false;
  #kill = () => {};
  #heard = new Map();
  #deaths = [];

  /**
   * The wasm is at `url`; `make(glue, place, live)` makes the widget's object, with callbacks that go through
   * `live`; `died(reason, again)` hears of a death: `again` is the promise of the next instance, nothing where the
   * part has given up.
   */
  constructor(url, integrity, make, died) {
    this.#url = url;
    this.#integrity = integrity;
    this.#make = make;
    this.#died = died;
  }

  /** Makes its place in the shadow root; what was before is forgotten. */
  settle(root) {
    this.#deaths = [];
    if (this.#place) this.#place.remove();
    this.#place = root.appendChild(make("div"));
  }

  /** Fetches and compiles; what failed is tried again with the next call. */
  load() {
    this.#module = this.#module || compile(this.#url, this.#integrity, this.#loading.signal);
    this.#module.catch(() => {
      this.#module = null;
    });
    return this.#module;
  }

  /** The glue of a fresh instance, with a net under it. */
  async instantiate() {
    const module = await this.load();
    let alive = true;
    const gone = new AbortController();
    const died = (reason) => {
      if (!alive) return;
      alive = false;
      // Not from inside the dead instance's frames.
      setTimeout(() => {
        gone.abort();
        this.#fell(reason);
      });
    };
    const glue = glueFor((exports) => guarded(exports, () => alive, died));
    glue.finish(await WebAssembly.instantiate(module, glue.imports()), module);
    glue.css = WebAssembly.Module.customSections(module, "css")[0];
    glue.alive = () => alive;
    // What it listened to, asked for and held goes with it, even where it can't let go itself.
    glue.gone = gone.signal;
    // Microphone and camera that are granted to one that is gone are used by nobody.
    gone.signal.unused = (asked) => {
      const stop = (stream) => gone.signal.aborted && stream.getTracks().forEach((track) => track.stop());
      asked.then(stop).catch(() => {});
    };
    glue.kill = () => {
      alive = false;
      gone.abort();
    };
    return glue;
  }

  /** Runs; resolves when it does, and at once where it has no place to. */
  start() {
    if (!this.#place) return Promise.resolve();
    if (!this.#started) {
      const place = this.#place;
      // Stopped meanwhile, and perhaps started anew, it has no place any more.
      this.#started = this.instantiate().then((glue) => this.#place === place && this.run(glue));
      this.#started.catch(() => {
        this.#started = null;
      });
    }
    return this.#started;
  }

  run(glue) {
    if (!this.#place) return;
    if (glue.css && !this.#dressed) {
      this.#dressed = true;
      dress(this.#place.getRootNode(), new TextDecoder().decode(glue.css));
    }
    this.#place.replaceChildren();
    const place = this.#place.appendChild(make("div"));
    this.#kill = glue.kill;
    const live = (what) => (...given) => glue.alive() && what(...given);
    this.widget = this.#make(glue, place, live);
    for (const [name, value] of this.#heard) this.widget.hear(name, value);
  }

  /** Tells it a word, and again to each next instance. */
  hear(name, value) {
    this.#heard.set(name, value);
    if (this.widget) this.widget.hear(name, value);
  }

  /** A trap or an error that nobody caught. */
  #fell(reason) {
    this.widget = null;
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < WITHIN), now];
    this.#started = null;
    this.#died(reason, this.#deaths.length > DEATHS ? null : this.start());
  }

  stop() {
    const widget = this.widget;
    this.widget = null;
    this.#started = null;
    if (this.#place) this.#place.remove();
    this.#place = null;
    if (widget) {
      widget.stop();
      widget.free();
    }
    this.#kill();
  }

  /** Stops for good: what is still loaded is given up. */
  end() {
    this.stop();
    this.#loading.abort();
  }
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
