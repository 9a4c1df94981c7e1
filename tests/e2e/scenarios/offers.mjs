// Offers to chat that show by themselves: at their moment, politely, and once.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const configured = (rules, more = {}) => ({
  definition: {
    chatInitiations: [{ urls: [], contactTab: { enabled: true } }],
    proactiveOffers: [
      {
        urls: [],
        conditions: [{ rules }],
        properties: { htmlContent: '<p onclick="alert(1)">Can we <em>help</em> you choose?</p>', chatButtonText: "Yes, please", cancelButtonText: "No, thanks" },
        styling: { location: "bottom_right", width: 320 },
        preChat: { enabled: true, title: "About your choice", commonFields: [{ formFieldType: "text", name: "choice", label: "What do you look for?" }] },
        ...more,
      },
    ],
  },
});
const kept = (page) => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort());
/** A visitor whose clock can be put forward. */
async function timed(stage) {
  const visitor = await stage.visitor();
  await visitor.page.clock.install();
  await visitor.goto(stage.page);
  return visitor;
}

const click = (visitor) => visitor.page.mouse.click(5, 300);

export default [
  {
    name: "offer: who would rather be called is asked for the number, and can change to a chat",
    settings: { agents },
    widget: configured([{ ruleType: "number_of_clicks", value: 1 }], {
      properties: { htmlContent: "<p>Shall we talk?</p>", chatButtonText: "Chat", callButtonEnabled: true, callButtonText: "Call me" },
    }),
    async play(stage) {
      const visitor = await timed(stage);
      await click(visitor);
      await visitor.page.clock.fastForward(2_000);
      await visitor.part("offer").waitFor();
      await inspect(visitor.page, "an offer with a call");
      await visitor.part("offer-call").click();
      await visitor.part("form").and(visitor.page.locator('[data-form="callback"]')).waitFor();
      await visitor.part("form-call").click();
      await visitor.part("form").and(visitor.page.locator('[data-form="pre-chat"]')).waitFor();
      await visitor.part("form-call").click();
      await visitor.submitForm({ choice: "A touring bike", phone_number: "+44 1225 000000" });
      await visitor.page.getByText("We will call you at +44 1225 000000.").waitFor();
    },
  },
  {
    name: "offer: it shows at its moment, takes no focus, and its own questions come before the chat",
    settings: { agents },
    widget: configured([{ ruleType: "number_of_clicks", value: 2 }, { ruleType: "nonmobile_browser" }]),
    async play(stage) {
      const visitor = await timed(stage);
      await click(visitor);
      await visitor.page.clock.fastForward(5_000);
      assert.equal(await visitor.part("offer").count(), 0, "one click is not two");
      assert.deepEqual(await kept(visitor.page), [], "nothing has to be remembered for this rule");
      await visitor.page.keyboard.press("Tab");
      const focused = () => visitor.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 80));
      const before = await focused();
      await click(visitor);
      await visitor.part("offer").waitFor();
      const after = await focused();
      assert.ok(after === before || after.startsWith("<body"), `the focus went to ${after}`);
      assert.match(await visitor.part("offer").innerText(), /Can we help you choose\?/);
      await inspect(visitor.page, "an offer");
      await visitor.part("offer-chat").click();
      await visitor.part("window").waitFor();
      assert.equal(await visitor.part("offer").count(), 0);
      await visitor.page.getByText("About your choice").waitFor();
      await visitor.submitForm({ choice: "A touring bike" });
      await visitor.phase("queued");
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.page.getByText("A touring bike").waitFor();
    },
  },
  {
    name: "offer: who does not want it is not asked again, by keyboard too (E31)",
    settings: { agents },
    widget: configured([{ ruleType: "page_url", value: "127\\.0\\.0\\.1" }, { ruleType: "visit_duration", value: 1 }]),
    async play(stage) {
      const visitor = await timed(stage);
      await visitor.part("offer").waitFor();
      assert.deepEqual(await kept(visitor.page).then((keys) => keys.filter((key) => key.startsWith("parlor-vis"))), ["parlor-visit:demo"]);
      await visitor.part("offer-chat").focus();
      await visitor.page.keyboard.press("Escape");
      await until("it is gone", async () => (await visitor.part("offer").count()) === 0);
      await until("the tab has the focus", () =>
        visitor.page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement?.id === "parlor-tab"),
      );
      await visitor.page.reload();
      await visitor.part("contact-tab").waitFor();
      await visitor.page.clock.fastForward(5_000);
      assert.equal(await visitor.part("offer").count(), 0);
    },
  },
  {
    name: "offer: rules that are no rules offer nothing and harm nothing",
    settings: { agents },
    widget: configured([{ ruleType: "page_url", value: "(" }]),
    async play(stage) {
      const visitor = await timed(stage);
      await visitor.page.clock.fastForward(5_000);
      assert.equal(await visitor.part("offer").count(), 0);
      await visitor.open();
    },
  },
];
