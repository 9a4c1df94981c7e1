// A call whose ends change under it: another agent takes over, the widget starts again, the page leaves addresses out.
import assert from "node:assert/strict";
import { captured, DEVICES, hears, meet, quiet, state, talk, watchCalls, withAttribute } from "../lib/call.mjs";
import { AGENTS, agents, twoAgents } from "../lib/server.mjs";
import { Desk } from "../lib/desk.mjs";
import { trap, trapping } from "../lib/trap.mjs";
import { until } from "../lib/wait.mjs";

export default [
  {
    name: "handover: the agent gives a chat with a call away, and the next one has both",
    settings: { agents: twoAgents },
    async play(stage) {
      const page = await stage.context("agent", DEVICES);
      await watchCalls(page);
      const ben = new Desk(page);
      await ben.signIn(stage.server.origin, AGENTS.ben);
      const { agent, visitor } = await talk(stage);
      await hears(visitor.page);
      await agent.part("transfer").click();
      await agent.part("transfer-target").and(agent.page.locator('[data-target="ben"]')).click();
      await quiet(agent.page);
      // It rings wherever the agent is, and leads to its chat.
      await ben.control("call-open").click();
      await ben.control("call-accept").click();
      await state(visitor, "live");
      await state(ben, "live");
      await visitor.part("call-panel").getByText("Ben Okafor").waitFor();
      await hears(visitor.page);
      await hears(ben.page);
      await visitor.send("And here you are");
      await ben.hears("And here you are");
      await ben.control("hang-up").click();
      await state(visitor, "ended");
      await quiet(visitor.page, ben.page);
    },
  },
  {
    name: "handover: what is granted to a widget that is gone by then is used by nobody",
    settings: { agents },
    async play(stage) {
      const { visitor } = await meet(stage);
      await visitor.page.evaluate(() => {
        const { mediaDevices } = navigator;
        const ask = mediaDevices.getUserMedia.bind(mediaDevices);
        mediaDevices.getUserMedia = (wanted) => {
          window.__asked = true;
          return new Promise((grant) => {
            window.__grant = async () => {
              window.__granted = await ask(wanted);
              grant(window.__granted);
            };
          });
        };
      });
      await visitor.part("call-audio").click();
      await until("the visitor is asked", () => visitor.page.evaluate(() => window.__asked));
      await visitor.page.evaluate(async () => {
        await window.Parlor.destroy();
        await window.__grant();
      });
      await until("the microphone is off", () => visitor.page.evaluate(() => window.__granted.getTracks().every(({ readyState }) => readyState === "ended")));
    },
  },
  {
    name: "handover: a widget that has to start again lets go of the devices, and asks whether to go on",
    settings: { agents },
    expected: [/Parlor: internal error, starting again/],
    async play(stage) {
      const { agent, visitor } = await meet(stage, trapping);
      await visitor.part("call-video").click();
      await agent.control("call-accept").click();
      await state(visitor, "live");
      await hears(agent.page, { video: true });
      await trap(visitor.page);
      await quiet(visitor.page);
      await visitor.part("call-choice").waitFor();
      await visitor.part("call-panel").getByText("You were in a call").waitFor();
      await visitor.part("call-audio").click();
      await state(visitor, "live");
      await hears(visitor.page);
      await hears(agent.page);
      assert.deepEqual(await captured(visitor.page), ["audio"]);
      await visitor.part("hang-up").click();
      await state(agent, "ended");
      await quiet(visitor.page, agent.page);
    },
  },
  {
    name: "handover: addresses that the page leaves out are neither told nor tried",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage, (page) => withAttribute(page, stage.page, "data-ice-candidates", "srflx relay"));
      await visitor.part("call-audio").click();
      await agent.control("call-accept").click();
      const said = (events) => events.filter(({ event }) => event === "chat_session_signaling").map(({ data }) => data);
      const has = (events, kind) => said(events).some(({ type }) => type === kind);
      await until("both have said all", async () => {
        const looked = await visitor.page.evaluate(() => window.__peers.at(-1)?.iceGatheringState);
        return looked === "complete" && has(stage.sent, "ANSWER_CALL") && has(stage.told, "ICE_CANDIDATE");
      });
      await agent.send("Can you hear me?");
      await visitor.hears("Can you hear me?");
      assert.ok(!JSON.stringify(said(stage.sent)).includes("typ host"));
      const tried = await visitor.page.evaluate(async () => {
        const stats = await window.__peers.at(-1).getStats();
        return [...stats.values()].filter(({ type }) => type === "remote-candidate").map(({ candidateType }) => candidateType);
      });
      assert.ok(!tried.includes("host"), `${tried}`);
      await state(visitor, "connecting");
      await visitor.part("hang-up").click();
      await quiet(visitor.page, agent.page);
    },
  },
  {
    name: "handover: at the desk the focus stays where the call is",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      const focused = () => agent.page.evaluate(() => document.activeElement?.getAttribute("part") ?? document.activeElement?.dataset.part);
      const has = (...parts) => until(`the focus is on ${parts.join(" or ")}`, async () => parts.includes(await focused()) || (await focused()));
      await agent.control("call-audio").focus();
      await agent.page.keyboard.press("Enter");
      await has("hang-up", "mute");
      await visitor.part("reject").click();
      await has("call-close");
      await agent.page.keyboard.press("Enter");
      await has("input");
      await visitor.part("call-audio").click();
      await state(agent, "ringing");
      assert.equal(await focused(), "input", "what comes from the visitor takes no focus");
    },
  },
];
