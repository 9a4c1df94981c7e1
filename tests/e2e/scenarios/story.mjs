// The whole story, with the server's answers in six ways.
import assert from "node:assert/strict";
import { AGENTS, twoAgents as agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

/** Each value at least once, and as many pairs of them as six rows hold: natively all combinations run. */
const SETTINGS = [
  { second_poll: 400, no_events: `"list"`, echo_own: false, renumber: false, drop_duplicates: false, timestamps: `"milliseconds"` },
  { second_poll: 429, no_events: `"empty"`, echo_own: true, renumber: true, drop_duplicates: true, timestamps: `"milliseconds"` },
  { second_poll: 400, no_events: `"5511"`, echo_own: true, renumber: true, drop_duplicates: false, timestamps: `"seconds"` },
  { second_poll: 429, no_events: `"list"`, echo_own: false, renumber: true, drop_duplicates: true, timestamps: `"seconds"` },
  { second_poll: 400, no_events: `"empty"`, echo_own: true, renumber: false, drop_duplicates: true, timestamps: `"seconds"` },
  { second_poll: 429, no_events: `"5511"`, echo_own: false, renumber: false, drop_duplicates: false, timestamps: `"milliseconds"` },
];

/** What was said, in the order in which it was typed, with both sides at hand. */
class Talk {
  constructor(visitor, agent) {
    this.visitor = visitor;
    this.agent = agent;
    this.typed = [];
  }

  /** Typed key by key: the other side sees that it is, then what it was, and the writer sees both receipts. */
  async fromVisitor(text) {
    const steps = this.visitor.steps.length;
    await this.visitor.type(text);
    await this.agent.part("typing").waitFor();
    await this.visitor.part("input").press("Enter");
    this.typed.push(`visitor: ${text}`);
    await this.agent.hears(text);
    await this.agent.part("typing").waitFor({ state: "detached" });
    await this.visitor.state(text, "read");
    const seen = this.visitor.steps.slice(steps).filter((state) => state !== "sending");
    assert.deepEqual(seen, ["sent", "delivered", "read"], `the steps of "${text}"`);
  }

  async fromAgent(text) {
    await this.agent.part("input").pressSequentially(text, { delay: 5 });
    await this.visitor.part("typing").waitFor();
    await this.agent.part("input").press("Enter");
    this.typed.push(`agent: ${text}`);
    await this.visitor.hears(text);
    await this.visitor.part("typing").waitFor({ state: "detached" });
    await this.agent.state(text, "read");
  }

  /** Sent while something is broken. */
  async intoTheDark(text) {
    await this.visitor.send(text);
    this.typed.push(`visitor: ${text}`);
  }

  /** Whatever happened on the way, it is seen in the end. */
  async arrives(text) {
    await this.agent.hears(text);
    await this.visitor.state(text, "read");
  }

  async isEqual(server) {
    const chatId = await this.visitor.page.evaluate(() => window.Parlor.state.chatId);
    await until("both transcripts are what was typed", async () => {
      const [left, right] = [await this.visitor.talk(), await this.agent.talk()];
      const typed = JSON.stringify(this.typed);
      return (JSON.stringify(left) === typed && JSON.stringify(right) === typed) || { left, right };
    });
    const history = await this.visitor.page.evaluate(async ({ center, id }) => {
      const answer = await fetch(`${center}/clientweb/api/v2/chats/${id}/history?tenantUrl=localhost`, {
        headers: { Authorization: 'MOBILE-API-140-327-PLAIN appId="demo", clientId="WebChat"' },
        credentials: "include",
      });
      const { events } = await answer.json();
      return events.filter(({ event }) => event === "chat_session_message").map(({ party_id, msg }) => [party_id === id, msg]);
    }, { center: server.origin, id: chatId ?? this.chatId });
    this.chatId = chatId ?? this.chatId;
    // Agents' words are HTML on the wire.
    const plain = (html) => html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
    const held = history.map(([own, msg]) => (own ? `visitor: ${msg}` : `agent: ${plain(msg)}`));
    assert.deepEqual(held, this.typed, "the server's history is what was typed");
  }
}

async function play(stage) {
  const { server } = stage;
  stage.expected.push(...NETWORK);
  const visitor = await stage.visitor();
  await visitor.noteSteps();

  // Out of hours: the tab says so. Then the office opens.
  await visitor.goto(stage.page);
  await visitor.availability("out-of-hours", "We are closed");
  await server.configure({ chat: { hours: `"always"` } });
  await server.kill();
  await server.run();
  await visitor.page.reload();
  await visitor.availability("available", "Chat with us");

  const agent = await stage.agent();
  await agent.signIn(server.origin, AGENTS.anna);
  await visitor.open();
  await visitor.submitForm({ first_name: "Vera", last_name: "Novak", email: "vera@example.com" });
  await visitor.phase("queued");
  await agent.accept();
  await visitor.phase("connected");

  const talk = new Talk(visitor, agent);
  for (let n = 1; n <= 3; n += 1) {
    await talk.fromVisitor(`Question ${n}: <b>${n}</b> & why?`);
    await talk.fromAgent(`Answer ${n}: "it's" <on> its way.`);
  }

  // Reload in the middle: the transcript is whole again, and so are its receipts.
  const before = JSON.stringify(await visitor.messages());
  await visitor.page.reload();
  await until("the transcript is back as it was", async () => {
    const rows = await visitor.messages().catch(() => []);
    return JSON.stringify(rows) === before || rows;
  });
  await talk.fromVisitor("Still here after a reload 👋");
  await talk.fromAgent("So am I.");

  // The power goes and comes back.
  await server.kill();
  await talk.intoTheDark("Typed while the server was away");
  await visitor.state("Typed while the server was away", "sending");
  await server.run();
  await talk.arrives("Typed while the server was away");
  await talk.fromAgent("The power is back.");

  // The network goes and comes back.
  await visitor.page.context().setOffline(true);
  await visitor.part("banner").waitFor();
  await talk.intoTheDark("Typed without a network");
  await visitor.page.context().setOffline(false);
  await talk.arrives("Typed without a network");
  await visitor.part("banner").waitFor({ state: "hidden" });
  await talk.fromAgent("The network is back.");
  for (let n = 7; n <= 10; n += 1) {
    await talk.fromVisitor(`Question ${n}`);
    await talk.fromAgent(`Answer ${n}`);
  }
  assert.equal(talk.typed.length, 20, "ten each way");

  await talk.isEqual(server);
  await visitor.end();
  const closed = () => agent.page.locator('[data-part="chat"][data-state="closed"]').count();
  await until("the desk shows that the chat is closed", async () => (await closed()) === 1);
  await talk.isEqual(server);

  // A second chat, ended by the agent.
  await visitor.part("start-again").click();
  // The answers to the form were given before the reload, so it comes again.
  await visitor.submitForm({ first_name: "Vera" });
  await visitor.phase("queued");
  await agent.accept();
  await visitor.phase("connected");
  const second = new Talk(visitor, agent);
  await second.fromVisitor("One more thing");
  await second.fromAgent("Gladly.");
  await second.isEqual(server);
  await agent.end();
  await visitor.phase("ended");
  await visitor.part("end-screen").waitFor();
  await until("the desk shows that both are closed", async () => (await closed()) === 2);
  await second.isEqual(server);
}

export default SETTINGS.map((switches, at) => ({
  // Every second one with the customer's page on another origin than the server.
  elsewhere: at % 2 === 1,
  name: `story ${at + 1}: from closed doors to the goodbye and a second chat${at % 2 ? ", from another origin" : ""}`,
  settings: {
    chat: { hours: `"never"`, ...Object.fromEntries(Object.entries(switches).map(([key, value]) => [key, String(value)])) },
    agents,
  },
  play,
}));
