// Voice and video between the customer's page and the desk, with real media.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { captured, hears, media, meet, quiet, state, talk, watchCalls, withAttribute } from "../lib/call.mjs";
import { changed } from "../lib/changed.mjs";
import { Coturn } from "../lib/coturn.mjs";
import { hostile, loseOne, tell } from "../lib/signals.mjs";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

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
      const { agent, visitor } = await talk(stage, true);
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
  {
    name: "call: the agent calls, the visitor takes it with the keyboard, both hear",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      await visitor.part("input").focus();
      await agent.control("call-audio").click();
      await state(visitor, "ringing");
      await inspect(visitor.page, "a call that rings");
      const focused = () => visitor.page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement?.part.value);
      assert.equal(await focused(), "input", "what comes from the agent takes no focus");
      assert.deepEqual(await captured(visitor.page), []);
      await visitor.page.keyboard.press("Shift+Tab");
      for (let steps = 0; (await focused()) !== "accept" && steps < 30; steps += 1) await visitor.page.keyboard.press("Shift+Tab");
      await visitor.page.keyboard.press("Enter");
      await state(visitor, "live");
      await hears(visitor.page);
      await hears(agent.page);
      await until("the focus is in the panel", async () => ["mute", "hang-up"].includes(await focused()) || (await focused()));
      await visitor.part("hang-up").press("Enter");
      await state(agent, "ended");
      await until("the panel is gone", async () => (await visitor.part("call-panel").count()) === 0);
      await until("the focus is in the composer", async () => (await focused()) === "input" || (await focused()));
      await quiet(visitor.page, agent.page);
    },
  },
  {
    name: "call: refused by the visitor, and by the agent with a reason",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      await agent.control("call-audio").click();
      await visitor.part("reject").click();
      await state(agent, "ended");
      await agent.page.getByText("did not take the call").waitFor();
      await inspect(agent.page, "desk with a refused call");
      await agent.control("call-close").click();
      await visitor.part("call-audio").click();
      await agent.part("reject-reason").fill("I am on another line");
      await agent.control("call-reject").click();
      await state(visitor, "ended");
      await visitor.part("call-panel").getByText("I am on another line").waitFor();
      await inspect(visitor.page, "a refused call");
      await quiet(visitor.page, agent.page);
      await visitor.part("hang-up").click();
      await visitor.part("call-audio").waitFor();
    },
  },
  {
    name: "call: the agent adds their picture, the visitor theirs, and both take them away",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await talk(stage);
      await hears(visitor.page);
      await agent.control("camera").click();
      await hears(visitor.page, { video: true });
      await visitor.page.locator("parlor-chat .call-seen").waitFor();
      assert.deepEqual(await captured(visitor.page), ["audio"], "the visitor's camera is the visitor's");
      await visitor.part("camera").click();
      await hears(agent.page, { video: true });
      await agent.page.locator(".call-seen").waitFor();
      await agent.control("camera").click();
      await until("the agent's picture is gone", async () => (await visitor.page.locator("parlor-chat .call-seen").count()) === 0);
      await visitor.part("camera").click();
      await until("the visitor's picture is gone", async () => (await agent.page.locator(".call-seen").count()) === 0);
      assert.deepEqual([await captured(visitor.page), await captured(agent.page)], [["audio"], ["audio"]]);
      await hears(visitor.page);
      await state(visitor, "live");
    },
  },
  {
    name: "call: who reloads the page is asked whether to go on, and does",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      await visitor.part("call-video").click();
      await agent.control("call-accept").click();
      await state(visitor, "live");
      await hears(agent.page, { video: true });
      await visitor.page.reload();
      await visitor.part("call-choice").waitFor();
      await visitor.part("call-panel").getByText("You were in a call").waitFor();
      await inspect(visitor.page, "a call to go on with");
      assert.deepEqual(await captured(visitor.page), []);
      await visitor.part("call-video").click();
      await state(visitor, "live");
      await state(agent, "live");
      await hears(visitor.page);
      await hears(agent.page, { video: true });
      await agent.control("hang-up").click();
      await state(visitor, "ended");
      await quiet(visitor.page, agent.page);
    },
  },
  {
    name: "call: in another tab it is said, and the call is its own tab's",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await talk(stage);
      const second = new Widget(await visitor.page.context().newPage());
      await second.page.goto(stage.page);
      await second.part("notice").getByText("You are in a call in another tab").waitFor();
      assert.equal(await second.part("call-audio").count() + (await second.part("call-panel").count()), 0);
      await inspect(second.page, "a call in another tab");
      await agent.control("hang-up").click();
      await second.part("call-audio").waitFor();
      await agent.control("call-audio").click();
      await second.part("accept").waitFor();
      await visitor.part("accept").waitFor();
      await second.part("reject").click();
      await until("it rings nowhere any more", async () => (await visitor.part("accept").count()) === 0);
      await state(agent, "ended");
    },
  },
  {
    name: "call: without permission, or by the page's policy, the reason is said and nobody is called",
    settings: { agents },
    expected: [/Permissions policy violation/],
    async play(stage) {
      const agent = await stage.signedIn();
      const page = await stage.context("visitor");
      await watchCalls(page);
      const visitor = await stage.queued(new Widget(page));
      await agent.accept();
      await visitor.part("call-video").click();
      await state(visitor, "ended");
      await visitor.part("call-panel").getByText("does not allow this page to use your microphone and camera").waitFor();
      await inspect(visitor.page, "a call without permission");
      assert.equal(await agent.part("call-panel").count(), 0);
      await visitor.page.context().grantPermissions(["microphone", "camera"]);
      await visitor.part("call-video").click();
      await state(visitor, "requesting");
      await agent.part("call-panel").waitFor();
      await visitor.part("hang-up").click();
      await changed(page, stage.page, (_, headers) => ({ headers: { ...headers, "permissions-policy": "microphone=(), camera=()" } }));
      await page.goto(stage.page);
      await visitor.part("call-audio").click();
      await visitor.part("call-panel").getByText("Permissions-Policy: microphone").waitFor();
      await inspect(visitor.page, "a call that the page's policy blocks");
      await agent.send("Let us write");
      await visitor.hears("Let us write");
    },
  },
  {
    name: "call: by a script, with its events, and devices are asked for after a press",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      await visitor.page.evaluate(() => {
        window.__calls = [];
        window.Parlor.on("call", (call) => window.__calls.push(call));
      });
      const done = visitor.page.evaluate(() => {
        // What is evaluated counts as a press.
        Object.defineProperty(navigator, "userActivation", { configurable: true, value: { isActive: false, hasBeenActive: true } });
        return window.Parlor.startCall({ video: true }).then(() => "live", (why) => why.code);
      });
      // A story that breaks off takes the page away.
      done.catch(() => {});
      await visitor.part("call-choice").waitFor();
      await inspect(visitor.page, "a call that a script wants");
      assert.deepEqual(await captured(visitor.page), []);
      await visitor.part("call-audio").click();
      await agent.control("call-accept").click();
      assert.equal(await done, "live");
      await visitor.page.evaluate(() => window.Parlor.endCall());
      await state(agent, "ended");
      const calls = await visitor.page.evaluate(() => window.__calls);
      assert.deepEqual(calls.map(({ state }) => state), ["requesting", "connecting", "live", "ended"]);
      assert.ok(calls.every(({ video }) => typeof video === "boolean"));
      const refused = await visitor.page.evaluate(() => window.Parlor.startCall("now").catch((why) => [why.code, why.message]));
      assert.deepEqual(refused, ["bad-option", "startCall takes {video: true} or {video: false}"]);
      assert.equal(await visitor.page.evaluate(() => window.Parlor.endCall().catch((why) => why.code)), undefined, "the last word is put away");
      assert.equal(await visitor.page.evaluate(() => window.Parlor.endCall().catch((why) => why.code)), "no-chat");
    },
  },
  {
    name: "call: where the tenant has none there are none, and without the visitor's picture there is only sound",
    settings: { agents },
    widget: { definition: { chatInitiations: [{ urls: [], contactTab: { enabled: true, agentsAvailableMsg: "Chat" } }], chatWidgetStyling: { videoCallEnabled: false } } },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      await agent.control("call-audio").click();
      await agent.page.getByText("did not take the call: no calls").waitFor();
      assert.equal(await visitor.part("call-audio").count(), 0);
      assert.equal(await visitor.page.evaluate(() => window.Parlor.startCall().catch((why) => why.code)), "not-available");
    },
  },
  {
    name: "call: by a TURN server alone where the page wants that, with lent credentials, and back after it was cut",
    settings: { agents, ice: {} },
    async play(stage) {
      const coturn = await Coturn.start();
      try {
        await stage.server.configure({ ice: coturn.settings });
        await stage.server.restart();
        const { agent, visitor } = await meet(stage, (page) => withAttribute(page, stage.page, "data-ice-policy", "relay"));
        await visitor.part("call-video").click();
        await agent.control("call-accept-video").click();
        await state(visitor, "live");
        await hears(visitor.page, { video: true });
        await hears(agent.page, { video: true });
        assert.ok((await media(visitor.page)).relayed);
        const [{ username, credential }] = await visitor.page.evaluate(() => window.__configuration.iceServers);
        assert.match(username, /^\d+:/);
        assert.ok(credential.length > 20);
        coturn.cut(true);
        await state(visitor, "connecting");
        await inspect(visitor.page, "a call that is cut");
        coturn.cut(false);
        await state(visitor, "live");
        await hears(visitor.page, { video: true });
        await hears(agent.page, { video: true });
      } finally {
        await coturn.stop();
      }
    },
  },
  {
    name: "call: an encrypted list of servers is opened with the chat's id",
    settings: { agents, ice: { servers: `[{ url = "stun:127.0.0.1:9", username = "u", credential = "c" }]`, encrypted: "true" } },
    async play(stage) {
      const { agent, visitor } = await talk(stage);
      const servers = await visitor.page.evaluate(() => window.__configuration.iceServers);
      assert.deepEqual(servers, [{ urls: ["stun:127.0.0.1:9"], username: "u", credential: "c" }]);
      await hears(agent.page);
    },
  },
  ...["OFFER_CALL", "ANSWER_CALL", "ICE_CANDIDATE", "REQUEST_CALL"].map((kind) => ({
    name: `call: where the first ${kind} is lost, the call comes to be all the same`,
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      await loseOne(visitor.page, kind);
      // The poll that was open before is not the one to lose anything.
      await agent.send("I will take your call");
      await visitor.hears("I will take your call");
      await visitor.part("call-audio").click();
      // Who has not heard of it is asked again after twelve seconds.
      await agent.control("call-accept").click({ timeout: 25_000 });
      await state(visitor, "live");
      await hears(visitor.page);
      await hears(agent.page);
    },
  })),
  {
    name: "call: hostile signals end it with a reason, throw nothing, and the chat goes on",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await meet(stage);
      const signals = hostile();
      assert.ok(signals.length >= 150);
      const batches = [];
      while (signals.length) batches.push(signals.splice(0, 6));
      let done = false;
      const told = tell(visitor.page, batches).then(() => (done = true));
      while (!done) {
        // One that rings is taken, so that what it is about gets to the browser.
        await visitor.part("accept").click({ timeout: 300 }).catch(() => {});
      }
      await told;
      await until("no device is in use", async () => (await captured(visitor.page)).length === 0);
      await agent.send("Still here?");
      await visitor.hears("Still here?");
      await visitor.send("Yes");
      await agent.hears("Yes");
    },
  },
];
