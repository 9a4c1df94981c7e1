// The core scenarios (core/) in each browser, two at a time: `cargo xtask test browsers [WORDS]` plays those with all words in
// their name or their browser's. With `--write` the table goes to docs/browsers.md.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import page from "./core/page.mjs";
import talk from "./core/talk.mjs";
import window from "./core/window.mjs";
import { Agent } from "./lib/agent.mjs";
import { BROWSERS } from "./lib/browsers.mjs";
import { agents } from "./lib/server.mjs";
import { PICTURES, Stage } from "./lib/stage.mjs";
import { Visitor } from "./lib/visitor.mjs";
import { twoAtATime } from "./lib/wait.mjs";

const core = [...window, ...talk, ...page];
const PAGE = new URL("../../docs/browsers.md", import.meta.url);
const HEAD = `# Browsers

What every browser plays of the core scenarios (\`tests/e2e/core\`), with mouse and keyboard as the browser itself hears them, on a page with the strictest policy, and against the real server. Written by \`cargo xtask test browsers --write\`.
`;

const words = process.argv.slice(2).filter((word) => word !== "--write");
const write = process.argv.includes("--write");

/** One scenario in one browser. */
class Story {
  constructor(browser, stage) {
    Object.assign(this, { browser, stage, tabs: [], agents: [] });
  }

  async visitor({ dark, size = [1280, 800], plain } = {}) {
    const visitor = new Visitor(await this.browser.tab({ dark }));
    this.tabs.push(visitor.tab);
    await visitor.tab.resize(...size);
    if (plain) await visitor.tab.goto(this.stage.page);
    else await visitor.goto(this.stage.page);
    return visitor;
  }

  async agent() {
    const agent = await Agent.signIn(this.stage);
    this.agents.push(agent);
    return agent;
  }

  /** A visitor and an agent, in one chat. */
  async meet() {
    const agent = await this.agent();
    const visitor = await this.visitor();
    await visitor.begin();
    await agent.accept();
    await visitor.phase("connected");
    return { agent, visitor };
  }

  async end(failure) {
    for (const [at, tab] of this.tabs.entries()) {
      if (failure) {
        const path = join(PICTURES, `${this.stage.name.replace(/\W+/g, "-").slice(0, 60)}-${at}.png`);
        await mkdir(PICTURES, { recursive: true });
        await tab.picture(path).then(() => (failure.message += `\n  picture: ${path}`), () => {});
      }
      // What the page has to tell of it, before it goes.
      await tab.run("window.__told?.()").catch(() => {});
      await tab.leave();
    }
    for (const agent of this.agents) agent.leave();
    await this.stage.strike(failure);
  }
}

/** Resolves with what the browser can't do. */
async function play({ play, elsewhere, ...options }, browser) {
  const page = { watched: true, ...elsewhere };
  const stage = await Stage.set(`${browser.name} ${options.name}`, { ...options, settings: { agents }, elsewhere: page });
  const story = new Story(browser, stage);
  let failure;
  const lack = await play(story).catch((why) => void (failure = why));
  await story.end(failure);
  return lack;
}

const browsers = Object.entries(BROWSERS);
const chosen = core
  .flatMap((scenario) => browsers.map(([key, browser]) => ({ key, browser, scenario })))
  .filter(({ key, scenario }) => words.every((word) => `${key} ${scenario.name}`.includes(word)));
if (!chosen.length) {
  console.error(`no scenario has "${words.join(" ")}" in its name; there are:\n  ${core.map(({ name }) => name).join("\n  ")}`);
  process.exit(2);
}

const results = new Map();
let failed = 0;
const start = Date.now();
const used = browsers.filter(([key]) => chosen.some((one) => one.key === key));
await Promise.all(used.map(([, browser]) => browser.start()));
await twoAtATime(chosen, async ({ key, browser, scenario }) => {
  const name = `${key} ${scenario.name}`;
  const begun = Date.now();
  try {
    const lack = await play(scenario, browser);
    results.set(name, lack ?? "yes");
    console.log(`ok    ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)${lack ? `: ${lack}` : ""}`);
  } catch (why) {
    failed += 1;
    results.set(name, "**no**");
    console.log(`FAIL  ${name}\n  ${why.message ?? why}\n${why.stack ?? ""}`);
  }
});

const row = (cells) => `| ${cells.join(" | ")} |`;
const table = [
  row(["", ...used.map(([, { name, version }]) => `${name} ${version}`)]),
  `|---|${"---|".repeat(used.length)}`,
  ...core
    .filter(({ name }) => used.some(([key]) => results.has(`${key} ${name}`)))
    .map(({ name }) => row([name, ...used.map(([key]) => results.get(`${key} ${name}`) ?? "")])),
].join("\n");
console.log(`\n${table}\n\n${chosen.length - failed} passed, ${failed} failed, in ${Math.round((Date.now() - start) / 1000)} s`);
for (const [, browser] of used) await browser.close();
if (write && !words.length && !failed) await writeFile(PAGE, `${HEAD}\n${table}\n`);
process.exit(failed ? 1 : 0);
