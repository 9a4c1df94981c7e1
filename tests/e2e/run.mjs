// Runs the scenarios one after the other: `cargo xtask test e2e [WORDS]` runs those with all words in their name.
import { readdir } from "node:fs/promises";
import { close, launch, Stage } from "./lib/stage.mjs";

const words = process.argv.slice(2);
const folder = new URL("./scenarios/", import.meta.url);
const scenarios = [];
for (const file of (await readdir(folder)).filter((name) => name.endsWith(".mjs")).sort()) {
  scenarios.push(...(await import(new URL(file, folder))).default);
}
const chosen = scenarios.filter(({ name }) => words.every((word) => name.includes(word)));
if (!chosen.length) {
  console.error(`no scenario has "${words.join(" ")}" in its name; there are:\n  ${scenarios.map(({ name }) => name).join("\n  ")}`);
  process.exit(2);
}

await launch();
let failed = 0;
for (const { name, play, ...options } of chosen) {
  const start = Date.now();
  let stage;
  try {
    stage = await Stage.set(name, options);
    let failure;
    await play(stage).catch((why) => (failure = why));
    await stage.strike(failure);
    console.log(`ok    ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (why) {
    failed += 1;
    console.log(`FAIL  ${name}\n  ${why.message ?? why}\n${why.stack ?? ""}`);
  }
}
await close();
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
