// The whole story, once with each combination of the server's answers that pairs of settings need.
import assert from "node:assert/strict";
import { AGENTS } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

/** Every pair of values of the six switches stands in one of these six rows at least once per value. */
const SETTINGS = [
  { second_poll: 400, no_events: `"list"`, echo_own: false, renumber: false, drop_duplicates: false, timestamps: `"milliseconds"` },
  { second_poll: 429, no_events: `"empty"`, echo_own: true, renumber: true, drop_duplicates: true, timestamps: `"milliseconds"` },
  { second_poll: 400, no_events: `"5511"`, echo_own: true, renumber: true, drop_duplicates: false, timestamps: `"seconds"` },
  { second_poll: 429, no_events: `"list"`, echo_own: false, renumber: true, drop_duplicates: true, timestamps: `"seconds"` },
  { second_poll: 400, no_events: `"empty"`, echo_own: true, renumber: false, drop_duplicates: true, timestamps: `"seconds"` },
  { second_poll: 429, no_events: `"5511"`, echo_own: false, renumber: false, drop_duplicates: false, timestamps: `"milliseconds"` },
];

const agents = { list: `[{ id = "anna", name = "Anna Lee", token = "${AGENTS.anna}" }, { id = "ben", name = "Ben Okafor", token = "${AGENTS.ben}" }]` };

async function play(stage) {
  const { server } = stage;
  const agent = await stage.agent();
  await agent.signIn(server.origin, AGENTS.anna);
  const visitor = await stage.visitor();
  await visitor.goto(server.origin);

  await visitor.open();
  await visitor.submitForm({ first_name: "Vera", last_name: "Novak", email: "vera@example.com" });
  await visitor.phase("queued");
  await agent.accept();
  await visitor.phase("connected");

  const typed = [];
  const fromVisitor = async (text) => {
    await visitor.send(text);
    typed.push(`visitor: ${text}`);
    await agent.hears(text);
  };
  const fromAgent = async (text) => {
    await agent.send(text);
    typed.push(`agent: ${text}`);
    await visitor.hears(text);
  };

  await visitor.type("Good");
  await agent.part("typing").waitFor();
  await visitor.part("input").fill("");
  for (let n = 1; n <= 4; n += 1) {
    await fromVisitor(`Question ${n}: where is my order <b>${n}</b> & why?`);
    await visitor.state(typed.at(-1).slice(9), "delivered", "read");
    await fromAgent(`Answer ${n}: it is on its way.`);
  }
  await agent.part("input").pressSequentially("one mom", { delay: 5 });
  await visitor.part("typing").waitFor();
  await agent.part("input").fill("");

  // Reload in the middle: the transcript is whole again.
  const before = await visitor.talk();
  await visitor.page.reload();
  await until("the transcript is back", async () => {
    const talk = await visitor.talk().catch(() => []);
    return JSON.stringify(talk) === JSON.stringify(before) ? true : talk;
  });
  await fromVisitor("Still here after a reload 👋");
  await fromAgent("So am I.");

  // The power goes and comes back.
  stage.expected.push(...NETWORK);
  await server.kill();
  await visitor.send("Typed while the server was away");
  typed.push("visitor: Typed while the server was away");
  await visitor.state("Typed while the server was away", "sending");
  await server.run();
  await agent.hears("Typed while the server was away");
  await fromAgent("The power is back.");

  // The network goes and comes back.
  await visitor.page.context().setOffline(true);
  await visitor.part("banner").waitFor();
  await visitor.send("Typed without a network");
  typed.push("visitor: Typed without a network");
  await visitor.page.context().setOffline(false);
  await agent.hears("Typed without a network");
  await visitor.part("banner").waitFor({ state: "hidden" });
  for (let n = 5; n <= 7; n += 1) {
    await fromVisitor(`Question ${n}`);
    await fromAgent(`Answer ${n}`);
  }
  await fromAgent("Anything else?");

  await equal(visitor, agent, typed);
  await visitor.state("Question 7", "read");
  await visitor.end();
  await until("the desk shows that the chat is closed", async () =>
    (await agent.page.locator('[data-part="chat"][data-state="closed"]').count()) === 1,
  );
  await equal(visitor, agent, typed);

  // A second chat, ended by the agent.
  await visitor.part("start-again").click();
  if (await visitor.part("form").isVisible()) await visitor.submitForm({ first_name: "Vera" });
  await visitor.phase("queued");
  await agent.accept();
  await visitor.phase("connected");
  await visitor.send("One more thing");
  await agent.hears("One more thing");
  await agent.end();
  await visitor.phase("ended");
  await visitor.part("end-screen").waitFor();
}

async function equal(visitor, agent, typed) {
  await until("both transcripts are what was typed", async () => {
    const [left, right] = [await visitor.talk(), await agent.talk()];
    return (
      (JSON.stringify(left) === JSON.stringify(typed) && JSON.stringify(right) === JSON.stringify(typed)) || { left, right }
    );
  });
  const history = await visitor.page.evaluate(async () => {
    const id = window.Parlor.state.chatId;
    if (!id) return null;
    const answer = await fetch(`/clientweb/api/v2/chats/${id}/history?tenantUrl=localhost`, {
      headers: { Authorization: 'MOBILE-API-140-327-PLAIN appId="demo", clientId="WebChat"' },
      credentials: "include",
    });
    const { events } = await answer.json();
    return events
      .filter((event) => event.event === "chat_session_message")
      .map((event) => `${event.party_id === id ? "visitor" : "agent"}: ${event.msg}`);
  });
  assert.deepEqual(history, typed, "the server's history is what was typed");
}

export default SETTINGS.map((switches, at) => ({
  name: `story ${at + 1}: from the form to the goodbye and a second chat`,
  settings: {
    chat: Object.fromEntries(Object.entries(switches).map(([key, value]) => [key, String(value)])),
    agents,
  },
  play,
}));
