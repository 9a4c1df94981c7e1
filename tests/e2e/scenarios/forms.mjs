// Forms in the middle of a chat, asked for by an agent or by the script, through widget, server and desk.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const ORDER = {
  name: "Order",
  title: "Your order",
  fields: [
    { formFieldType: "label", label: "It stands on the invoice." },
    { formFieldType: "text", name: "number", label: "Number", required: true },
    { formFieldType: "date", name: "day", label: "Day", validate: true },
    { formFieldType: "numerical_range_slider", name: "pieces", label: "Pieces", minValue: 1, maxValue: 9 },
    { formFieldType: "radio_buttons", name: "place", label: "Where did you buy it?", options: ["Shop", "Web"], required: true },
    { formFieldType: "selection_list", name: "colour", label: "Colour", options: ["red", "green"] },
    { formFieldType: "phone", name: "phone", label: "Phone", validate: true },
    { formFieldType: "email", name: "mail", label: "E-mail", validate: true },
    { formFieldType: "multiline_text", name: "words", label: "In your words", options: ["3"] },
    { formFieldType: "captcha", name: "human", label: "" },
  ],
  submitButtonText: "Send it",
};
const widget = {
  definition: { chatInitiations: [{ urls: [], contactTab: { enabled: true, agentsAvailableMsg: "Chat with us" } }], forms: [ORDER] },
};

const form = (visitor, name = "Order") => visitor.page.locator(`parlor-chat [part~="form"][data-form="${name}"]`);
const line = (visitor, words) =>
  until(`"${words}" is there`, async () => (await visitor.part("log").innerText()).includes(words) || visitor.part("log").innerText());
const field = (visitor, name) => visitor.page.locator(`parlor-chat [data-name="${name}"]`);

/** Adds up what only a person is supposed to be able to. */
async function solve(visitor) {
  const [one, other] = (await field(visitor, "human").innerText()).match(/\d+/g).map(Number);
  await field(visitor, "human").locator("input").fill(String(one + other));
}

async function asked(stage) {
  const met = await stage.meet();
  await met.agent.ask("Order");
  await form(met.visitor).waitFor();
  return met;
}

/** The script's agent, with these steps. */
const script = (toml) => ({ agents, script: { enabled: "true", ...toml } });

