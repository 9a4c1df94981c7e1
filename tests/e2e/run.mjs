// Runs the scenarios, two at a time: `cargo xtask test e2e [WORDS]` runs those with all words in their name. Those that are
// `alone` come last, one by one.
// With PARLOR_COVERAGE=write it then chooses which scenario stands for which row of docs/api-coverage.md; with
// PARLOR_COVERAGE=prove it plays those against a server that omits the row.
import { readdir } from "node:fs/promises";
import { choose, faults, prove } from "./lib/coverage.mjs";
import { close, isUp, launch, Stage } from "./lib/stage.mjs";
import { twoAtATime } from "./lib/wait.mjs";

const words = process.argv.slice(2);
const mode = process.env.PARLOR_COVERAGE;
const folder = new URL("./scenarios/", import.meta.url);
const scenarios = [];
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort()) {
  scenarios.push(...(await import(new URL(file, folder))).default);
}
const chosen = mode === "prove" ? [] : scenarios.filter(({ name }) => words.every((word) => name.includes(word)));
if (!chosen.length && !mode) {
  console.error(`no scenario has "${words.join(" ")}" in its name; there are:\n  ${scenarios.map(({ name }) => name).join("\n  ")}`);
  process.exit(2);
}

/** `omit`: what the server leaves out. */
const set = ({ name, alone: _a, play: _, ...options }, omit) => Stage.set(name, { ...options, omit });

/** Resolves with what went between page and contact center. */
async function play(scenario, stage) {
  let failure;
  await scenario.play(stage).catch((why) => (failure = why));
  await stage.strike(failure);
  return stage.seen;
}

/** Whether the scenario ends well although the server leaves this out. One that could not be played says nothing. */
async function survives(name, omit) {
  const scenario = scenarios.find((scenario) => scenario.name === name);
  if (!scenario) throw new Error(`there is no scenario "${name}"`);
  const stage = await set(scenario, omit);
  const end = await play(scenario, stage).then(
    () => true,
    () => false,
  );
  if (!isUp()) throw new Error(`the browser is gone in "${name}"`);
  return end;
}

await launch();
const carried = new Map();
const times = new Map();
let failed = 0;
// What a scenario waited for and then failed before it came: the others are played all the same.
process.on("unhandledRejection", (why) => {
  failed += 1;
  console.log(`FAIL  something that no scenario waited for any more\n  ${why?.stack ?? why}`);
});
async function run(scenario) {
  const { name } = scenario;
  const start = Date.now();
  try {
    carried.set(name, await play(scenario, await set(scenario)));
    times.set(name, Date.now() - start);
    console.log(`ok    ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (why) {
    failed += 1;
    console.log(`FAIL  ${name}\n  ${why.message ?? why}\n${why.stack ?? ""}`);
  }
}
await twoAtATime(
  chosen.filter(({ alone }) => !alone),
  run,
);
for (const scenario of chosen.filter(({ alone }) => alone)) await run(scenario);
if (!mode) console.log(`${chosen.length - failed} passed, ${failed} failed`);

let wrong = [];
if (mode === "write") wrong = await choose(carried, times, survives);
else if (mode === "prove") wrong = (await prove(survives, words)).map((key) => `${key}: nobody misses it`);
else if (!words.length && !failed) wrong = await faults(carried);
if (wrong.length) console.log(`docs/api-coverage.md is not true (cargo xtask coverage writes it):\n  ${wrong.join("\n  ")}`);
await close();
process.exit(failed || wrong.length ? 1 : 0);
