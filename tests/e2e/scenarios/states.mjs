// Every state that a visitor or an agent can meet, each looked at by axe in every dress: light, dark, forced colours and
// 320 pixels wide. A state that is not reached fails, because reaching it is part of the scenario.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { AGENTS, agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const ROWS = [
  "<b>Bold</b>, <i>italic</i> and a link: https://example.com/a/very/long/path?with=a&query=of#its-own",
  "<ul><li>one</li><li>two</li></ul><blockquote>quoted</blockquote><pre>let code = 1;</pre>",
  '<img src="https://example.com/picture.png" alt="A picture"> mail@example.com +49 30 1234567',
];

async function visit(stage) {
  const visitor = await stage.visitor();
  await visitor.goto(stage.page);
  return visitor;
}

/** What other contact centers send and this one's agents can't: markup, corrections, bots, warnings, nonsense. */
async function withEveryKind({ page }) {
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  await page.route("**/events?**", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const answer = await route.fetch().catch(() => null);
    if (!answer) return route.abort().catch(() => {});
    const body = await answer.json().catch(() => ({}));
    const events = [];
    for (const event of body.events ?? []) {
      if (event.msg) event.msg = plain(event.msg);
      events.push(event);
      if (event.msg !== "Every kind") continue;
      const [message, party_id] = ["chat_session_message", event.party_id];
      const bot = "b07";
      events.push(
        { event: message, party_id, msg_id: "9001", msg: "A tpyo" },
        { event: "chat_session_message_edit", party_id, ref_msg_id: "9001", msg: "A typo" },
        { event: message, party_id, msg_id: "9003", msg: "Not for you" },
        { event: "chat_session_message_delete", party_id, ref_msg_id: "9003" },
        { event: "chat_session_party_joined", party_id: bot, display_name: "Assistant", type: "scenario" },
        { event: message, party_id: bot, msg_id: "9005", msg: "I am a bot." },
        { event: "chat_session_party_joined", party_id: "ben", display_name: "Ben Okafor", type: "internal" },
        { event: "chat_session_party_left", party_id: "ben" },
        { event: "chat_session_case_set", case_id: "1", case_number: "17" },
        { event: "chat_session_form_show", party_id, form_name: "Unheard of", form_request_id: "1", form_timeout: 60 },
        { event: "chat_session_cobrowsing_requested", party_id, msg_id: "9011" },
        { event: "chat_session_message_edit", party_id, msg: "Of which message?" },
        { event: "chat_session_timeout_warning", msg: "Are you still there?" },
      );
    }
    await route.fulfill({ response: answer, json: { events } }).catch(() => {});
  });
}

const state = (name, play, options = {}) => ({
  name: `state ${name}`,
  ...options,
  settings: { agents, ...options.settings },
  expected: NETWORK,
  play,
});

const tab = { enabled: true, location: "bottom_right", agents_available_msg: "Chat with us", agents_not_available_msg: "We are busy", out_of_hours_msg: "We are closed" };
const dressed = (more) => ({ widgets: [{ name: "w", urls: [], definition: { contact_tab: { ...tab, ...more } }, styles: {} }] });
const LONG_WAIT = `"12 min"`;

