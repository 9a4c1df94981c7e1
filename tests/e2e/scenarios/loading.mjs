// The two parts of the widget on their way: when the chat's comes, and what a visitor sees while one does not come.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { trap, trapping } from "../lib/trap.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

const CHAT = /\/parlor-chat-[0-9a-f]+\.wasm$/;
const TAB = /\/parlor-[0-9a-f]+\.wasm$/;
const QUESTIONS = ["/configuration", "/availability"];
const LOST = [/could not load/, /Failed to load resource/, /integrity/i];
const SENTENCE = "The chat could not be loaded. Please try again.";

async function visit(stage) {
  const visitor = await stage.visitor();
  const asked = [];
  visitor.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  return { visitor, asked };
}

/** Presses the tab, reads the sentence, and presses again once the file can be had. */
async function comesBack(stage, fail) {
  const { visitor } = await visit(stage);
  await visitor.page.route(CHAT, fail);
  await visitor.goto(stage.page);
  await visitor.part("contact-tab").click();
  await visitor.part("notice").getByText(SENTENCE).waitFor();
  assert.equal(await visitor.part("contact-tab").getAttribute("aria-busy"), null);
  await inspect(visitor.page, "the chat could not be loaded");
  await visitor.page.unroute(CHAT);
  await visitor.open();
  await visitor.part("notice").waitFor({ state: "hidden" });
}