export default [
  {
    name: "forms: an agent asks, the visitor answers, the agent sees the answers",
    settings: { agents },
    widget,
    async play(stage) {
      const { agent, visitor } = await asked(stage);
      await agent.page.locator('[data-part="form-asked"]').waitFor();
      await inspect(visitor.page, "a form in the chat");
      await visitor.part("form-submit").click();
      await until("every error is there", async () => (await visitor.part("field-error").count()) === 3 || visitor.part("field-error").count());
      await inspect(visitor.page, "a form in the chat with errors");
      await visitor.fill({ number: "4711", mail: "vera@example.com", words: "It came\nbroken" });
      await field(visitor, "place").getByText("Web").click();
      await field(visitor, "colour").locator("select").selectOption("green");
      await solve(visitor);
      await visitor.part("form-submit").click();
      await line(visitor, "Your answers were sent");
      await inspect(visitor.page, "an answered form");
      const seen = agent.page.locator('[data-part="transcript"]');
      await until("the agent has the answers", async () => {
        const text = await seen.innerText();
        return ["4711", "Web", "green", "vera@example.com", "broken"].every((answer) => text.includes(answer)) || text;
      });
      assert.ok(!(await seen.innerText()).includes("human"), "what keeps bots away is not sent");
      await inspect(agent.page, "desk with answers");
      await visitor.send("That is all");
      await agent.hears("That is all");
    },
  },
  {
    name: "forms: what was filled in is there after a reload, and what was answered stays answered",
    settings: { agents },
    widget,
    async play(stage) {
      const { agent, visitor } = await asked(stage);
      await visitor.fill({ number: "4711" });
      await field(visitor, "place").getByText("Shop").click();
      await visitor.page.reload();
      await form(visitor).waitFor();
      assert.equal(await field(visitor, "number").locator("input").inputValue(), "4711");
      assert.ok(await field(visitor, "place").locator('input[value="Shop"]').isChecked());
      await solve(visitor);
      await visitor.part("form-submit").click();
      await line(visitor, "Your answers were sent");
      await visitor.page.reload();
      await line(visitor, "Your answers were sent");
      assert.equal(await form(visitor).count(), 0);
      await agent.send("Thank you");
      await visitor.hears("Thank you");
    },
  },
  {
    name: "forms: one with a time limit counts down and closes",
    settings: script({ name: `"Robin"`, step: `[{ say = "Hello" }, { form = "Order", timeout = 4 }, { say = "Too late" }]` }),
    widget,
    async play(stage) {
      const visitor = await stage.begun();
      await form(visitor).waitFor();
      await visitor.part("form-timer").waitFor();
      await line(visitor, "The time for this form is over");
      assert.equal(await form(visitor).count(), 0);
      await visitor.hears("Too late", "bot");
    },
  },
  {
    name: "forms: the script asks, takes answers as variables, and the next message where no form is named",
    settings: script({
      name: `"Robin"`,
      step: `[{ form = "Order" }, { say = "Number {number}." }, { say = "Which town?" }, { form = "" }, { say = "I see." }]`,
      otherwise: `"Not that."`,
    }),
    widget,
    async play(stage) {
      const visitor = await stage.begun();
      await form(visitor).waitFor();
      await visitor.fill({ number: "4711" });
      await field(visitor, "place").getByText("Shop").click();
      await solve(visitor);
      await visitor.part("form-submit").click();
      await visitor.hears("Number 4711.", "bot");
      await visitor.hears("Which town?", "bot");
      await visitor.send("Rome");
      await visitor.hears("I see.", "bot");
      assert.ok((await visitor.talk()).includes("visitor: Rome"));
    },
  },
  {
    name: "forms: one that nobody knows is answered as such and the chat goes on",
    settings: script({ name: `"Robin"`, step: `[{ form = "Unheard of" }, { say = "Never mind" }]` }),
    widget,
    async play(stage) {
      const visitor = await stage.begun();
      await line(visitor, "can't be shown");
      await visitor.hears("Never mind", "bot");
    },
  },
  {
    name: "forms: a survey is filled in by keyboard alone, or given up",
    settings: { agents },
    widget,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.ask("MobileChatSurvey");
      await form(visitor, "MobileChatSurvey").waitFor();
      await inspect(visitor.page, "a survey");
      const keys = visitor.page.keyboard;
      await field(visitor, "service").locator("input").first().focus();
      await keys.press("Space");
      await keys.press("Tab");
      await keys.press("ArrowRight");
      await keys.press("Tab");
      await keys.press("Space");
      await keys.press("Tab");
      await keys.press("Space");
      await keys.press("Tab");
      await keys.type("vera@example.com");
      await keys.press("Enter");
      await line(visitor, "Thank you for your feedback");
      await until("the focus is in the composer", () =>
        visitor.page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement?.getAttribute("part") === "input"),
      );
      const seen = agent.page.locator('[data-part="transcript"]');
      await until("the agent has the result", async () => (await seen.innerText()).includes("vera@example.com"));
      await agent.ask("MobileChatSurvey");
      await form(visitor, "MobileChatSurvey").waitFor();
      await visitor.part("form-cancel").click();
      await until("the agent knows", async () => (await seen.innerText()).includes("did not fill in"));
    },
  },
  {
    name: "forms: who leaves is asked how it was, and the agent sees the answer (E26)",
    settings: { agents, chat: { survey: '"MobileChatSurvey"' } },
    // Who starts again at once ends a chat that the contact center may have ended already.
    expected: [/status of 404/],
    widget,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.end();
      await form(visitor, "MobileChatSurvey").waitFor();
      await inspect(visitor.page, "a survey after the end");
      await field(visitor, "helpful").getByText("5", { exact: true }).click();
      await visitor.part("form-submit").last().click();
      await line(visitor, "Thank you for your feedback");
      await agent.part("form").getByText("5 of 5").waitFor();
      await visitor.part("start-again").click();
      await visitor.phase("queued");
      assert.equal(await form(visitor, "MobileChatSurvey").count(), 0);
      await agent.accept();
      await visitor.phase("connected");
      // A survey that is not wanted keeps nobody from the next chat.
      await visitor.end();
      await form(visitor, "MobileChatSurvey").waitFor();
      await visitor.part("start-again").click();
      await visitor.phase("queued");
      await agent.accept();
      await visitor.phase("connected");
    },
  },
];
