// A page that was made for the vendor's widget, with another script's address.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const widget = JSON.parse(await readFile(new URL("../../vendor_configuration.json", import.meta.url), "utf8"));
const icon = new URL("../../../crates/server/src/settings/demo_agent.png", import.meta.url).pathname;
const settings = { agents, widget: { chat_icon: JSON.stringify(icon) }, server: { tenants: `[{ url = "localhost", apps = ["demo", "vendor"] }]` } };

/** The vendor's page, its configuration changed before the widget's script runs. */
async function at(stage, visitor, change) {
  await visitor.page.addInitScript((change) => {
    window.called = [];
    const names = [
      "weAreOnline", "weAreOffline", "reactiveChatButtonClicked", "preChatWindowChatButtonClicked",
      "preChatWindowCancelButtonClicked", "windowCloseIconClicked", "proactiveChatOffered", "proactiveYes", "proactiveNo",
      "preChatWindowPhoneButtonClicked",
    ];
    let config;
    Object.defineProperty(window, "SERVICE_PATTERN_CHAT_CONFIG", {
      get: () => config,
      set: (given) => {
        config = { ...given, ...change, callbacks: { ...given.callbacks } };
        for (const name of names) {
          const own = config.callbacks[name];
          config.callbacks[name] = () => {
            window.called.push(name);
            own?.();
            if (name === "reactiveChatButtonClicked") throw new Error("the page's own fault");
          };
        }
      },
    });
  }, change ?? {});
  await visitor.page.goto(`${stage.page}vendor.html`);
}

const called = (visitor, name) => until(`${name} is called`, () => visitor.page.evaluate((name) => window.called.includes(name), name));

const hurried = structuredClone(widget);
hurried.definition.proactiveOffers[0].conditions = [{ rules: [{ ruleType: "visit_duration", value: 1 }, { ruleType: "chatted_before", value: false }] }];