export default [
  {
    name: "loading: configuration and availability are asked for while the wasm is on its way, and once",
    async play(stage) {
      const { visitor, asked } = await visit(stage);
      let letThrough;
      const held = new Promise((done) => (letThrough = done));
      await visitor.page.route(TAB, async (route) => {
        await held;
        await route.continue();
      });
      await visitor.page.goto(stage.page);
      const times = () => QUESTIONS.map((end) => asked.filter((path) => path.endsWith(end)).length);
      await until("both are asked for", () => times().every((count) => count === 1) || times());
      letThrough();
      await visitor.part("contact-tab").waitFor();
      await visitor.page.waitForLoadState("networkidle");
      assert.deepEqual(times(), [1, 1]);
    },
  },
  {
    name: "loading: who is known by an id of their own is asked for by the wasm, which knows it",
    elsewhere: { attributes: 'data-client-id="auto"' },
    async play(stage) {
      const { visitor, asked } = await visit(stage);
      visitor.page.on("requestfinished", (request) => TAB.test(request.url()) && asked.push("the wasm is there"));
      await visitor.goto(stage.page);
      const order = asked.filter((what) => what === "the wasm is there" || QUESTIONS.some((end) => what.endsWith(end)));
      assert.equal(order[0], "the wasm is there", order.join("\n"));
      assert.equal(order.length, 3, order.join("\n"));
    },
  },
  {
    name: "loading: what was asked for a widget that goes before it came is given up",
    expected: LOST,
    async play(stage) {
      const { visitor, asked } = await visit(stage);
      const given = [];
      visitor.page.on("requestfailed", (request) => given.push(new URL(request.url()).pathname));
      await visitor.page.route(/\/(configuration|availability)\?/, () => {});
      await visitor.page.goto(stage.page);
      await until("both are asked for", () => QUESTIONS.every((end) => asked.some((path) => path.endsWith(end))) || asked);
      await visitor.page.evaluate(() => window.Parlor.destroy());
      await until("both are given up", () => QUESTIONS.every((end) => given.some((path) => path.endsWith(end))) || given);
    },
  },
  {
    name: "loading: the chat's part comes when the tab is approached, and not before",
    async play(stage) {
      const { visitor, asked } = await visit(stage);
      await visitor.goto(stage.page);
      await visitor.page.waitForLoadState("networkidle");
      assert.deepEqual(asked.filter((path) => CHAT.test(path)), []);
      await visitor.part("contact-tab").hover();
      await until("the chat's part is asked for", () => asked.some((path) => CHAT.test(path)));
      // It stands ready out of sight, which is out of the keyboard's and a reader's way, too.
      await visitor.part("window").waitFor({ state: "attached" });
      assert.ok(!(await visitor.part("window").isVisible()));
      await visitor.open();
      assert.equal(asked.filter((path) => CHAT.test(path)).length, 1, "once is enough");
    },
  },
  {
    name: "loading: while the chat is on its way the tab says so, and a second press changes nothing",
    async play(stage) {
      const { visitor } = await visit(stage);
      let letThrough;
      const held = new Promise((done) => (letThrough = done));
      await visitor.page.route(CHAT, async (route) => {
        await held;
        await route.continue();
      });
      await visitor.goto(stage.page);
      const tab = visitor.part("contact-tab");
      await tab.click();
      await until("the tab says so", async () => (await tab.getAttribute("aria-busy")) === "true");
      await tab.click();
      letThrough();
      await visitor.part("window").waitFor();
      assert.equal(await tab.getAttribute("aria-busy"), null);
      assert.equal(await tab.getAttribute("aria-expanded"), "true");
    },
  },
  {
    name: "loading: a chat that cannot be had is one sentence, and the next press tries again",
    expected: LOST,
    play: (stage) => comesBack(stage, (route) => route.fulfill({ status: 503, body: "" })),
  },
  {
    name: "loading: a chat that somebody tampered with never runs",
    expected: LOST,
    play: (stage) => comesBack(stage, (route) => route.fulfill({ body: "\0asm\x01\0\0\0", contentType: "application/wasm" })),
  },
  {
    name: "loading: a page that calls for the chat hears why it does not come",
    expected: LOST,
    async play(stage) {
      const { visitor } = await visit(stage);
      await visitor.page.route(CHAT, (route) => route.abort());
      await visitor.goto(stage.page);
      const told = await visitor.page.evaluate(async () => {
        const errors = [];
        window.Parlor.on("error", ({ code }) => errors.push(code));
        const code = await window.Parlor.sendMessage("Hello").catch((reason) => reason.code);
        return { code, errors, phase: window.Parlor.state.phase };
      });
      assert.deepEqual(told, { code: "not-available", errors: ["not-available"], phase: "idle" });
      await visitor.page.unroute(CHAT);
      await visitor.page.evaluate(() => window.Parlor.sendMessage("Hello"));
      await visitor.part("contact-tab").click();
      await visitor.hears("Hello", "visitor");
    },
  },
  {
    name: "loading: without its files the tab is plain, says so when pressed, and becomes what it should be",
    expected: LOST,
    async play(stage) {
      const { visitor } = await visit(stage);
      await visitor.page.route(TAB, (route) => route.fulfill({ body: "not wasm" }));
      await visitor.goto(stage.page);
      const code = await visitor.page.evaluate(() => window.Parlor.ready.catch((reason) => reason.code));
      assert.equal(code, "not-available");
      await visitor.part("contact-tab").click();
      await visitor.part("notice").getByText(SENTENCE).waitFor();
      await inspect(visitor.page, "plain tab");
      await visitor.page.unroute(TAB);
      await visitor.part("contact-tab").click();
      await visitor.availability("available", "");
      await visitor.open();
      assert.equal(await visitor.part("contact-tab").count(), 1);
    },
  },
  {
    name: "loading: the plain tab is English on any page, and hands the focus on to the tab that comes, unless it went elsewhere",
    expected: LOST,
    async play(stage) {
      const { visitor } = await visit(stage);
      const { page } = visitor;
      const focused = () =>
        page.evaluate(() => {
          const { activeElement } = document;
          return activeElement.shadowRoot?.activeElement?.getAttribute("data-availability") ?? activeElement.localName;
        });
      for (const goes of [false, true]) {
        await page.route(TAB, (route) => route.fulfill({ body: "not wasm" }));
        await visitor.goto(stage.page);
        const tab = visitor.part("contact-tab");
        const drawn = await tab.evaluate((button) => {
          document.documentElement.dir = "rtl";
          return [button.lang, getComputedStyle(button).direction];
        });
        assert.deepEqual(drawn, ["en", "ltr"]);
        await tab.press("Enter");
        await visitor.part("notice").getByText(SENTENCE).waitFor();
        let letThrough;
        const held = new Promise((done) => (letThrough = done));
        await page.unroute(TAB);
        await page.route(TAB, async (route) => {
          await held;
          await route.continue();
        });
        // The focus has stayed where it was.
        await page.keyboard.press("Enter");
        if (goes) {
          await page.evaluate(() => document.querySelector("main").appendChild(document.createElement("input")).focus());
        }
        letThrough();
        await visitor.availability("available", "");
        // What comes is drawn, and has been told of.
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        const expected = goes ? "input" : "available";
        await until(`the focus is at ${expected}`, async () => {
          const found = await focused();
          return found === expected || found;
        });
        await page.unroute(TAB);
      }
    },
  },
  {
    name: "loading: what was not sent yet when a widget died is sent by the next one",
    settings: { agents },
    expected: [/Parlor: internal error, starting again/, ...NETWORK],
    async play(stage) {
      const page = await stage.context("visitor");
      await trapping(page);
      const { agent, visitor } = await stage.meet(new Widget(page));
      await page.context().setOffline(true);
      await visitor.send("Said before it died");
      await visitor.state("Said before it died", "sending");
      await trap(page);
      await until("another instance has it", async () => (await page.evaluate(() => window.__trap)) === false && (await visitor.part("input").count()) === 1);
      await visitor.hears("Said before it died", "visitor");
      await page.context().setOffline(false);
      await agent.hears("Said before it died");
      await visitor.state("Said before it died", "sent", "delivered", "read");
      assert.equal(await visitor.part("message").getByText("Said before it died").count(), 1);
    },
  },
  {
    name: "loading: a widget that dies goes on by itself three times, and then a button reloads the chat",
    settings: { agents },
    expected: [/Parlor: internal error, starting again/, /Parlor: too many internal errors, giving up/],
    async play(stage) {
      const page = await stage.context("visitor");
      await trapping(page);
      const { agent, visitor } = await stage.meet(new Widget(page));
      for (let death = 1; death <= 3; death += 1) {
        await trap(page);
        await until("another instance has the conversation", async () => (await page.evaluate(() => window.__trap)) === false && (await visitor.part("input").count()) === 1);
        await agent.send(`Still there? ${death}`);
        await visitor.hears(`Still there? ${death}`);
      }
      await trap(page);
      const reload = visitor.part("reload");
      await reload.getByText("Reload the chat").waitFor();
      assert.equal(await page.evaluate(() => window.Parlor.sendMessage("x").catch(({ code }) => code)), "not-available");
      await inspect(page, "a widget that gave up");
      await reload.click();
      await visitor.phase("connected");
      await agent.send("There you are");
      await visitor.hears("There you are");
      assert.equal(await page.locator("parlor-chat").count(), 1);
      assert.equal(await visitor.part("contact-tab").count(), 1);
    },
  },
];
