// Calls with ends that are not our own browser's: another browser's page, and an agent without any.
import assert from "node:assert/strict";
import { BROWSERS } from "../lib/browsers.mjs";
import { DEVICES, hears, media, watch, watchCalls } from "../lib/call.mjs";
import { NativeAgent } from "../lib/native.mjs";
import { AGENTS, agents } from "../lib/server.mjs";
import { Visitor } from "../lib/visitor.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

export default [
  {
    name: "peer: an agent without a browser takes a video call and sends back what it hears",
    settings: { agents },
    async play(stage) {
      const agent = new NativeAgent(stage.server, AGENTS.anna);
      try {
        const page = await stage.context("visitor", DEVICES);
        await watchCalls(page);
        const visitor = await stage.begun(new Widget(page));
        await visitor.phase("connected");
        for (const part of ["call-video", "call-audio"]) {
          const before = { ...agent.told };
          await visitor.part(part).click();
          await until("the call is live", async () => {
            const state = await visitor.part("call-panel").getAttribute("data-state");
            return state === "live" || `${state} ${JSON.stringify(agent.told)} ${agent.errors}`;
          });
          const video = part === "call-video";
          await hears(page, { video });
          const heard = await media(page);
          assert.ok(heard.audio > 0);
          await until("the agent has heard both", () => {
            const now = agent.told;
            return (now.audio > before.audio + 20 && (!video || now.video > before.video + 10)) || JSON.stringify(now);
          });
          await visitor.part("hang-up").click();
          await until("the agent's end is over", () => agent.told.stage.includes("Visitor") || agent.told.stage);
          await until("the panel is gone", async () => (await visitor.part("call-panel").count()) === 0);
        }
      } finally {
        await agent.stop();
      }
    },
  },
  {
    name: "peer: a visitor in Firefox and an agent in Chromium see and hear each other",
    settings: { agents },
    async play(stage) {
      const page = await stage.context("agent", DEVICES);
      await watchCalls(page);
      const agent = await stage.signedIn(page);
      const { firefox } = BROWSERS;
      await firefox.start();
      try {
        const tab = await firefox.tab();
        const wrong = [];
        tab.page.on("pageerror", (error) => wrong.push(error.message));
        await tab.page.evaluateOnNewDocument(watch);
        const visitor = new Visitor(tab);
        await visitor.goto(stage.page);
        await visitor.begin();
        await agent.accept();
        await visitor.click("call-video");
        await agent.control("call-accept-video").click();
        await until("the call is live", async () => {
          const panel = await visitor.part("call-panel");
          return panel?.data.state === "live" || panel;
        });
        await hears(page, { video: true });
        await until("Firefox hears and sees", async () => {
          const got = await media(tab.page);
          return (got.audio > 10 && got.video > 5) || got;
        });
        await agent.control("hang-up").click();
        await visitor.callEnds();
        assert.deepEqual(wrong, []);
      } finally {
        await firefox.close();
      }
    },
  },
];