export default [
  {
    name: "vendor: who wants to be called leaves a number, and the agent has it",
    settings,
    widget,
    expected: [/reactiveChatButtonClicked failed/],
    async play(stage) {
      const visitor = await stage.visitor();
      await at(stage, visitor);
      await visitor.open();
      await visitor.fill({ first_name: "Vera" });
      await visitor.part("form-call").click();
      await until("the number is asked for", () => visitor.page.evaluate(() => {
        const root = document.querySelector("parlor-chat").shadowRoot;
        return root.activeElement?.closest('[part="form"]')?.dataset.form === "callback";
      }));
      await inspect(visitor.page, "the form for a call");
      await visitor.part("form-submit").click();
      await visitor.part("field-error").first().waitFor();
      await visitor.submitForm({ phone: "+44 1225 000000" });
      await called(visitor, "preChatWindowPhoneButtonClicked");
      await visitor.page.getByText("We will call you at +44 1225 000000.").waitFor();
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.page.getByText("+44 1225 000000").first().waitFor();
      await agent.page.getByText("Vera").first().waitFor();
    },
  },
  {
    name: "vendor: the page's own form asks for a call, and says what is missing",
    settings,
    widget,
    async play(stage) {
      const visitor = await stage.visitor();
      await at(stage, visitor, { phone_number: "" });
      const { page } = visitor;
      await page.locator("#sp-callback-form").waitFor();
      await inspect(page, "the page's own form");
      await page.locator("#sp-callback-first_name").fill("Vera");
      await page.locator("#sp-callback-submit").click();
      const missing = () => page.locator("#sp-callback-phone").evaluate((input) => input === document.activeElement && input.validity.valueMissing);
      await until("the missing number is pointed at", missing);
      assert.equal(await page.evaluate(() => window.Parlor.state.phase), "idle");
      await page.locator("#sp-callback-phone").fill("+44 1225 000000");
      await page.locator("#sp-callback-submit").click();
      await page.getByText("We will call you at +44 1225 000000.").waitFor();
      await page.getByText("We have your number.").waitFor();
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.page.getByText("+44 1225 000000").first().waitFor();
      await agent.page.getByText("Vera").first().waitFor();
      await page.evaluate(() => window.Parlor.destroy());
      await until("the form is hidden as it was", () => page.locator("#sp-callback-form").isHidden());
    },
  },
  {
    name: "vendor: the page's own form asks for a call at a launch point of its own, or for a chat here",
    settings: { ...settings, server: { tenants: `[{ url = "localhost", apps = ["demo", "vendor", "calls"] }]` } },
    widget,
    expected: [/Failed to load resource/],
    async play(stage) {
      const visitor = await stage.visitor();
      await at(stage, visitor, { callbackAppId: "calls" });
      const { page } = visitor;
      await page.evaluate(() => window.Parlor.on("error", ({ code }) => (window.failed = code)));
      await page.locator("#sp-callback-first_name").fill("Vera");
      await page.locator("#sp-callback-phone").fill("+44 1225 000000");
      await stage.server.faults([{ path: "/chats", method: "POST", kind: "status", status: 503, times: 1 }]);
      await page.locator("#sp-callback-submit").click();
      await until("the page hears that it failed", () => page.evaluate(() => window.failed === "not-available"));
      assert.equal(await page.getByText("We have your number.").isVisible(), false);
      await page.locator("#sp-callback-submit").click();
      await page.getByText("We have your number.").waitFor();
      assert.equal(await page.evaluate(() => window.Parlor.state.phase), "idle", "no chat begins here");
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.page.getByText("+44 1225 000000").first().waitFor();
      await page.locator("#sp-chat-submit").click();
      await visitor.part("window").waitFor();
      await visitor.phase("queued");
      await agent.accept();
      await agent.send("Hello Vera");
      await visitor.hears("Hello Vera");
    },
  },
  {
    name: "vendor: an offer is told of, and so is the answer to it",
    settings,
    widget: hurried,
    async play(stage) {
      const visitor = await stage.visitor();
      await at(stage, visitor);
      await called(visitor, "proactiveChatOffered");
      await visitor.part("offer-close").first().click();
      await called(visitor, "proactiveNo");
      await visitor.page.evaluate(() => localStorage.clear());
      await visitor.page.reload();
      await called(visitor, "proactiveChatOffered");
      await visitor.part("offer-chat").click();
      await called(visitor, "proactiveYes");
      await visitor.part("form").waitFor();
    },
  },
  {
    name: "vendor: the snippet works with only the script's address changed, and hears its callbacks",
    settings,
    widget,
    expected: [/reactiveChatButtonClicked failed/],
    async play(stage) {
      const visitor = await stage.visitor();
      await at(stage, visitor);
      await called(visitor, "weAreOnline");
      await visitor.page.getByText("The workshop answers.").waitFor();
      const tab = visitor.part("contact-tab");
      assert.equal(await tab.getAttribute("data-location"), "right_middle");
      assert.match(await tab.innerText(), /Ask the workshop/);
      await tab.click();
      await called(visitor, "reactiveChatButtonClicked");
      await visitor.part("form").waitFor();
      await inspect(visitor.page, "the vendor's page");
      await visitor.part("form-cancel").click();
      await called(visitor, "preChatWindowCancelButtonClicked");
      await until("the window is closed", async () => !(await visitor.part("window").isVisible()));
      await visitor.page.locator("#ask").click();
      await visitor.part("form").waitFor();
      await visitor.submitForm({ first_name: "Vera", message: "My chain broke" });
      await called(visitor, "preChatWindowChatButtonClicked");
      await visitor.hears("My chain broke", "visitor");
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.hears("My chain broke");
      await agent.page.getByText("workshop").first().waitFor();
      await visitor.page.getByText(/Anna Lee.* from the workshop is here/).first().waitFor();
      await visitor.part("minimize").click();
      await called(visitor, "windowCloseIconClicked");
    },
  },
  {
    name: "vendor: hidden until the page opens it, the visitor known, and led on after the chat",
    settings,
    widget,
    async play(stage) {
      const visitor = await stage.visitor();
      await at(stage, visitor, { hidden: true, first_name: "Vera", email: "vera@site.example", directChatPIN: "4711", returnUrl: "/?left" });
      await called(visitor, "weAreOnline");
      assert.equal(await visitor.part("contact-tab").count(), 0);
      await visitor.page.evaluate(() => document.querySelector("#sp-chat-label-text").click());
      await visitor.part("form").waitFor();
      await visitor.submitForm({});
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.page.getByText("4711").first().waitFor();
      await agent.page.getByText("vera@site.example").first().waitFor();
      await visitor.part("end").click();
      await visitor.part("confirm-yes").click();
      await visitor.page.waitForURL(/\?left$/);
    },
  },
  {
    name: "vendor: a chat that begins with the page, and faults that name the page's own keys",
    settings,
    widget,
    expected: [/SERVICE_PATTERN_CHAT_CONFIG\.apiUrl is "here"/],
    async play(stage) {
      const visitor = await stage.visitor();
      await at(stage, visitor, { autostartChat: true });
      await visitor.part("window").waitFor();
      await until("a chat is asked for", () => visitor.page.evaluate(() => window.Parlor.state.phase === "queued"));
      const wrong = await stage.visitor();
      await at(stage, wrong, { apiUrl: "here" });
      const reason = await wrong.page.evaluate(() => window.Parlor.ready.catch((reason) => reason.message));
      assert.match(reason, /^SERVICE_PATTERN_CHAT_CONFIG\.apiUrl is "here"; expected an absolute/);
      assert.equal(await wrong.page.locator("parlor-chat").count(), 0);
    },
  },
];
