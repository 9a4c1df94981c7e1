// A page may take the widget away at any moment: whatever is under way, it hears of no error and keeps nothing of it.
import assert from "node:assert/strict";
import { changed } from "../lib/changed.mjs";
import { counting, left } from "../lib/left.mjs";
import { agents } from "../lib/server.mjs";
import { trap, trapping } from "../lib/trap.mjs";
import { until } from "../lib/wait.mjs";

const API = "/clientweb/api/v2";

/** A visitor's page that counts the listeners, timers and observers that are left on it. */
async function counted(stage) {
  const visitor = await stage.visitor();
  // The policy lets nobody make a script tag out of a text, so the page brings a second one along for `again`.
  await changed(visitor.page, stage.page, (body) => ({
    body: body.replace(/<script[^>]*data-api-url[^]*?<\/script>/, (tag) => `${tag}<template id="again">${tag}</template>`),
  }));
  await counting(visitor.page);
  return visitor;
}

/** Nothing of the widget is left, and nothing goes on. */
async function gone(visitor) {
  const { page } = visitor;
  assert.equal(await page.evaluate(() => window.Parlor), undefined);
  assert.equal(await page.locator("parlor-chat").count(), 0);
  await until("nothing is left on the page", async () => {
    const found = await left(page);
    return (!found.timers && !found.listeners.length && !found.observers && !found.channels) || found;
  });
}

/** The site puts the tag there once more. */
async function again(visitor) {
  await visitor.page.evaluate(() => {
    document.head.append(document.importNode(document.querySelector("#again").content, true));
  });
  await until("there is a widget again", () => visitor.page.evaluate(() => Boolean(window.Parlor)));
  await visitor.page.evaluate(() => window.Parlor.ready);
  await visitor.part("contact-tab").waitFor();
}

async function chatting(stage, visitor) {
  const { agent } = await stage.meet(visitor);
  await visitor.send("Hello");
  await visitor.state("Hello", "delivered", "read");
  return agent;
}

/** How many rights of the widget's are held or waited for. */
const locks = ({ page }) =>
  page.evaluate(async () => {
    const { held, pending } = await navigator.locks.query();
    return [...held, ...pending].filter(({ name }) => name.startsWith("parlor")).length;
  });

/** Destroys, and waits until what was under way has come to its end. */
async function destroy({ page }) {
  await page.evaluate(() => window.Parlor.destroy());
  await page.waitForLoadState("networkidle");
}

const slow = (path, more) => ({ path: `${API}${path}`, kind: "delay", delay_ms: 1500, times: 1, ...more });

/**
 * Keeps the first answer from such an address back. `begun`: it is asked for; `givenUp()` waits until the page no longer
 * wants it.
 */
async function hold({ page }, address) {
  let request;
  const failed = [];
  page.on("requestfailed", (lost) => failed.push(lost));
  const begun = new Promise((told) => {
    page.route(
      address,
      (route) => {
        request = route.request();
        told();
      },
      { times: 1 },
    );
  });
  return { begun, givenUp: () => until("it is no longer asked for", () => failed.includes(request)) };
}

/** Loads the page and does not wait for the tab. */
async function bare(stage, visitor) {
  await visitor.page.goto(stage.server.origin);
  await until("the loader runs", () => visitor.page.evaluate(() => Boolean(window.Parlor?.ready)));
}

