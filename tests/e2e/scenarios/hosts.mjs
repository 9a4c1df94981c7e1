// Host pages that nobody would write today and everybody still has, and hosts that fight.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chats, html, lives, SAID, says, scenario } from "../lib/host.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

const { "parlor.js": INTEGRITY } = JSON.parse(await readFile(join(process.env.PARLOR_DIST, "integrity.json"), "utf8"));

/** A page without a console that keeps what goes wrong to itself, and says what that was. */
const tracking = {
  script: () => {
    window.console = {};
    window.tracked = [];
    window.onerror = (message) => tracked.push(message);
    addEventListener("unhandledrejection", (event) => {
      tracked.push(String(event.reason));
      event.preventDefault();
    });
  },
  own: () => tracked.length === 0 || tracked.join(),
};

const hosts = {
  "elements that bear the names of functions": {
    late: true,
    body: `${["body", "forms", "head", "title", "documentElement"].map((name) => `<form name="${name}"></form>`).join("")}
      ${["createElement", "querySelector", "activeElement", "hidden", "readyState", "addEventListener"].map((name) => `<img alt="" name="${name}"/>`).join("")}
      <img alt="" name="currentScript" data-api-url="https://elsewhere.example" data-app-id="other" src="data:,"/>
      ${["Parlor", "fetch", "attachShadow", "Promise", "navigation", "SERVICE_PATTERN_CHAT_CONFIG"].map((id) => `<i id="${id}"></i>`).join("")}`,
    own: () => document.body.tagName === "FORM" && document.createElement.tagName === "IMG",
  },
  "frozen prototypes": {
    script: () => {
      for (const one of [Object, Array, Function, Error, Promise, Map, Set, Date, RegExp, String, EventTarget, Node, Element, HTMLElement]) {
        Object.freeze(one.prototype);
        Object.freeze(one);
      }
    },
    own: () => Object.isFrozen(Object.prototype),
  },
  "a polluted Object.prototype": {
    script: () => {
      const dirt = {
        target: "#nowhere", url: "https://elsewhere.example/", integrity: "sha384-AAAA", method: "POST", body: "dirt", mode: "same-origin", redirect: "error",
        cache: "only-if-cached", credentials: "omit", locale: "xx!", theme: "pink", parameters: "{", "message-limit": "0", "client-id": "a b", host: 1, say: 1, ready: 1,
        state: "x", value: 7, forget: true, once: true, capture: 1, ewt: 1,
      };
      for (const key in dirt) Object.prototype[key] = dirt[key];
    },
    own: () => ({}).target === "#nowhere",
  },
  "a polluted Object.prototype that is frozen": {
    script: () => {
      Object.assign(Object.prototype, { locale: "xx!", theme: "pink", url: "https://elsewhere.example/" });
      Object.freeze(Object.prototype);
    },
    own: () => ({}).theme === "pink",
  },
  "Prototype.js": {
    script: () => {
      window.Parlor = [["setParameters", { city: "Bath", tags: ["new"] }]];
      Array.prototype.toJSON = function () {
        return `[${this.join(", ")}]`;
      };
      String.prototype.toJSON = function () {
        return `"${this}"`;
      };
      Function.prototype.bind = function (self) {
        const method = this;
        return function () {
          return method.apply(self, arguments);
        };
      };
      Array.from = (list) => Array.prototype.slice.call(list ?? []);
      Array.prototype.entries = Array.prototype.reduce = function () {
        return this.length > 1 ? this : this[0];
      };
      Object.prototype.inspect = () => "#<Object>";
      const before = Element;
      window.Element = function (name) {
        return document.createElement(name);
      };
      window.Element.prototype = before.prototype;
      Object.assign(before.prototype, {
        remove() {
          return this.parentNode.removeChild(this);
        },
        update(words) {
          this.textContent = words;
          return this;
        },
        hide() {
          this.style.display = "none";
          return this;
        },
        scrollTo() {
          window.scrollTo(this.offsetLeft, this.offsetTop);
        },
      });
    },
    own: () => new Element("p").update("x").hide().style.display === "none" && JSON.stringify(["a"]).includes("[a]"),
    async play({ stage, visitor, page }) {
      const begins = (request) => request.method() === "POST" && /\/chats\?/.test(request.url());
      const [begun] = await Promise.all([page.waitForRequest(begins), chats(stage, visitor)]);
      // What the page says of its visitor comes as it was said.
      const { city, tags } = begun.postDataJSON().parameters;
      assert.deepEqual([city, tags], ["Bath", `["new"]`]);
    },
  },
  MooTools: {
    script: () => {
      // Its own Window and Document, of which the page's are none.
      window.Window = function () {};
      window.Document = function () {};
      window.Event = function (event) {
        this.event = event;
      };
      Array.from = (item) => (item == null ? [] : typeof item === "object" && "length" in item ? Array.prototype.slice.call(item) : [item]);
      Object.assign(Element.prototype, {
        set(name, value) {
          this[name] = value;
          return this;
        },
        get(name) {
          return this[name];
        },
        dispose() {
          return this.parentNode ? this.parentNode.removeChild(this) : this;
        },
      });
    },
    own: () => document.createElement("p").set("title", "x").get("title") === "x" && !(window instanceof Window),
  },
  "a fetch that reads along": {
    script: () => {
      const before = window.fetch;
      window.heard = [];
      window.fetch = (...given) =>
        before(...given).then((answer) => {
          // Whoever takes this request back once it is answered makes an error of it on the page.
          answer.clone().text().then(() => heard.push(answer.status));
          return answer;
        });
    },
    own: () => heard.length > 3,
  },
  "a fetch that adds headers": {
    script: () => {
      const before = window.fetch;
      window.added = 0;
      window.fetch = (what, how = {}) => {
        const headers = new Headers(how.headers);
        headers.set("X-Requested-With", "XMLHttpRequest");
        added += 1;
        return before(what, Object.assign(how, { headers }));
      };
    },
    own: () => added > 3,
  },
  "a fetch that knows its own addresses only": {
    script: () => {
      window.fetch = (what) => {
        throw new Error(`nobody knows ${what}`);
      };
    },
    refuses: /^Parlor: could not load .*: nobody knows/,
  },
  "AMD, CommonJS and a define that wants no stranger": {
    script: () => {
      window.defined = 0;
      window.define = () => {
        defined += 1;
        throw new Error("Mismatched anonymous define()");
      };
      define.amd = {};
      window.require = window.requirejs = () => {
        throw new Error("nothing is loaded");
      };
      window.module = { exports: (window.exports = {}) };
    },
    own: () => defined === 0 && module.exports === exports && Object.keys(exports).length === 0,
  },
  "a Promise of its own": {
    script: () => {
      // As the shims of 2013 were: `then`, `catch` and four makers, by timers.
      window.Promise = class Vow {
        #state = "";
        #value;
        #waiting = [];
        constructor(run) {
          const settle = (state) => (value) => {
            if (this.#state) return;
            if (state === "done" && typeof value?.then === "function") return value.then(settle("done"), settle("failed"));
            this.#state = state;
            this.#value = value;
            setTimeout(() => this.#flush());
          };
          try {
            run(settle("done"), settle("failed"));
          } catch (error) {
            settle("failed")(error);
          }
        }
        #flush() {
          while (this.#state && this.#waiting.length) this.#waiting.shift()();
        }
        then(done, failed) {
          return new Vow((resolve, reject) => {
            this.#waiting.push(() => {
              const next = this.#state === "done" ? done : failed;
              try {
                if (next) resolve(next(this.#value));
                else (this.#state === "done" ? resolve : reject)(this.#value);
              } catch (error) {
                reject(error);
              }
            });
            setTimeout(() => this.#flush());
          });
        }
        catch(failed) {
          return this.then(null, failed);
        }
        static resolve = (value) => new Vow((resolve) => resolve(value));
        static reject = (value) => new Vow((_, reject) => reject(value));
        static all = (all) => new Vow((resolve, reject) => {
          const out = [];
          let open = all.length;
          all.forEach((one, at) => Vow.resolve(one).then((value) => ((out[at] = value), --open || resolve(out)), reject));
        });
      };
    },
    own: () => !("finally" in Promise.prototype),
  },
  "isolation from other origins": {
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
    own: () => crossOriginIsolated,
  },
  "an integrity policy": {
    headers: { "integrity-policy": "blocked-destinations=(script)" },
    attributes: `integrity="${INTEGRITY}" crossorigin="anonymous"`,
  },
  "a policy that lets no wasm run": {
    headers: { "content-security-policy": "script-src 'unsafe-inline' http:" },
    expected: [/^policy: script-src wasm-eval/, /Compiling or instantiating WebAssembly module violates/],
    refuses: /^Parlor: .*Content-Security-Policy/,
  },
  "trusted types and no policy for them": { headers: { "content-security-policy": "require-trusted-types-for 'script'; trusted-types 'none'" } },
  "styles that reach for everything": {
    head: `<style>* { all: unset !important } html { font-size: 62.5% !important; direction: rtl } body { display: block !important; transform: scale(1) !important; min-height: 3000px !important }
      head, script { display: none !important } div, button, parlor-chat { opacity: 0; font: 99px serif; position: static !important; visibility: hidden; float: right; z-index: -1 !important }
      body > :not(h1) { filter: blur(9px) !important; clip-path: inset(50%) !important }
      #over { display: block !important; position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; pointer-events: none !important }
      #own { display: block !important; visibility: visible !important; float: none !important; clip-path: none !important }</style>`,
    body: `<div id="over"></div>`,
  },
  "a base elsewhere": { head: `<base href="https://elsewhere.example/"/>`, own: () => document.baseURI === "https://elsewhere.example/" },
  XHTML: {
    start: `<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml" lang="en">`,
    headers: { "content-type": "application/xhtml+xml" },
    own: () => document.contentType === "application/xhtml+xml" && document.createElement("p").tagName === "p",
  },
  "no doctype": { start: "<html>", own: () => document.compatMode === "BackCompat" },
  "an element of the widget's name that is somebody else's": {
    script: () => {
      const theirs = class extends HTMLElement {
        constructor() {
          super().attachShadow({ mode: "closed" });
        }
      };
      customElements.define("parlor-chat", theirs);
    },
    body: "<parlor-chat></parlor-chat>",
    refuses: /^Parlor: .*<parlor-chat> that is somebody else's/,
  },
  "an element of the widget's name that is nobody's, and its own ways to make elements": {
    script: () => {
      const { createElement } = document;
      window.made = 0;
      document.createElement = (...given) => {
        made += 1;
        return createElement.apply(document, given);
      };
      customElements.define = () => {
        throw new Error("nothing is defined here");
      };
    },
    body: "<parlor-chat></parlor-chat>",
    own: () => document.createElement("p").tagName === "P" && made > 0,
  },
  "a clock that stands still, and timers and JSON of its own": {
    script: () => {
      const { Date: Before, setTimeout: later } = window;
      window.timed = 0;
      window.Date = function (at = 1e12) {
        return new Before(at);
      };
      Object.assign(window.Date, { now: () => 1e12, parse: Before.parse, UTC: Before.UTC, prototype: Before.prototype });
      window.setTimeout = (call, wait) => {
        timed += 1;
        return later(() => call(), wait);
      };
      const { parse, stringify } = JSON;
      JSON.parse = (text) => parse(text, (key, value) => (key === "__proto__" ? undefined : value));
      JSON.stringify = (value) => stringify(value);
    },
    own: () => timed > 0 && Date.now() === 1e12,
  },
  "no console and an eye on errors": tracking,
  "no console and a wrong option": {
    ...tracking,
    attributes: `data-theme="pink"`,
    async play({ page }) {
      await page.evaluate(() => void window.Parlor.ready.catch(({ code }) => (window.heard = code)));
      await until("the page hears of it", () => page.evaluate(() => window.heard === "bad-option"));
      assert.equal(await page.locator("parlor-chat").count(), 0);
    },
  },
  "two tags": { tags: 2 },
  "a variable of its own that is the global": {
    head: "<script>var Parlor = window.Parlor || [];</script>",
    own: () => Object.getOwnPropertyDescriptor(window, "Parlor").configurable === false,
    expected: [/^console: Parlor: the page took <parlor-chat> off/],
    async play({ stage, visitor, page }) {
      const ends = [() => window.Parlor.destroy(), () => document.querySelector("parlor-chat").remove()];
      for (const end of ends) {
        await visitor.part("contact-tab").waitFor();
        await page.evaluate(end);
        await until("the handle is gone", () => page.evaluate(() => window.Parlor === undefined));
        await page.evaluate(() => {
          const [before, tag] = [document.querySelector("script[data-api-url]"), document.createElement("script")];
          for (const { name, value } of before.attributes) tag.setAttribute(name, value);
          document.head.append(tag);
        });
      }
      await chats(stage, visitor);
    },
  },
  "a guard that takes off what it does not know": {
    script: () => {
      const strangers = "body > :not(h1, script, button)";
      const guard = new MutationObserver(() => document.querySelectorAll(strangers).forEach((one) => one.remove()));
      addEventListener("DOMContentLoaded", () => guard.observe(document.body, { childList: true }));
    },
    own: () => document.querySelector("parlor-chat") === null && window.Parlor === undefined,
    refuses: /^Parlor: the page took <parlor-chat> off/,
  },
};

/** In a chat, which goes on where the page changes all around it. */
const changed = (change) => ({
  async play({ stage, visitor }) {
    await chats(stage, visitor);
    await visitor.page.evaluate(change);
    await visitor.hears(SAID, "visitor");
    await says(stage, visitor, "And from there");
    assert.equal(await visitor.page.locator("parlor-chat").count(), 1);
  },
});

const changes = {
  "a body that is swapped for another one": changed(() => {
    const body = document.createElement("body");
    body.innerHTML = `<h1>Another page</h1><button type="button" id="own" data-own="true">Own</button>`;
    document.documentElement.replaceChild(body, document.body);
  }),
  "a body that is filled anew": changed(() => {
    document.body.innerHTML = `<button type="button" id="own" data-own="true">Own</button>`;
  }),
  "another document that is written over it": changed(() => {
    document.open();
    document.write(`<!doctype html><title>Another</title><link rel="icon" href="data:,"><body><button type="button" id="own" data-own="true">Own</button>`);
    document.close();
  }),
  "another document that is never closed": changed(() => document.write(`<link rel="icon" href="data:,"><button type="button" id="own" data-own="true">Own</button>`)),
};

/** In a frame that has no origin, and so neither storage nor cookies. No contact center lists such; this one takes it for its page. */
const sandboxed = {
  name: "hosts: a page in a frame that may run scripts and nothing else",
  elsewhere: {
    attributes: 'data-client-id="auto"',
    pages: (path, tag) => ({ html: path === "/" ? html({ body: `<iframe sandbox="allow-scripts" src="/frame" width="900" height="680"></iframe>` }, "") : html({}, tag) }),
  },
  async play(stage) {
    const page = await stage.context("visitor");
    await page.route("**/clientweb/**", async (route) => {
      const answer = await route.fetch({ headers: { ...route.request().headers(), origin: stage.site.origin } }).catch(() => null);
      if (!answer) return route.abort().catch(() => {});
      const headers = { ...answer.headers(), "access-control-allow-origin": "null", "access-control-allow-credentials": "true" };
      await route.fulfill({ response: answer, headers }).catch(() => {});
    });
    await page.goto(stage.page);
    const [, frame] = page.frames();
    assert.equal(await frame.evaluate(() => self.origin), "null");
    await chats(stage, new Widget(frame));
    await lives(frame);
  },
};

export default [...Object.entries({ ...hosts, ...changes }).map(scenario), sandboxed];
