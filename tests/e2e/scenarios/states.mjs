// Every state that a visitor or an agent can meet, light and dark: reached, then looked at by axe.
// A state that is not reached fails, because reaching it is part of the scenario.
import { axe } from "../lib/axe.mjs";
import { AGENTS } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";

const agents = { list: `[{ id = "anna", name = "Anna Lee", token = "${AGENTS.anna}" }]` };
const SCHEMES = ["light", "dark"];

const ROWS = [
  "<b>Bold</b>, <i>italic</i> and a link: https://example.com/a/very/long/path?with=a&query=of#its-own",
  "<ul><li>one</li><li>two</li></ul><blockquote>quoted</blockquote><pre>let code = 1;</pre>",
  '<img src="https://example.com/picture.png" alt="A picture"> mail@example.com +49 30 1234567',
];

function state(name, options, play) {
  return SCHEMES.map((colorScheme) => ({
    name: `state ${name}, ${colorScheme}`,
    ...options,
    settings: { agents, ...options.settings },
    expected: [...NETWORK],
    play: (stage) => play(stage, colorScheme),
  }));
}

async function visit(stage, colorScheme) {
  const visitor = await stage.visitor({ colorScheme });
  await visitor.goto(stage.server.origin);
  return visitor;
}

/** Agents' markup as other contact centers send it: the desk's own agents write plain text. */
async function withMarkup({ page }) {
  const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  await page.route("**/events?**", async (route) => {
    if (route.request().method() !== "GET") return route.continue();
    const answer = await route.fetch().catch(() => null);
    if (!answer) return route.abort().catch(() => {});
    const body = await answer.json();
    for (const event of body.events ?? []) if (event.msg) event.msg = plain(event.msg);
    await route.fulfill({ response: answer, json: body }).catch(() => {});
  });
}

async function chat(stage, colorScheme) {
  const agent = await stage.agent({ colorScheme });
  await agent.signIn(stage.server.origin, AGENTS.anna);
  const visitor = await visit(stage, colorScheme);
  await visitor.open();
  await visitor.submitForm({ first_name: "Vera" });
  await visitor.phase("queued");
  await agent.accept();
  await visitor.phase("connected");
  return { agent, visitor };
}

export default [
  state("tab, available", {}, async (stage, scheme) => {
    const visitor = await visit(stage, scheme);
    await axe(visitor.page, "tab available");
  }),
  state("tab, out of hours", { settings: { chat: { hours: `"never"` } } }, async (stage, scheme) => {
    const visitor = await visit(stage, scheme);
    await visitor.open();
    await axe(visitor.page, "out of hours");
  }),
  state("pre-chat, with and without errors", {}, async (stage, scheme) => {
    const visitor = await visit(stage, scheme);
    await visitor.open();
    await visitor.part("form").waitFor();
    await axe(visitor.page, "pre-chat");
    await visitor.fill({ email: "not an address" });
    await visitor.part("form-submit").click();
    await visitor.part("field-error").first().waitFor();
    await axe(visitor.page, "pre-chat with errors");
  }),
  state("queue", {}, async (stage, scheme) => {
    const visitor = await visit(stage, scheme);
    await visitor.open();
    await visitor.submitForm({ first_name: "Vera" });
    await visitor.phase("queued");
    await axe(visitor.page, "queue");
  }),
  state("chat with every kind of row, end confirmation, ended, desk", {}, async (stage, scheme) => {
    const { agent, visitor } = await chat(stage, scheme);
    await withMarkup(visitor);
    // The poll that is held came before; the one after it is rewritten.
    await agent.send("Hello");
    await visitor.hears("Hello");
    for (const text of ROWS) await agent.send(text);
    await visitor.part("message-text").locator("blockquote").waitFor();
    await visitor.page.locator("parlor-chat button.image-card").waitFor();
    await visitor.send("A question with https://example.com and\nzwei Zeilen");
    await visitor.state("A question with https://example.com and\nzwei Zeilen", "delivered", "read");
    await agent.part("input").pressSequentially("typing");
    await visitor.part("typing").waitFor();
    await axe(visitor.page, "chat");
    await axe(agent.page, "desk with a chat");
    await visitor.part("end").click();
    await visitor.part("confirm").waitFor();
    await axe(visitor.page, "end confirmation");
    await visitor.part("confirm-yes").click();
    await visitor.part("end-screen").waitFor();
    await axe(visitor.page, "ended");
  }),
  state("offline and a failed message", {}, async (stage, scheme) => {
    const { visitor } = await chat(stage, scheme);
    await stage.server.faults([{ path: "/clientweb/api/v2/chats", method: "POST", kind: "status", status: 400, code: 5003 }]);
    await visitor.send("Refused for good");
    await visitor.state("Refused for good", "failed");
    await stage.server.faults([]);
    await axe(visitor.page, "failed");
    await visitor.page.context().setOffline(true);
    await visitor.part("banner").waitFor();
    await axe(visitor.page, "offline");
  }),
].flat();
