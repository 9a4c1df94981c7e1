// The page around the widget, and what the browser lets it do.
import assert from "node:assert/strict";
import { NativeAgent } from "../lib/native.mjs";
import { AGENTS } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

export default [
  {
    name: "the strictest policy holds, with Trusted Types, and the widget never meets it",
    expected: [/^policy: require-trusted-types-for/, /^uncaught .*on purpose/s],
    async play(story) {
      const { agent, visitor } = await story.meet();
      const html = '<b>Bold</b>, <a href="https://example.com">a link</a><img src=x onerror="document.title=1"><ul><li>1</ul>';
      // What an agent writes is text; what it is changed to is markup.
      const { event } = await agent.send("Soon");
      await agent.say({ event: "chat_session_message_edit", ref_msg_id: event.id, msg: html });
      await until("the link is drawn", async () => (await visitor.find('[part~="message-text"] a'))?.text === "a link");
      assert.equal(await visitor.page.evaluate(() => document.title), "A customer");
      const refused = await visitor.page.evaluate(() => {
        if (!window.trustedTypes) return "no Trusted Types";
        try {
          document.createElement("p").innerHTML = "<i>text</i>";
          return "not refused";
        } catch {
          return "refused";
        }
      });
      assert.notEqual(refused, "not refused");
      // That nothing went wrong is known where it would be told.
      await visitor.page.evaluate(() => void setTimeout(() => { throw new Error("on purpose"); }));
      const told = (what) => story.stage.heard.some((line) => line.includes(what));
      await until("an error is told", () => told("on purpose"));
      if (refused !== "refused") return refused;
      await until("the refusal is told", () => told("require-trusted-types-for"));
    },
  },
  {
    name: "a wrong option is one clear error, and the page is left alone",
    elsewhere: { attributes: 'data-theme="purple"' },
    expected: [/^console: Parlor: data-theme/],
    async play(story) {
      const visitor = await story.visitor({ plain: true });
      await until("it is told", async () => story.stage.heard.length > 0);
      const { code, widgets, heading } = await visitor.page.evaluate(async () => ({
        code: await window.Parlor.ready.catch((reason) => reason.code),
        widgets: document.querySelectorAll("parlor-chat").length,
        heading: document.querySelector("h1").innerText,
      }));
      assert.deepEqual({ code, widgets, heading }, { code: "bad-option", widgets: 0, heading: "A customer" });
      assert.equal(story.stage.heard.length, 1, story.stage.heard.join("\n"));
      assert.match(story.stage.heard[0], /data-theme is "purple"; expected auto, light or dark/);
    },
  },
  {
    name: "destroyed in a chat, nothing of it is left",
    async play(story) {
      const { visitor } = await story.meet();
      const left = await visitor.page.evaluate(async () => {
        await window.Parlor.destroy();
        const nodes = [...document.querySelectorAll("*")].map(({ localName }) => localName);
        return [...nodes, typeof window.Parlor].join(" ");
      });
      assert.equal(left, "html head meta title link script script body main h1 undefined");
    },
  },
  {
    name: "a video call is seen and heard, or none is offered",
    async play(story) {
      const native = new NativeAgent(story.stage.server, AGENTS.anna);
      try {
        const visitor = await story.visitor();
        await visitor.begin();
        await visitor.phase("connected");
        await visitor.sees("input");
        if (await visitor.page.evaluate(() => !window.RTCPeerConnection)) {
          const refused = await visitor.page.evaluate(() => window.Parlor.startCall({ video: false }).catch(({ code }) => code));
          assert.equal(refused, "unsupported");
          for (const part of ["call-audio", "call-video"]) assert.equal(await visitor.part(part), null);
          return "no WebRTC; none is offered";
        }
        await visitor.click("call-video");
        await until("the call is live", async () => {
          const panel = await visitor.part("call-panel");
          return panel?.data.state === "live" || `${panel?.data.state} ${JSON.stringify(native.told)} ${native.errors}`;
        });
        await until("the agent is seen", () =>
          visitor.page.evaluate(() => {
            const { shadowRoot } = document.querySelector("parlor-chat");
            return shadowRoot.querySelector(".call-remote")?.videoWidth > 0;
          }),
        );
        await until("the agent sees and hears", () => {
          const { audio, video } = native.told;
          return (audio > 20 && video > 10) || JSON.stringify(native.told);
        });
        await visitor.click("hang-up");
        await visitor.callEnds();
      } finally {
        await native.stop();
      }
    },
  },
];
