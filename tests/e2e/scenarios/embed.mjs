// How a site puts the widget on its page: attributes, a tag too many, another origin, the page's own script.
import assert from "node:assert/strict";
import { changed } from "../lib/changed.mjs";
import { agents, Server } from "../lib/server.mjs";
import { site } from "../lib/site.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const attribute = (name, value) => (body) => ({ body: body.replace(new RegExp(`${name}="[^"]*"`), `${name}="${value}"`) });

const wrong = (name, value) => ({
  name: `embed: ${name}="${value}" is one clear error and leaves the page alone`,
  expected: [/^console: Parlor: /],
  async play(stage) {
    const page = await stage.context("visitor");
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await changed(page, stage.page, attribute(name, value));
    await page.goto(stage.server.origin);
    await until("the error is told", () => errors.length > 0);
    await page.evaluate(() => window.Parlor.ready.catch(() => {}));
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.ok(errors[0].includes(name), errors[0]);
    assert.equal(await page.locator("parlor-chat").count(), 0);
    assert.ok(await page.locator("h1").isVisible());
  },
});

const auto = 'data-client-id="auto"';

/** A chat with an agent that outlives a reload, whoever this browser is said to be. */
async function outlives(stage, visitor) {
  const agent = await stage.signedIn();
  visitor = await stage.queued(visitor);
  await visitor.send("Do you know me?");
  // Where the cookie was lost the chat that was begun with it waits too, until it counts as abandoned.
  const chat = agent.part("chat").filter({ hasText: "Do you know me?" });
  await chat.click();
  await chat.locator('[data-part="accept"]').click();
  await agent.hears("Do you know me?");
  await visitor.page.reload();
  await visitor.hears("Do you know me?", "visitor");
  await agent.send("I do");
  await visitor.hears("I do");
  const kept = await visitor.page.evaluate(() => Object.keys(localStorage));
  return kept.filter((key) => key.startsWith("parlor-client:")).length;
}

export default [
  {
    name: "embed: where cookies are kept, an automatic id is none",
    elsewhere: { attributes: auto },
    settings: { agents },
    async play(stage) {
      assert.equal(await outlives(stage), 0);
    },
  },
  {
    name: "embed: where the cookie does not stick, an automatic id keeps the chat over a reload",
    elsewhere: { attributes: auto },
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      await stage.server.faults([{ path: "/clientweb/api/v2/", kind: "cookie-loss", times: 100_000 }]);
      assert.equal(await outlives(stage), 1);
    },
  },
  {
    name: "embed: on another site, in a browser that keeps third parties' cookies out",
    elsewhere: { attributes: auto, host: "localhost" },
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      const visitor = await stage.visitor();
      const cdp = await visitor.page.context().newCDPSession(visitor.page);
      await cdp.send("Network.enable");
      await cdp.send("Network.setCookieControls", { enableThirdPartyCookieRestriction: true, disableThirdPartyCookieMetadata: true, disableThirdPartyCookieHeuristics: true });
      assert.equal(await outlives(stage, visitor), 1);
    },
  },
  wrong("data-api-url", "not an address"),
  wrong("data-app-id", ""),
  {
    name: "embed: a second tag is refused with a warning",
    async play(stage) {
      const page = await stage.context("visitor");
      const warnings = [];
      page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
      await changed(page, stage.page, (body) => ({ body: body.replace(/<script[^>]*parlor\.js[^>]*><\/script>/s, (tag) => tag + tag) }));
      await page.goto(stage.server.origin);
      await page.locator('parlor-chat [part~="contact-tab"]').waitFor();
      await until("the warning is told", () => warnings.some((text) => text.startsWith("Parlor:")));
      assert.equal(await page.locator("parlor-chat").count(), 1);
    },
  },
  {
    name: "embed: page and contact center may stand on two origins",
    async play(stage) {
      const host = await site();
      const center = await Server.start({ origins: [host.origin] });
      host.center = center.origin;
      try {
        const visitor = await stage.visitor();
        await visitor.goto(`${host.origin}/`);
        await visitor.open();
        await visitor.submitForm({ first_name: "Vera" });
        await visitor.phase("queued");
        await visitor.send("From another origin");
        await visitor.state("From another origin", "sent", "delivered", "read");
        await visitor.page.reload();
        await visitor.hears("From another origin", "visitor");
        await visitor.page.close();
      } finally {
        await center.stop();
        await host.close();
      }
    },
  },
  {
    name: "embed: the page's script opens, starts, sends, listens and ends",
    expected: NETWORK,
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.page.addInitScript(() => {
        window.heard = [];
        window.Parlor = [
          ["on", "message", ({ sender, text }) => window.heard.push(`${sender}: ${text}`)],
          ["on", "ended", ({ by }) => window.heard.push(`ended by ${by}`)],
          ["on", "open", () => { throw new Error("a handler that throws"); }],
          ["open"],
        ];
      });
      stage.expected.push(/a handler of "open" failed/);
      await visitor.page.goto(stage.server.origin);
      await visitor.part("window").waitFor();
      const answers = await visitor.page.evaluate(async () => {
        const reason = (promise) => promise.then(() => "done", ({ code, message }) => `${code}, ${typeof message}`);
        const early = await reason(window.Parlor.endChat());
        const { chatId } = await window.Parlor.startChat({ first_name: "Vera" });
        const same = chatId === window.Parlor.state.chatId;
        await window.Parlor.sendMessage("from the script");
        const call = await reason(window.Parlor.startCall({ video: false }));
        await window.Parlor.endChat();
        const phase = window.Parlor.state.phase;
        await window.Parlor.close();
        await window.Parlor.destroy();
        return { early, same, call, phase, gone: window.Parlor === undefined };
      });
      assert.deepEqual(answers, { early: "no-chat, string", same: true, call: "permission, string", phase: "ended", gone: true });
      assert.deepEqual(await visitor.page.evaluate(() => window.heard), ["visitor: from the script", "ended by visitor"]);
    },
  },
];
