// The agent sees on which page of the site the visitor is.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const detail = (agent, name) => agent.page.locator(`[data-part="detail"][data-name="${name}"]`);
const links = async (agent, name) =>
  detail(agent, name).locator("a").evaluateAll((all) => all.map((link) => [link.textContent, new URL(link.href).pathname + new URL(link.href).search]));
const sees = (agent, name, expected) =>
  until(`the agent sees ${JSON.stringify(expected)}`, async () => {
    const seen = await links(agent, name);
    return JSON.stringify(seen) === JSON.stringify(expected) || seen;
  });

/** As an app goes elsewhere: first the address, then the title. */
const go = (visitor, path, title) =>
  visitor.page.evaluate(
    ([path, title]) => {
      history.pushState({}, "", path);
      requestAnimationFrame(() => (document.title = title));
    },
    [path, title],
  );

export default [
  {
    name: "pages: the agent sees where the visitor is and was, and nothing that stands behind the question mark (E44)",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const first = await visitor.page.title();
      await sees(agent, "page", [[first, "/"]]);
      await go(visitor, "/bikes?email=vera@example.com#token", "Bikes");
      await sees(agent, "page", [["Bikes", "/bikes"]]);
      await agent.send("These are all of them");
      await visitor.hears("These are all of them");
      await go(visitor, "/cart", "(1) Cart");
      await sees(agent, "page", [["(1) Cart", "/cart"]]);
      await sees(agent, "pages", [["Bikes", "/bikes"], [first, "/"]]);
      await inspect(agent.page, "desk with a visitor's pages");
      await agent.page.reload();
      await agent.part("open").click();
      await sees(agent, "page", [["(1) Cart", "/cart"]]);
      assert.deepEqual(await visitor.talk(), ["agent: These are all of them"]);
    },
  },
];
