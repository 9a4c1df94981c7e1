// Looking at the page together: asked, agreed to, ended; refused by the visitor, the page or its policy.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const widget = (cobrowsing) => ({
  cobrowsing,
  definition: { chatInitiations: [{ urls: [], contactTab: { enabled: true, agentsAvailableMsg: "Chat with us" } }] },
});
const TEST = { provider: "PARLOR_TEST", widget_key: "" };

const text = (page, words) => page.getByText(words).first().waitFor();

async function asked(stage) {
  const met = await stage.meet();
  await met.agent.page.locator('[part="cobrowse-ask"]').click();
  return met;
}

export default [
  {
    name: "co-browsing: the agent asks, the visitor agrees and stops; what is blocked stays blocked",
    settings: { agents },
    widget: widget(TEST),
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.page.evaluate(() => {
        const field = document.createElement("input");
        field.id = "secret";
        field.setAttribute("surfly_blocked", "");
        field.setAttribute("aria-label", "Secret");
        document.querySelector("main").append(field);
      });
      const inert = () => visitor.page.evaluate(() => document.getElementById("secret").inert);
      await agent.page.locator('[part="cobrowse-ask"]').click();
      await visitor.part("cobrowse-accept").waitFor();
      await inspect(visitor.page, "co-browsing asked for");
      assert.equal(await inert(), false, "nothing begins before the visitor agrees");
      await visitor.part("cobrowse-accept").click();
      await visitor.part("cobrowse-end").waitFor();
      await agent.part("cobrowse-link").waitFor();
      assert.equal(await agent.part("cobrowse-link").getAttribute("href"), stage.page);
      assert.equal(await inert(), true);
      await inspect(visitor.page, "co-browsing");
      await inspect(agent.page, "desk with co-browsing");
      await visitor.part("cobrowse-end").click();
      await text(agent.page, "no longer shown");
      await text(visitor.page, "The agent no longer sees this page");
      assert.equal(await inert(), false);
      await agent.page.locator('[part="cobrowse-ask"]').click();
      await visitor.part("cobrowse-reject").click();
      await text(agent.page, "The visitor's page can't be seen");
      await text(visitor.page, "You did not show this page");
    },
  },
  {
    name: "co-browsing: a page without it answers for the visitor",
    settings: { agents },
    widget: widget(undefined),
    async play(stage) {
      const { agent, visitor } = await asked(stage);
      await text(agent.page, "The visitor's page can't be seen");
      await text(visitor.page, "which is not possible here");
      assert.equal(await visitor.part("cobrowse-accept").count(), 0);
    },
  },
  {
    name: "co-browsing: a provider that can't be had is said to be impossible and the chat goes on",
    settings: { agents },
    widget: widget({ provider: "SURFLY", widget_key: "k" }),
    expected: [/surfly/, /net::ERR/, /Failed to fetch dynamically imported module/, /co-browsing could not begin/],
    async play(stage) {
      const { agent, visitor } = await asked(stage);
      await visitor.part("cobrowse-accept").click();
      await text(agent.page, "The visitor's page can't be seen");
      await text(visitor.page, "which is not possible here");
      await agent.send("Never mind");
      await visitor.hears("Never mind");
    },
  },
  {
    name: "co-browsing: Surfly's own script is had after consent only, and led as its maker does",
    settings: { agents },
    widget: widget({ provider: "SURFLY", widget_key: "the-key" }),
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const asked = [];
      // The provider's script, as far as the widget speaks to it.
      await visitor.page.route("https://surfly.com/surfly.js", (route) => {
        asked.push(route.request().url());
        return route.fulfill({
          contentType: "text/javascript",
          headers: { "access-control-allow-origin": "*" },
          body: `
            const heard = {};
            window.__surfly = { heard, calls: [] };
            const session = {
              followerLink: "https://surfly.com/follow/1", _sessionId: "s1",
              on: (name, handler) => (heard[name] = handler),
              startLeader: () => { window.__surfly.calls.push("startLeader"); heard.session_loaded(session); },
              end: () => window.__surfly.calls.push("end"),
            };
            window.Surfly = { init: (settings, then) => { window.__surfly.settings = settings; then({ success: true }); }, session: () => session };`,
        });
      });
      await agent.page.locator('[part="cobrowse-ask"]').click();
      await visitor.part("cobrowse-accept").waitFor();
      assert.deepEqual(asked, []);
      await visitor.part("cobrowse-accept").click();
      await agent.part("cobrowse-link").waitFor();
      assert.equal(await agent.part("cobrowse-link").getAttribute("href"), "https://surfly.com/follow/1");
      assert.equal(asked.length, 1);
      const settings = await visitor.page.evaluate(() => window.__surfly.settings);
      assert.deepEqual(settings, { widget_key: "the-key", confirm_session_start: false });
      await visitor.page.evaluate(() => window.__surfly.heard.session_ended());
      await text(agent.page, "no longer shown");
      await until("the banner is gone", async () => (await visitor.part("cobrowse-end").count()) === 0);
    },
  },
];
