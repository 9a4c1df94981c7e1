// What the configuration says besides colours: the widget's words, its switches, its sounds, and what is asked out of hours.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const dressed = (styling, initiation = {}) => ({
  definition: { chatInitiations: [{ urls: ["/"], contactTab: { enabled: true }, ...initiation }], chatWidgetStyling: styling },
});

/** What a person sees of it: the selection is what the caret is, too. */
const written = (visitor) => visitor.part("input").evaluate((input) => ({ text: input.value, caret: input.selectionEnd }));

/** Keeps the address of every sound that is played. */
async function listen(page) {
  await page.addInitScript(() => {
    window.played = [];
    HTMLMediaElement.prototype.play = function () {
      window.played.push(this.getAttribute("src"));
      return Promise.reject(new DOMException("not before a gesture", "NotAllowedError"));
    };
  });
}

const played = (visitor) => visitor.page.evaluate(() => window.played.splice(0));

export default [
  {
    name: "words: the configuration's come before the server's, and those before the widget's own",
    settings: { agents, chat: { inactivity_warning: `"1 s"`, inactivity_timeout: `"4 s"` } },
    widget: dressed({
      agentJoinedMessage: "has come to help",
      inactivityWarningMessage: "Still <b>with</b> us?",
      hintMessageTextBox: "Ask away",
      endChatTooltip: "Leave",
    }),
    async play(stage) {
      const { visitor } = await stage.meet();
      await visitor.page.getByText(/^.?Anna Lee.? has come to help$/).first().waitFor();
      assert.equal(await visitor.part("input").getAttribute("placeholder"), "Ask away");
      assert.equal(await visitor.part("end").getAttribute("aria-label"), "Leave");
      await visitor.part("notice").getByText("Still with us?").waitFor();
      await visitor.phase("ended");
      const server = await visitor.page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.querySelector(".timeline, [part~=log]").innerText);
      assert.match(server, /no answer/, "the server's own words, since the configuration has none");
    },
  },
  {
    name: "emoji: chosen by mouse and by keyboard, they go where the caret is and can be taken back",
    settings: { agents },
    async play(stage) {
      const { visitor, agent } = await stage.meet();
      const { page } = visitor;
      await visitor.part("input").fill("Thank you a lot");
      for (let step = 0; step < 6; step++) await visitor.part("input").press("ArrowLeft");
      await visitor.part("emoji").click();
      await visitor.part("emoji-picker").waitFor();
      await inspect(page, "emoji to choose from");
      await visitor.part("emoji-picker").getByText("👍").click();
      assert.deepEqual(await written(visitor), { text: "Thank you👍 a lot", caret: 11 });
      await page.keyboard.press("Control+z");
      assert.equal((await written(visitor)).text, "Thank you a lot");

      await visitor.part("emoji").focus();
      await page.keyboard.press("Enter");
      await until("the first emoji has the focus", () =>
        page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement?.dataset.index === "0"),
      );
      await page.keyboard.press("Escape");
      await until("it is closed", async () => !(await visitor.part("emoji-picker").count()));
      await page.keyboard.press("Enter");
      await until("the first emoji has the focus again", () =>
        page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement?.dataset.index === "0"),
      );
      for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
      const chosen = await page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement.textContent);
      await page.keyboard.press("Enter");
      await until("it stands in the text", async () => (await written(visitor)).text.includes(chosen));
      await page.keyboard.press("Enter");
      await until("the agent has it", async () => (await agent.talk()).some((line) => line.includes(chosen)));
    },
  },
  {
    name: "switches: without them there are no emoji and no files, and a chat is ended and not put aside",
    settings: { agents },
    widget: dressed({ emojiSelector: false, fileUploadEnabled: false, widgetMinimizationEnabled: false }),
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      await visitor.open();
      await visitor.part("minimize").waitFor();
      await visitor.submitForm({ first_name: "Vera" });
      await visitor.phase("queued");
      for (const part of ["emoji", "attach", "minimize"]) assert.equal(await visitor.part(part).count(), 0, part);
      await visitor.part("input").press("Escape");
      await visitor.part("confirm").waitFor();
      await visitor.part("confirm-yes").click();
      await visitor.phase("ended");
      await visitor.part("minimize").click();
      await until("the window is closed", async () => !(await visitor.part("window").isVisible()));
    },
  },
  {
    name: "sounds: one when an agent joins, none once they are switched off, and no error where none may be played",
    settings: { agents },
    // The strict policy of the demo's page lets no sound of other hosts in.
    expected: [/sounds\.example/],
    widget: dressed({ agentJoinSoundUrl: "https://sounds.example/joined.mp3" }),
    async play(stage) {
      const visitor = await stage.visitor();
      await listen(visitor.page);
      const { agent } = await stage.meet(visitor);
      await until("it was played", async () => (await played(visitor)).join() === "https://sounds.example/joined.mp3");
      await visitor.part("menu").click();
      await visitor.part("sound").waitFor();
      await inspect(visitor.page, "the menu with sounds");
      await visitor.part("sound").click();
      await agent.end();
      await visitor.phase("ended");
      await visitor.part("start-again").click();
      await visitor.phase("queued");
      await agent.accept();
      await visitor.phase("connected");
      await agent.send("Hello again");
      await visitor.hears("Hello again");
      assert.deepEqual(await played(visitor), []);
    },
  },
  {
    name: "notifications: asked for where the tenant has them, shown while the page is not seen, and never again where they are not wanted (E32)",
    settings: { agents },
    widget: dressed({ webNotificationsEnabled: true, notificationsPrompt: "Shall we <b>knock</b>?" }),
    async play(stage) {
      const visitor = await stage.visitor();
      const { page } = visitor;
      await page.addInitScript(() => {
        window.notes = [];
        window.Notification = class extends EventTarget {
          static permission = localStorage.getItem("allowed") || "default";
          static async requestPermission() {
            localStorage.setItem("allowed", "granted");
            return (this.permission = "granted");
          }
          constructor(title, { body }) {
            super();
            Object.assign(this, { title, body });
            window.notes.push(this);
          }
          close() {
            this.closed = true;
          }
        };
      });
      const see = (seen) =>
        page.evaluate((seen) => {
          Object.defineProperty(document, "hidden", { configurable: true, get: () => !seen });
          document.dispatchEvent(new Event("visibilitychange"));
        }, seen);
      const { agent } = await stage.meet(visitor);
      await visitor.part("notice").getByText("Shall we knock?").waitFor();
      await inspect(page, "asked for notifications");
      await visitor.part("notify-yes").click();
      await until("the question is gone", async () => !(await visitor.part("notice").count()));
      await agent.send("Seen at once");
      await visitor.hears("Seen at once");
      await see(false);
      await visitor.part("minimize").evaluate((button) => button.click());
      await agent.send("<b>Are</b> you there?");
      const told = () => page.evaluate(() => window.notes.map(({ title, body }) => `${title}: ${body}`).join());
      await until("the browser tells", async () => (await told()) === "Anna Lee: <b>Are</b> you there?" || told());
      await page.evaluate(() => window.notes[0].dispatchEvent(new Event("click")));
      await visitor.part("window").waitFor();
      await see(true);
      await until("what was seen is taken away", () => page.evaluate(() => window.notes[0].closed));

      await page.evaluate(() => localStorage.setItem("allowed", "default"));
      await page.reload();
      await visitor.part("notify-no").click();
      await until("the question is gone", async () => !(await visitor.part("notice").count()));
      await page.reload();
      await visitor.hears("Seen at once");
      assert.equal(await visitor.part("notify-no").count(), 0);
    },
  },
  {
    name: "out of hours: a message is left, thanked for, and answered when somebody is there",
    settings: { agents, chat: { hours: `"never"` } },
    widget: dressed({}, {
      preChat: { enabled: true, title: "Hello", chatFields: [] },
      leaveMessage: { title: "We are closed", fields: [{ formFieldType: "email", name: "email", label: "E-mail", required: true, validate: true }, { formFieldType: "multiline_text", name: "message", label: "Message", required: true }] },
    }),
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      await visitor.open();
      await visitor.submitForm({ email: "vera@site.example", message: "My chain broke" });
      await visitor.hears("My chain broke", "visitor");
      await visitor.page.getByText("Thank you for your message").first().waitFor();
      assert.equal(await visitor.page.getByText("Waiting for the next agent").count(), 0);
      await inspect(visitor.page, "a message was left");
      await visitor.page.reload();
      await visitor.page.getByText("Thank you for your message").first().waitFor();
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.hears("My chain broke");
      await agent.send("A new one is on its way");
      await visitor.hears("A new one is on its way");
    },
  },
];