export default [
  state("tab, available", async (stage) => {
    const visitor = await visit(stage);
    await visitor.availability("available", "Chat with us");
    await inspect(visitor.page, "tab, available");
  }),
  state("tab, busy", async (stage) => {
    const visitor = await visit(stage);
    await visitor.availability("busy", "We are busy");
    await visitor.availability("busy", "12 min");
    await inspect(visitor.page, "tab, busy");
    await visitor.open();
    await visitor.part("form").waitFor();
    await inspect(visitor.page, "window, busy");
  }, { settings: { chat: { ewt: LONG_WAIT } }, widget: dressed({}) }),
  state("tab, out of hours", async (stage) => {
    const visitor = await visit(stage);
    await visitor.availability("out-of-hours", "We are closed");
    await inspect(visitor.page, "tab, out of hours");
    await visitor.open();
    await inspect(visitor.page, "window, out of hours");
  }, { settings: { chat: { hours: `"never"` } } }),
  state("tab, out of hours with a wait", async (stage) => {
    const visitor = await visit(stage);
    await visitor.availability("out-of-hours", "12 min");
    await inspect(visitor.page, "tab, out of hours with a wait");
  }, { settings: { chat: { hours: `"never"`, ewt: LONG_WAIT } }, widget: dressed({ show_ewt_out_of_hours: true }) }),
  state("tab, with unread messages", async (stage) => {
    const { agent, visitor } = await stage.meet();
    await visitor.part("minimize").click();
    await agent.send("Are you there?");
    await visitor.part("unread").waitFor();
    await inspect(visitor.page, "tab, with unread messages");
  }),
  state("pre-chat, with and without errors", async (stage) => {
    const visitor = await visit(stage);
    await visitor.open();
    await visitor.part("form").waitFor();
    await inspect(visitor.page, "pre-chat");
    await visitor.fill({ email: "not an address" });
    await visitor.part("form-submit").click();
    await visitor.part("field-error").first().waitFor();
    await inspect(visitor.page, "pre-chat with errors");
  }),
  state("queue", async (stage) => {
    const visitor = await stage.queued();
    await visitor.page.locator("parlor-chat .queue").waitFor();
    await inspect(visitor.page, "queue");
  }, { settings: { chat: { ewt: LONG_WAIT } } }),
  state("chat with every kind of row, end confirmation, ended, desk", async (stage) => {
    const { agent, visitor } = await stage.meet();
    const { page } = visitor;
    await withEveryKind(visitor);
    // The poll that is held came before; the one after it is rewritten.
    await agent.send("Hello");
    await visitor.hears("Hello");
    await visitor.part("minimize").click();
    for (const text of ROWS) await agent.send(text);
    await visitor.part("unread").waitFor();
    await visitor.part("contact-tab").click();
    await page.locator("parlor-chat .divider-unread").waitFor();
    await agent.send("Every kind");
    for (const kind of [".divider-day", "blockquote", "button.image-card", "[data-edited]", "[data-deleted]", "[data-sender=bot]", "[data-sender=agent]"]) {
      await page.locator(`parlor-chat ${kind}`).first().waitFor();
    }
    await until("every line is there", async () => {
      const lines = (await visitor.messages()).filter(({ sender }) => sender === "system").map(({ text }) => text);
      const wanted = [/Anna.* joined/, /Ben.* joined/, /Ben.* left/, /could not be shown/, /can't be shown/, /look at this page/];
      return wanted.every((pattern) => lines.some((line) => pattern.test(line))) || lines;
    });
    await visitor.part("still-here").waitFor();
    await inspect(page, "chat with a warning");
    const question = "A question with https://example.com and\nzwei Zeilen";
    await visitor.send(question);
    await visitor.state(question, "read");
    await agent.part("input").pressSequentially("typing");
    await visitor.part("typing").waitFor();
    await inspect(page, "chat with every kind of row");
    await visitor.type("typing, too");
    await agent.part("typing").waitFor();
    await inspect(agent.page, "desk with a chat");
    await visitor.part("input").fill("");
    await visitor.part("end").click();
    await visitor.part("confirm").waitFor();
    await inspect(page, "end confirmation");
    await visitor.part("confirm-yes").click();
    await visitor.part("end-screen").waitFor();
    await inspect(page, "ended");
    await agent.page.locator('[data-part="chat"][data-state="closed"]').waitFor();
    await inspect(agent.page, "desk with a closed chat");
  }),
  state("desk: sign-in, no chat, a waiting chat, end confirmation, reconnecting", async (stage) => {
    const agent = await stage.agent();
    await agent.page.goto(`${stage.server.origin}/desk/`);
    await agent.part("token").waitFor();
    await inspect(agent.page, "desk, sign-in");
    await agent.part("token").fill("wrong");
    await agent.part("sign-in").click();
    await agent.page.getByRole("alert").first().waitFor();
    await inspect(agent.page, "desk, refused");
    await agent.signIn(stage.server.origin, AGENTS.anna);
    await inspect(agent.page, "desk, no chat");
    const visitor = await stage.queued();
    await visitor.send("Is anybody there?");
    await agent.page.locator('[data-part="chat"][data-state="queued"]').click();
    await agent.hears("Is anybody there?");
    await inspect(agent.page, "desk, a waiting chat");
    await agent.part("accept").click();
    await agent.part("input").waitFor();
    await agent.part("end").click();
    await agent.part("confirm-yes").waitFor();
    await inspect(agent.page, "desk, end confirmation");
    await agent.page.keyboard.press("Escape");
    await stage.server.kill();
    await agent.part("banner").waitFor();
    await inspect(agent.page, "desk, reconnecting");
    await stage.server.run();
  }),
  state("a failed message, offline (E23)", async (stage) => {
    const { visitor } = await stage.meet();
    await stage.server.faults([{ path: "/clientweb/api/v2/chats", method: "POST", kind: "status", status: 400, code: 5003 }]);
    await visitor.send("Refused for good");
    await visitor.state("Refused for good", "failed");
    await stage.server.faults([]);
    await inspect(visitor.page, "failed");
    await visitor.page.context().setOffline(true);
    await visitor.part("banner").waitFor();
    await visitor.send("Waits for the network");
    await visitor.state("Waits for the network", "sending");
    await inspect(visitor.page, "offline");
  }),
  state("a chat that could not be started", async (stage) => {
    const visitor = await visit(stage);
    await visitor.open();
    await stage.server.faults([{ path: "/clientweb/api/v2/chats", method: "POST", kind: "status", status: 400, code: 5003 }]);
    await visitor.submitForm({ first_name: "Vera" });
    await visitor.part("notice").waitFor();
    await inspect(visitor.page, "not started");
  }),
];
