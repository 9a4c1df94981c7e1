// Signalling as other clients and other agents' programs rely on it: every documented field arrives, and at the agent alone
// who is in the call.
import assert from "node:assert/strict";
import { CLIENT_SIGNALS, METHODS, SERVER_EVENTS, SERVER_SIGNALS } from "../lib/api.mjs";
import { Bot } from "../lib/bot.mjs";
import { hears, meet } from "../lib/call.mjs";
import { AGENTS, agents, twoAgents } from "../lib/server.mjs";
import { WebSocket } from "../lib/tools.mjs";
import { until } from "../lib/wait.mjs";

const TURN = { servers: `[{ url = "turn:127.0.0.1:9", username = "u", credential = "c" }]` };

/** Another line of the agent's, which hears what the visitor's end says. */
async function listen(stage, token) {
  const heard = [];
  const socket = new WebSocket(`${stage.server.origin.replace("http", "ws")}/v3.0/agent/rtm/ws`);
  await new Promise((done, fail) => {
    socket.onopen = done;
    socket.onerror = fail;
  });
  socket.onmessage = ({ data }) => {
    const { action, payload } = JSON.parse(data);
    if (action === "incoming_multicast" && payload.type === "parlor.signaling") heard.push(payload.content);
  };
  socket.send(JSON.stringify({ request_id: "1", action: "login", payload: { token, reconnect: true } }));
  return { heard, close: () => socket.close() };
}

/** The fields that say something. */
const said = (data) => Object.keys(data).filter((field) => data[field] !== "" && data[field] !== null);

const live = (visitor) =>
  until("the call is live", async () => (await visitor.part("call-panel").getAttribute("data-state")) === "live");

export default [
  {
    name: "signalling: every documented field of both ends, and of the list of servers, arrives",
    settings: { agents, ice: TURN },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      const line = await listen(stage, AGENTS.anna);
      await agent.control("call-video").click();
      await visitor.part("call-panel").getByText("is calling you with video").waitFor();
      await visitor.part("reject").click();
      await agent.page.getByText("did not take the call").waitFor();
      await visitor.part("call-video").click();
      await agent.page.getByText("is calling with video").waitFor();
      await agent.part("reject-reason").fill("Not now");
      await agent.control("call-reject").click();
      await visitor.part("call-panel").getByText("Not now").waitFor();
      await visitor.part("hang-up").click();
      await visitor.part("call-video").click();
      await agent.control("call-accept-video").click();
      await live(visitor);
      await hears(agent.page, { video: true });
      await agent.control("hang-up").click();
      await until("the call is over", async () => (await visitor.part("call-panel").count()) === 0);
      await visitor.part("call-audio").click();
      await agent.control("call-accept").click();
      await live(visitor);
      await visitor.part("hang-up").click();
      const of = (signals, pick) => Object.entries(signals).flatMap(([type, fields]) => [pick(type), ...fields.map((field) => `${pick(type)}.${field}`)]);
      await until("the agent's line has heard every field", () => {
        const seen = new Set(line.heard.filter(({ user_id }) => user_id !== "anna").flatMap(({ data }) => [data.type, ...said(data).map((field) => `${data.type}.${field}`)]));
        const missing = of(CLIENT_SIGNALS, (type) => type).filter((key) => !seen.has(key));
        return missing.length === 0 || missing;
      });
      const told = [
        ...of(SERVER_SIGNALS, (type) => `server ${type}`),
        ...["", ...SERVER_EVENTS.chat_session_signaling.map((field) => `.${field}`)].map((field) => `server chat_session_signaling${field}`),
        ...METHODS["GET iceservers"].answers.map((field) => `GET iceservers answers ${field}`),
      ];
      await until("the visitor's page was told every field", () => {
        const missing = told.filter((key) => !stage.seen.has(key));
        return missing.length === 0 || missing;
      });
      const servers = await visitor.page.evaluate(() => window.__configuration.iceServers);
      assert.deepEqual(servers, [{ urls: ["turn:127.0.0.1:9"], username: "u", credential: "c" }]);
      line.close();
    },
  },
  {
    name: "signalling: of two agents in a chat the one who talks is called, and nobody else hears of it",
    settings: { agents: twoAgents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      const chat = await visitor.page.evaluate(() => window.Parlor.state.chatId);
      const ben = new Bot(stage, chat, AGENTS.ben);
      const line = await listen(stage, AGENTS.ben);
      await ben.act("add_user_to_chat", { chat_id: chat, user_id: "ben", user_type: "agent" });
      await visitor.page.getByText(/Ben Okafor.? joined/).first().waitFor();
      await agent.send("I am still here");
      await visitor.hears("I am still here");
      await visitor.part("call-audio").click();
      await agent.control("call-accept").click();
      await live(visitor);
      assert.deepEqual(line.heard, []);
      await visitor.part("hang-up").click();
      line.close();
    },
  },
];
