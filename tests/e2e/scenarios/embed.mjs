// How a site puts the widget on its page: attributes, a tag too many, another origin, the page's own script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { changed } from "../lib/changed.mjs";
import { agents, Server } from "../lib/server.mjs";
import { site } from "../lib/site.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const attribute = (name, value) => (body) => ({ body: body.replace(new RegExp(`${name}="[^"]*"`), `${name}="${value}"`) });

const wrong = (name, value) => ({
  name: `embed: ${name}="${value}" is one clear error and leaves the page alone`,
  expected: [/^console: Parlor: /],
  async play(stage) {
    const page = await stage.context("visitor");
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await changed(page, stage.page, attribute(name, value));
    await page.goto(stage.server.origin);
    await until("the error is told", () => errors.length > 0);
    await page.evaluate(() => window.Parlor.ready.catch(() => {}));
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.ok(errors[0].includes(name), errors[0]);
    assert.equal(await page.locator("parlor-chat").count(), 0);
    assert.ok(await page.locator("h1").isVisible());
  },
});

/** The npm package's module, and its element. */
const FILES = {
  "/index.js": process.env.PARLOR_MODULE ?? join(process.env.PARLOR_DIST, "npm/package/index.js"),
  "/element.js": fileURLToPath(new URL("../../../npm/package/element.js", import.meta.url)),
};

/** A page that has the package, and nothing of its wasm. */
function packaged(path, _, center) {
  if (FILES[path]) return { html: readFileSync(FILES[path]), headers: { "content-type": "text/javascript" } };
  const script = `import { mount } from "/index.js"; import "/element.js";
    window.mount = mount;
    window.options = { apiUrl: "${center}/clientweb/api/v2", tenantUrl: "localhost", appId: "demo" };`;
  const head = `<meta charset="utf-8"><title>A customer</title><link rel="icon" href="data:,">`;
  return path === "/" && { html: `<!doctype html><html lang="en"><head>${head}</head><body><h1>A customer</h1><script type="module">${script}</script></body></html>` };
}

const NO_ADDRESS = "expected an address, absolute or relative to the page";
const NO_JSON = "parameters is no JSON; expected an object that has no BigInt and does not refer to itself";
/** Options that `mount` refuses at once, and what it says of each. */
const REFUSED = {
  "assets that are no address": `assets is "http://["; ${NO_ADDRESS}`,
  "assets that have nothing below them": `assets is "data:,x"; ${NO_ADDRESS}`,
  "assets that are no text": `assets is an object; ${NO_ADDRESS}`,
  "parameters that refer to themselves": NO_JSON,
  "parameters with a BigInt": NO_JSON,
  "a word for a host": 'host is "x"; expected an element that can have a shadow root, such as a <div>',
  "a picture for a host": "host is <img>; expected an element that can have a shadow root, such as a <div>",
  "an element for a text": "from is <img>; expected a value",
  "a function for a text": "theme is a function; expected a value",
  "a target that is nowhere": "target is an element that is not on the page; expected one that is, or a CSS selector of one",
  "a target beside a host": "target is given beside host; expected one of the two; <parlor-chat> is its own host",
};

const auto = 'data-client-id="auto"';

/** A chat with an agent that outlives a reload, whoever this browser is said to be. */
async function outlives(stage, visitor) {
  const agent = await stage.signedIn();
  visitor = await stage.queued(visitor);
  await visitor.send("Do you know me?");
  // Where the cookie was lost the chat that was begun with it waits too, until it counts as abandoned.
  const chat = agent.part("chat").filter({ hasText: "Do you know me?" });
  await chat.click();
  await chat.locator('[data-part="accept"]').click();
  await agent.hears("Do you know me?");
  await visitor.page.reload();
  await visitor.hears("Do you know me?", "visitor");
  await agent.send("I do");
  await visitor.hears("I do");
  const kept = await visitor.page.evaluate(() => Object.keys(localStorage));
  return kept.filter((key) => key.startsWith("parlor-client:")).length;
}

export default [
  {
    name: "embed: where cookies are kept, an automatic id is none",
    elsewhere: { attributes: auto },
    settings: { agents },
    async play(stage) {
      assert.equal(await outlives(stage), 0);
    },
  },
  {
    name: "embed: where the cookie does not stick, an automatic id keeps the chat over a reload",
    elsewhere: { attributes: auto },
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      await stage.server.faults([{ path: "/clientweb/api/v2/", kind: "cookie-loss", times: 100_000 }]);
      assert.equal(await outlives(stage), 1);
    },
  },
  {
    name: "embed: on another site, in a browser that keeps third parties' cookies out",
    elsewhere: { attributes: auto, host: "localhost" },
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      const visitor = await stage.visitor();
      const cdp = await visitor.page.context().newCDPSession(visitor.page);
      await cdp.send("Network.enable");
      await cdp.send("Network.setCookieControls", { enableThirdPartyCookieRestriction: true, disableThirdPartyCookieMetadata: true, disableThirdPartyCookieHeuristics: true });
      assert.equal(await outlives(stage, visitor), 1);
    },
  },
  wrong("data-api-url", "not an address"),
  wrong("data-app-id", ""),
  {
    name: "embed: what mount can't take it names with what is allowed, and draws nothing",
    elsewhere: { pages: packaged },
    async play(stage) {
      const page = await stage.context("visitor");
      await page.goto(stage.page);
      await until("the package is there", () => page.evaluate(() => Boolean(window.mount)));
      const said = await page.evaluate(async () => {
        const circle = {};
        circle.of = circle;
        const image = document.body.appendChild(document.createElement("img"));
        const wrong = {
          "assets that are no address": { assets: "http://[" },
          "assets that have nothing below them": { assets: "data:,x" },
          "assets that are no text": { assets: {} },
          "parameters that refer to themselves": { parameters: circle },
          "parameters with a BigInt": { parameters: { order: 4711n } },
          "a word for a host": { host: "x" },
          "a picture for a host": { host: image },
          "an element for a text": { from: image },
          "a function for a text": { theme: () => "dark" },
          "a target that is nowhere": { target: document.createElement("div") },
          "a target beside a host": { target: "body", host: document.body.appendChild(document.createElement("div")) },
        };
        const told = (given) => window.mount(given).then(() => "mounted", ({ code, message }) => (code === "bad-option" ? message : code));
        const answers = {};
        for (const [what, more] of Object.entries(wrong)) answers[what] = await told({ ...window.options, ...more });
        return { answers, bare: [await told(null), await told("x")] };
      });
      assert.deepEqual(said.answers, REFUSED);
      for (const line of said.bare) assert.match(line, /^mount and start take an object; expected some of apiUrl, .*, assets, host$/);
      assert.equal(await page.locator("parlor-chat").count(), 0);
      assert.ok(await page.locator("h1").isVisible());
    },
  },
  {
    name: "embed: the element says of its attributes what mount says",
    elsewhere: { pages: packaged },
    expected: [/^console: Parlor: /],
    async play(stage) {
      const page = await stage.context("visitor");
      const errors = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      await page.goto(stage.page);
      for (const [name, value, what] of [
        ["assets", "http://[", "assets that are no address"],
        ["target", "body", "a target beside a host"],
      ]) {
        errors.length = 0;
        await page.evaluate(
          ({ name, value }) => {
            const element = document.createElement("parlor-chat");
            element.setAttribute(name, value);
            document.body.append(element);
          },
          { name, value },
        );
        await until("the error is told", () => errors.length > 0);
        assert.deepEqual(errors, [`Parlor: ${REFUSED[what]}`]);
      }
    },
  },
  {
    name: "embed: options of mount that are null or false are none",
    elsewhere: { pages: packaged },
    expected: [/^console: Parlor: could not load/, /integrity/i, ...NETWORK],
    async play(stage) {
      const page = await stage.context("visitor");
      await page.goto(stage.page);
      await until("the package is there", () => page.evaluate(() => Boolean(window.mount)));
      for (const none of [null, false]) {
        const [asked] = await Promise.all([
          page.waitForRequest(/\.wasm$/),
          page.evaluate(async (none) => {
            const handle = await window.mount({ ...window.options, assets: none, host: none, target: none, parameters: none, theme: none });
            await handle.destroy();
          }, none),
        ]);
        assert.match(asked.url().slice(stage.page.length), /^parlor-[0-9a-f]+\.wasm$/, "beside the module, as the bundler has it");
      }
    },
  },
  {
    name: "embed: a second tag is refused with a warning",
    async play(stage) {
      const page = await stage.context("visitor");
      const warnings = [];
      page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
      await changed(page, stage.page, (body) => ({ body: body.replace(/<script[^>]*parlor\.js[^>]*><\/script>/s, (tag) => tag + tag) }));
      await page.goto(stage.server.origin);
      await page.locator('parlor-chat [part~="contact-tab"]').waitFor();
      await until("the warning is told", () => warnings.some((text) => text.startsWith("Parlor:")));
      assert.equal(await page.locator("parlor-chat").count(), 1);
    },
  },
  {
    name: "embed: page and contact center may stand on two origins",
    async play(stage) {
      const host = await site();
      const center = await Server.start({ origins: [host.origin] });
      host.center = center.origin;
      try {
        const visitor = await stage.visitor();
        await visitor.goto(`${host.origin}/`);
        await visitor.open();
        await visitor.submitForm({ first_name: "Vera" });
        await visitor.phase("queued");
        await visitor.send("From another origin");
        await visitor.state("From another origin", "sent", "delivered", "read");
        await visitor.page.reload();
        await visitor.hears("From another origin", "visitor");
        await visitor.page.close();
      } finally {
        await center.stop();
        await host.close();
      }
    },
  },
  {
    name: "embed: the page's script opens, starts, sends, listens and ends",
    expected: NETWORK,
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.page.addInitScript(() => {
        window.heard = [];
        window.Parlor = [
          ["on", "message", ({ sender, text }) => window.heard.push(`${sender}: ${text}`)],
          ["on", "ended", ({ by }) => window.heard.push(`ended by ${by}`)],
          ["on", "open", () => { throw new Error("a handler that throws"); }],
          ["open"],
        ];
      });
      stage.expected.push(/a handler of "open" failed/);
      await visitor.page.goto(stage.server.origin);
      await visitor.part("window").waitFor();
      const answers = await visitor.page.evaluate(async () => {
        const reason = (promise) => promise.then(() => "done", ({ code, message }) => `${code}, ${typeof message}`);
        const early = await reason(window.Parlor.endChat());
        const { chatId } = await window.Parlor.startChat({ first_name: "Vera" });
        const same = chatId === window.Parlor.state.chatId;
        await window.Parlor.sendMessage("from the script");
        const call = await reason(window.Parlor.startCall({ video: false }));
        await window.Parlor.endChat();
        const phase = window.Parlor.state.phase;
        await window.Parlor.close();
        await window.Parlor.destroy();
        return { early, same, call, phase, gone: window.Parlor === undefined };
      });
      assert.deepEqual(answers, { early: "no-chat, string", same: true, call: "permission, string", phase: "ended", gone: true });
      assert.deepEqual(await visitor.page.evaluate(() => window.heard), ["visitor: from the script", "ended by visitor"]);
    },
  },
];
