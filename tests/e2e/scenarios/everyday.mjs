// What happens in a chat on any day: the visitor looks elsewhere, says nothing for long, loses the connection for good,
// goes to another page of an app, or is known to the page already.
import assert from "node:assert/strict";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

/** A configuration as the vendor's own client reads it: another tab for each part of the site. */
const initiation = (urls, agentsAvailableMsg, rest = {}) => ({ urls, contactTab: { enabled: true, agentsAvailableMsg }, ...rest });
const bySection = {
  definition: { chatInitiations: [initiation(["/"], "Chat with us"), initiation(["/shop/"], "Ask about a bike"), initiation([], "Anywhere")] },
};
const asking = {
  definition: {
    chatInitiations: [
      initiation([], "Chat with us", {
        preChat: {
          enabled: true,
          title: "Before we start",
          commonFields: [
            { formFieldType: "text", name: "first name", label: "Your first name", required: true },
            { formFieldType: "email", name: "mail", label: "Your e-mail" },
          ],
          chatFields: [{ formFieldType: "multiline_text", name: "question", label: "What is it about?" }],
        },
      }),
    ],
  },
};

export default [
  {
    name: "everyday: what is unread stands before the page's title, also when the page changes it",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const title = (text) => until(`the title is "${text}"`, async () => (await visitor.page.title()) === text || visitor.page.title());
      const own = await visitor.page.title();
      await visitor.part("minimize").click();
      await agent.send("Are you there?");
      await title(`(1) ${own}`);
      await visitor.page.evaluate(() => (document.title = "Your cart"));
      await title("(1) Your cart");
      await agent.send("Hello?");
      await title("(2) Your cart");
      await visitor.open();
      await title("Your cart");
    },
  },
  {
    name: "everyday: a silent visitor is warned and then let go, and may begin again",
    settings: { agents, chat: { inactivity_warning: `"1 s"`, inactivity_timeout: `"3 s"` } },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.send("Let me think");
      await until("the warning is there", async () => (await visitor.part("log").innerText()).includes("Are you still there?"));
      await visitor.phase("ended");
      await visitor.part("end-screen").waitFor();
      await until("the reason is there", async () => (await visitor.part("log").innerText()).includes("because there was no answer"));
      assert.equal(await agent.page.locator('[data-part="chat"][data-state="closed"]').count(), 1);
      await visitor.part("start-again").click();
      await visitor.phase("queued");
    },
  },
  {
    name: "everyday: what could not be sent before the chat was over goes with the next one, in order",
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.send("Hello");
      await agent.hears("Hello");
      await visitor.page.context().setOffline(true);
      await visitor.part("banner").waitFor();
      await visitor.send("My order is late");
      await visitor.send("It is number 42");
      await agent.end();
      await visitor.page.context().setOffline(false);
      await visitor.phase("ended");
      await visitor.part("start-again-with").click();
      await visitor.phase("queued");
      await agent.accept();
      await agent.hears("It is number 42");
      assert.deepEqual(await agent.talk(), ["visitor: My order is late", "visitor: It is number 42"]);
      for (const text of ["My order is late", "It is number 42"]) await visitor.state(text, "delivered", "read");
    },
  },
  {
    name: "everyday: the tab is the one that is configured for the page, again when an app goes to another",
    settings: { agents },
    widget: bySection,
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      await visitor.availability("available", "Chat with us");
      await visitor.page.evaluate(() => history.pushState({}, "", "/shop/bikes?colour=red"));
      await visitor.availability("available", "Ask about a bike");
      await visitor.page.goBack();
      await visitor.availability("available", "Chat with us");
      await visitor.open();
      await visitor.submitForm({ first_name: "Vera" });
      await visitor.phase("queued");
    },
  },
  {
    name: "everyday: the form asks what the configuration and the scenario want, and nothing that the page knows",
    settings: { agents },
    widget: asking,
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      // Another page of the same application knows better, after the visitor came near the tab.
      await visitor.page.evaluate(() => window.Parlor.setParameters({ mail: "old@example.com" }));
      await visitor.part("contact-tab").hover();
      await visitor.part("form").waitFor({ state: "attached" });
      await visitor.page.evaluate(() => window.Parlor.setParameters({ mail: "vera@example.com", last_name: "Novak" }));
      await visitor.open();
      await visitor.part("form").waitFor();
      const asked = await visitor.part("field").evaluateAll((fields) => fields.map((field) => field.dataset.name));
      assert.deepEqual(asked, ["first_name", "mail", "question"]);
      const mail = visitor.page.locator('parlor-chat [data-name="mail"] input');
      assert.equal(await mail.inputValue(), "vera@example.com");
      const sent = visitor.page.waitForRequest((request) => request.method() === "POST" && request.url().includes("/chats?"));
      await visitor.submitForm({ first_name: "Vera", question: "Where is it?" });
      const { parameters } = (await sent).postDataJSON();
      assert.deepEqual(parameters, { mail: "vera@example.com", last_name: "Novak", first_name: "Vera", question: "Where is it?", email: "vera@example.com" });
    },
  },
];