const scenarios = {
  async "in a chat with a held poll"(stage, visitor) {
    await chatting(stage, visitor);
    await destroy(visitor);
    await gone(visitor);
    await again(visitor);
    await visitor.hears("Hello", "visitor");
  },
  async "by the handler of a message, when the next poll is opened"(stage, visitor) {
    const agent = await chatting(stage, visitor);
    await visitor.page.evaluate(() => window.Parlor.on("message", ({ sender }) => sender === "agent" && window.Parlor.destroy()));
    await agent.send("The last thing you hear");
    await until("it is gone", () => visitor.page.evaluate(() => window.Parlor === undefined));
    await gone(visitor);
    await again(visitor);
    await visitor.hears("The last thing you hear");
  },
  async "while a message is on its way"(stage, visitor) {
    await chatting(stage, visitor);
    await stage.server.faults([slow("/chats/", { method: "POST" })]);
    await visitor.send("On its way");
    await destroy(visitor);
    await gone(visitor);
    await again(visitor);
    await visitor.hears("On its way", "visitor");
    await visitor.state("On its way", "sent", "delivered", "read");
    const own = (await visitor.talk()).filter((line) => line === "visitor: On its way");
    assert.equal(own.length, 1, "not twice");
  },
  async "while Request Chat is on its way"(stage, visitor) {
    await visitor.goto(stage.server.origin);
    await visitor.open();
    await stage.server.faults([slow("/chats", { method: "POST" })]);
    await visitor.submitForm({ first_name: "Vera" });
    await visitor.phase("starting");
    await destroy(visitor);
    await gone(visitor);
    await again(visitor);
  },
  async "in the same breath as calls that it answers"(stage, visitor) {
    await visitor.goto(stage.server.origin);
    const answers = await visitor.page.evaluate(async () => {
      const { Parlor } = window;
      const calls = [Parlor.open(), Parlor.startChat({ first_name: "Vera" }), Parlor.sendMessage("Hello"), Parlor.destroy()];
      calls.push(Parlor.open(), Parlor.sendMessage("Too late"), Parlor.destroy());
      return Promise.all(calls.map((call) => call.then(() => "done", ({ code }) => code)));
    });
    const d = "destroyed";
    assert.deepEqual(answers, [d, d, d, "done", d, d, "done"]);
    await visitor.page.waitForLoadState("networkidle");
    await gone(visitor);
    await again(visitor);
  },
  async "right behind a call that sends"(stage, visitor) {
    await visitor.goto(stage.server.origin);
    const answer = await visitor.page.evaluate(async () => {
      const call = window.Parlor.startChat({ first_name: "Vera" });
      // As soon as the request is made, before anything else runs.
      const { fetch } = window;
      await new Promise((done) => {
        window.fetch = (...given) => {
          window.fetch = fetch;
          queueMicrotask(() => done(window.Parlor.destroy()));
          return fetch(...given);
        };
      });
      return call.then(() => "done", ({ code }) => code);
    });
    assert.equal(answer, "destroyed");
    await visitor.page.waitForLoadState("networkidle");
    await gone(visitor);
    await again(visitor);
  },
  async "while the configuration is awaited"(stage, visitor) {
    await stage.server.faults([slow("/configuration"), slow("/availability")]);
    const asked = visitor.page.waitForRequest(/configuration/);
    await bare(stage, visitor);
    await asked;
    await destroy(visitor);
    await gone(visitor);
    await again(visitor);
  },
  async "while the wasm is loaded"(stage, visitor) {
    const held = await hold(visitor, "**/*.wasm");
    await bare(stage, visitor);
    const ready = visitor.page.evaluate(() => window.Parlor.ready.then(() => "ready", ({ code }) => code));
    await held.begun;
    await visitor.page.evaluate(() => void window.Parlor.destroy());
    assert.equal(await ready, "destroyed");
    await held.givenUp();
    await gone(visitor);
    await again(visitor);
  },
  async "while the chat's wasm is loaded"(stage, visitor) {
    const held = await hold(visitor, "**/parlor-chat-*.wasm");
    await visitor.goto(stage.server.origin);
    const opened = visitor.page.evaluate(() => window.Parlor.open().then(() => "open", ({ code }) => code));
    await held.begun;
    await visitor.page.evaluate(() => void window.Parlor.destroy());
    assert.equal(await opened, "destroyed");
    await held.givenUp();
    await gone(visitor);
    await again(visitor);
  },
  async "while the texts of a language are loaded"(stage, visitor) {
    const held = await hold(visitor, "**/parlor-de-*.txt");
    await visitor.goto(stage.server.origin);
    await visitor.page.evaluate(() => window.Parlor.setLocale("de"));
    await held.begun;
    await visitor.page.evaluate(() => void window.Parlor.destroy());
    await held.givenUp();
    await gone(visitor);
    await again(visitor);
  },
  async "in the handler of a call's own event"(stage, visitor) {
    await chatting(stage, visitor);
    await visitor.page.evaluate(() => {
      window.Parlor.on("ended", () => window.Parlor.destroy());
      window.Parlor.endChat().catch(() => {});
    });
    await until("it is gone", () => visitor.page.evaluate(() => window.Parlor === undefined));
    await visitor.page.waitForLoadState("networkidle");
    await gone(visitor);
    assert.equal(await locks(visitor), 0, "the right to poll is let go");
    await again(visitor);
  },
  async "after an internal error"(stage, visitor) {
    stage.expected.push(/^console: Parlor: internal error, starting again: RuntimeError/);
    await trapping(visitor.page);
    const agent = await chatting(stage, visitor);
    await visitor.page.evaluate(() => window.Parlor.close());
    await agent.send("Are you there?");
    const title = () => visitor.page.title();
    await until("the title says so", async () => /^\(1\) /.test(await title()) || (await title()));
    const own = (await title()).slice(4);
    await trap(visitor.page);
    await agent.send("Hello?");
    await until("another instance has counted on", async () => (await title()) === `(2) ${own}` || (await title()));
    await destroy(visitor);
    await gone(visitor);
    assert.equal(await title(), own);
    assert.equal(await locks(visitor), 0, "of neither instance");
    await again(visitor);
  },
  async "by a call that was queued before the script came"(stage, visitor) {
    await visitor.page.addInitScript(() => {
      window.Parlor ??= [["open"], ["destroy"]];
    });
    stage.expected.push(/^console: Parlor: open: the widget was destroyed/);
    await visitor.page.goto(stage.server.origin);
    await until("it is gone", () => visitor.page.evaluate(() => window.Parlor === undefined));
    await visitor.page.waitForLoadState("networkidle");
    await gone(visitor);
  },
  async "over and over"(stage, visitor) {
    await visitor.goto(stage.server.origin);
    for (let n = 0; n < 5; n += 1) {
      await visitor.open();
      await destroy(visitor);
      await gone(visitor);
      await again(visitor);
    }
  },
};

export default Object.entries(scenarios).map(([name, play]) => ({
  name: `destroy: ${name}`,
  settings: { agents },
  play: async (stage) => play(stage, await counted(stage)),
}));
