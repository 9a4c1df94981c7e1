// Several tabs of one visitor: one chat, one draft, one window, and one tab that polls.
import assert from "node:assert/strict";
import { freeze } from "../lib/freeze.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

/** Another tab of the same browser, on the customer's page. What goes wrong there is the scenario's failure, too. */
async function tab(stage, visitor, noted) {
  const page = await visitor.page.context().newPage();
  const note = (what) => stage.note("another tab", what);
  page.on("pageerror", (error) => note(`uncaught ${error.message}`));
  page.on("console", (message) => message.type() === "error" && note(`console: ${message.text()}`));
  watch(page, noted);
  await page.goto(stage.page);
  return new Widget(page);
}

/** A poll beside another one is refused, which the browser's tabs must never see. */
function watch(page, noted) {
  page.on("response", (response) => {
    if (/\/events\?/.test(response.url()) && response.request().method() === "GET") noted.push(response.status());
  });
}

/** The last of it: what is further up is not drawn at first. */
const same = (tabs, expected) =>
  until(`all tabs show ${JSON.stringify(expected.slice(-LAST))}`, async () => {
    const shown = await Promise.all(tabs.map(async (tab) => (await tab.talk()).slice(-LAST)));
    return shown.every((talk) => JSON.stringify(talk) === JSON.stringify(expected.slice(-LAST))) || shown;
  });
const LAST = 40;

/** A chat with an agent, in two tabs. */
async function two(stage) {
  const met = await stage.meet();
  const noted = [];
  watch(met.visitor.page, noted);
  const second = await tab(stage, met.visitor, noted);
  await second.part("window").waitFor();
  await second.phase("connected");
  return { agent: met.agent, first: met.visitor, second, noted };
}

const refused = (noted) => noted.filter((status) => status === 400 || status === 429);

async function crash(tab) {
  const cdp = await tab.page.context().newCDPSession(tab.page);
  const crashed = new Promise((done) => tab.page.once("crash", done));
  cdp.send("Page.crash").catch(() => {});
  await crashed;
}

/** So many sequences; `cargo xtask soak` takes more. */
const SEQUENCES = Number(process.env.PARLOR_SEQUENCES ?? 10);
/** So many steps has each. */
const STEPS = 3;

/** Numbers below a limit, the same for the same seed. */
function random(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

export default [
  {
    name: "tabs: both show the same chat, draft and window, and one of them polls",
    settings: { agents },
    // Who starts again at once ends a chat that the contact center may have ended already.
    expected: [/status of 404/],
    async play(stage) {
      const { agent, first, second, noted } = await two(stage);
      await agent.send("Hello");
      await same([first, second], ["agent: Hello"]);
      await first.send("from the first");
      await second.send("from the second");
      const talk = ["agent: Hello", "visitor: from the first", "visitor: from the second"];
      await same([first, second], talk);
      await second.part("input").fill("half a sen");
      await until("the draft", async () => (await first.part("input").inputValue()) === "half a sen");
      await second.send("half a sentence");
      await until("no draft", async () => (await first.part("input").inputValue()) === "");
      await same([first, second], [...talk, "visitor: half a sentence"]);
      await second.part("minimize").click();
      await first.part("window").waitFor({ state: "hidden" });
      await first.open();
      await second.part("window").waitFor();
      const third = await tab(stage, first, noted);
      await same([first, second, third], [...talk, "visitor: half a sentence"]);
      await third.end();
      for (const tab of [first, second]) await tab.part("end-screen").waitFor();
      assert.deepEqual(refused(noted), []);
      await first.part("start-again").click();
      for (const tab of [first, second, third]) await tab.phase("queued");
    },
  },
  {
    name: "tabs: a chat that begins in one tab is seen in another that had none",
    settings: { agents },
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      const second = await tab(stage, visitor, []);
      await second.part("contact-tab").waitFor();
      await visitor.open();
      await visitor.submitForm({ first_name: "Vera" });
      await visitor.phase("queued");
      await second.phase("queued");
      await second.send("from the other one");
      await visitor.hears("from the other one", "visitor");
    },
  },
  {
    alone: true,
    name: "tabs: another one goes on where one closes, crashes or answers nothing, and nothing is lost",
    settings: { agents },
    async play(stage) {
      const { agent, first, second, noted } = await two(stage);
      await first.page.close();
      await agent.send("after one was closed");
      await second.hears("after one was closed");
      const third = await tab(stage, second, noted);
      await third.hears("after one was closed");
      await crash(second);
      await agent.send("after one crashed");
      await third.hears("after one crashed");
      const fourth = await tab(stage, third, []);
      await fourth.hears("after one crashed");
      await freeze(third.page, 20_000);
      await agent.send("while one is frozen");
      await fourth.hears("while one is frozen");
      await fourth.send("and it answers");
      await agent.hears("and it answers");
      const talk = ["after one was closed", "after one crashed", "while one is frozen"].map((text) => `agent: ${text}`);
      await same([third, fourth], [...talk, "visitor: and it answers"]);
    },
    expected: [/status of (400|429)/],
  },
  {
    alone: true,
    name: "tabs: under any sequence of opening, closing, crashing and freezing all show what the agent has",
    settings: { agents },
    expected: [/status of (400|429)/],
    async play(stage) {
      const agent = await stage.signedIn();
      const seed = Number(process.env.PARLOR_SEED ?? 1);
      const draw = random(seed);
      for (let sequence = 0; sequence < SEQUENCES; sequence += 1) {
        const visitor = await stage.queued();
        await agent.accept();
        await visitor.phase("connected");
        await play(stage, agent, visitor, draw, `${sequence} of ${seed}`);
        // What a page has on its way when the chat ends is told that there is none.
        await visitor.page.context().close();
        await agent.end();
      }
    },
  },
];

/** One sequence, in the tabs of one visitor. */
async function play(stage, agent, visitor, draw, sequence) {
  const second = await tab(stage, visitor, []);
  await second.phase("connected");
  let tabs = [visitor, second];
  const talk = [];
  const any = () => tabs[draw(tabs.length)];
  for (let step = 0; step < STEPS; step += 1) {
    const kind = draw(5);
    if (kind === 0 || tabs.length < 2) {
      tabs.push(await tab(stage, tabs[0], []));
    } else if (kind === 1 || kind === 2) {
      const gone = any();
      tabs = tabs.filter((other) => other !== gone);
      await (kind === 1 ? gone.page.close() : crash(gone));
    } else {
      await freeze(any().page, 1_000 + draw(4) * 1_000);
    }
    const text = `${step} of ${sequence}`;
    if (draw(2)) {
      await agent.send(text);
      talk.push(`agent: ${text}`);
    } else {
      const from = any();
      await from.page.bringToFront();
      await from.part("input").waitFor();
      await from.send(text);
      await agent.hears(text);
      talk.push(`visitor: ${text}`);
    }
    await same(tabs, talk).catch((why) => {
      why.message += `; PARLOR_SEED, sequence and step: ${text}, kind ${kind}`;
      throw why;
    });
  }
}
