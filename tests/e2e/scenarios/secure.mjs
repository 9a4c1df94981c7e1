// A secure form: a card number is seen by the agent, once, and is found nowhere else.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const CARD = {
  id: "17",
  name: "Card",
  title: "Pay by card",
  secure: true,
  fields: [
    { formFieldType: "text", name: "card_number", label: "Card number", required: true },
    { formFieldType: "text", name: "token", label: "Security code", masked: true },
  ],
};
const widget = {
  definition: { chatInitiations: [{ urls: [], contactTab: { enabled: true, agentsAvailableMsg: "Chat with us" } }], forms: [CARD] },
};
const NUMBER = "4111111111111111";
const TOKEN = "canary-7d1f";

const form = (visitor) => visitor.page.locator('parlor-chat [part~="form"][data-kind="secure"]');
const field = (visitor, name) => visitor.page.locator(`parlor-chat [data-name="${name}"] input`);
const finds = (text) => text.includes(NUMBER) || text.includes(TOKEN);

async function asked(stage) {
  const met = await stage.meet();
  await met.agent.ask("Card");
  await form(met.visitor).waitFor();
  return met;
}

async function fill(visitor) {
  await field(visitor, "card_number").fill(NUMBER);
  await field(visitor, "token").fill(TOKEN);
}

/** All that a page holds and can be read: its document with shadow roots, its storages, its cookies, its state. */
const contents = (page) =>
  page.evaluate(async () => {
    const inside = (root) => root.innerHTML + [...root.querySelectorAll("*")].map((node) => (node.shadowRoot ? inside(node.shadowRoot) : "")).join("");
    const values = (root) => [...root.querySelectorAll("*")].map((node) => `${node.value ?? ""}${node.shadowRoot ? values(node.shadowRoot) : ""}`).join(" ");
    const databases = (await indexedDB.databases()).map(({ name }) => name);
    const stored = [localStorage, sessionStorage].map((storage) => JSON.stringify(storage));
    return [
      inside(document.documentElement), values(document), ...stored, document.cookie, location.href, JSON.stringify(history.state),
      ...databases, ...(await caches.keys()), document.title, window.name,
    ].join("\n");
  });

async function files(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const read = entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), "latin1"));
  return (await Promise.all(read)).join("\n");
}

export default [
  {
    name: "secure form: what is filled in is in one POST body and nowhere else",
    settings: { agents },
    widget,
    async play(stage) {
      const { agent, visitor } = await asked(stage);
      const told = [];
      visitor.page.on("console", (message) => told.push(message.text()));
      const bodies = [];
      visitor.page.on("request", (request) => finds(`${request.url()}${request.postData() ?? ""}`) && bodies.push(request.method()));
      await visitor.page.exposeFunction("__heard", (what) => told.push(what));
      await visitor.page.evaluate(() => {
        for (const name of ["form", "message", "message-state", "status", "error"]) {
          window.Parlor.on(name, (payload) => window.__heard(JSON.stringify(payload)));
        }
      });
      const other = await visitor.page.context().newPage();
      await other.goto(stage.page);
      await inspect(visitor.page, "a secure form");
      assert.equal(await field(visitor, "token").getAttribute("type"), "password");
      assert.equal(await field(visitor, "card_number").getAttribute("autocomplete"), "cc-number");
      await fill(visitor);
      await visitor.part("form-submit").click();
      await until("the form is gone", async () => (await visitor.part("log").innerText()).includes("Sent securely"));
      await agent.part("secret-show").click();
      await until("the agent sees it", async () => finds(await agent.part("secure").innerText()));
      await inspect(agent.page, "a secure form's answer");
      await agent.part("secret-hide").click();
      await until("the agent has seen it", async () => (await agent.part("secure").getAttribute("data-state")) === "gone");

      assert.deepEqual(bodies, ["POST"]);
      const metrics = await (await fetch(`${stage.server.origin}/metrics`)).text();
      for (const [where, text] of Object.entries({
        page: await contents(visitor.page), "other tab": await contents(other), desk: await contents(agent.page), console: told.join("\n"),
        disk: await files(join(stage.server.dir, "data")), log: stage.server.errors, metrics,
      })) {
        assert.ok(text.length > 0 || where === "log", `${where} is looked into`);
        assert.ok(!finds(text), `it is found in ${where}`);
      }
      assert.ok(told.some((line) => line.includes('"kind":"secure"') && line.includes("answered")), told.join("\n"));
      await visitor.page.reload();
      await visitor.part("log").getByText("Sent securely").waitFor();
      assert.ok(!finds(await contents(visitor.page)));
    },
  },
  {
    name: "secure form: half a minute in the background empties it, giving it up tells the agent",
    settings: { agents },
    widget,
    async play(stage) {
      const met = await stage.meet(await (async () => {
        const visitor = await stage.visitor();
        await visitor.page.clock.install();
        return visitor;
      })());
      const { agent, visitor } = met;
      await agent.ask("Card");
      await form(visitor).waitFor();
      await fill(visitor);
      const hide = (hidden) =>
        visitor.page.evaluate((hidden) => {
          Object.defineProperty(document, "visibilityState", { value: hidden ? "hidden" : "visible", configurable: true });
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }, hidden);
      await hide(true);
      await visitor.page.clock.fastForward(31_000);
      await until("it is empty", async () => (await field(visitor, "card_number").inputValue()) === "" && (await field(visitor, "token").inputValue()) === "");
      await hide(false);
      await visitor.part("form-cancel").click();
      await visitor.part("log").getByText("You did not fill in this form").waitFor();
      await agent.page.getByText("did not fill in").waitFor();
    },
  },
  {
    name: "secure form: the agent takes it back, and the visitor has nothing to fill in any more",
    settings: { agents },
    widget,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.ask("Card");
      await form(visitor).waitFor();
      await fill(visitor);
      await agent.control("form-end").click();
      await agent.page.getByText("You took the form back").waitFor();
      await until("the form is gone", async () => (await field(visitor, "card_number").count()) === 0);
      await inspect(visitor.page, "a secure form that was taken back");
      await inspect(agent.page, "desk with a form that was taken back");
      assert.equal(await agent.control("form-end").count(), 0);
    },
  },
];
