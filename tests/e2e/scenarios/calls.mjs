// Voice and video between the customer's page and the desk, with real media.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { captured, connections, hears, watchCalls } from "../lib/call.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

const DEVICES = { permissions: ["microphone", "camera"] };

/** Visitor and agent in one chat, both with devices that may be used. */
async function meet(stage) {
  const [agentPage, visitorPage] = [await stage.context("agent", DEVICES), await stage.context("visitor", DEVICES)];
  await watchCalls(agentPage);
  await watchCalls(visitorPage);
  return stage.meet(new Widget(visitorPage), agentPage);
}

const state = (of, word) =>
  until(`the call is ${word}`, async () => {
    const panel = of.part("call-panel");
    const now = (await panel.count()) ? await panel.getAttribute("data-state") : "none";
    return now === word || `${now}: ${(await panel.count()) ? await panel.innerText() : ""}`;
  });

/** Nobody has a device, or a connection, any more. */
async function quiet(...pages) {
  for (const page of pages) {
    await until("devices and connections are let go", async () => {
      const left = [await captured(page), await connections(page)];
      return (left[0].length === 0 && left[1] === 0) || left;
    });
  }
}

export default [
  {
    name: "call: the visitor calls, the agent answers, both hear, and the visitor hangs up",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      assert.deepEqual(await captured(visitor.page), []);
      await visitor.part("call-audio").click();
      await state(agent, "ringing");
      await state(visitor, "requesting");
      await inspect(visitor.page, "a call that is asked for");
      await inspect(agent.page, "desk with a call that rings");
      await agent.control("call-accept").click();
      await state(visitor, "live");
      await state(agent, "live");
      await hears(visitor.page);
      await hears(agent.page);
      assert.deepEqual([await captured(visitor.page), await captured(agent.page)], [["audio"], ["audio"]]);
      await inspect(visitor.page, "a call");
      await inspect(agent.page, "desk with a call");
      await visitor.send("I can write, too");
      await agent.hears("I can write, too");
      await visitor.part("mute").click();
      await visitor.page.getByLabel("Unmute microphone").waitFor();
      await visitor.part("hang-up").click();
      await state(agent, "ended");
      await quiet(visitor.page, agent.page);
    },
  },
  {
    name: "call: with pictures both ways, and the agent hangs up",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      await visitor.part("call-video").click();
      await agent.control("call-accept-video").click();
      await state(visitor, "live");
      await hears(visitor.page, { video: true });
      await hears(agent.page, { video: true });
      await visitor.page.locator("parlor-chat .call-seen").waitFor();
      await agent.page.locator(".call-seen").waitFor();
      await inspect(visitor.page, "a video call");
      await inspect(agent.page, "desk with a video call");
      await agent.control("hang-up").click();
      await state(visitor, "ended");
      await quiet(visitor.page, agent.page);
    },
  },
];
