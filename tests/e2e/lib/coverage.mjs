// docs/api-coverage.md: every row of api.mjs with the scenario that carries it and that fails where the server omits it.
import { readFile, writeFile } from "node:fs/promises";
import { rows } from "./api.mjs";
import { twoAtATime } from "./wait.mjs";

const PAGE = new URL("../../../docs/api-coverage.md", import.meta.url);

const HEAD = `# What is covered of the API

Every method, event, field, signalling message and error code of the Messaging API v2 (and what other clients are known to use beyond its documents), with the scenario between customer page and desk that carries it (\`tests/e2e/scenarios\`). Written by \`cargo xtask coverage\` from the traffic of the scenarios; \`cargo xtask test e2e\` fails where a named scenario no longer carries its row, and \`cargo xtask soak\` plays each of them against a server that omits the event or the field (fault \`omit\`), which it must not survive. A method and an error have nothing that could be omitted; without them the scenario has no traffic to tell of. Neither has what the contact center finds out by itself (a file's type, by its bytes), nor the id of a signal, which nobody speaks of.

\`client …\` is what the widget sends, \`server …\` what it hears.
`;

/** The scenarios that the page names, by row. */
export async function named() {
  const page = await readFile(PAGE, "utf8").catch(() => "");
  return new Map([...page.matchAll(/^\| `(.+?)` \| (.+?) \|$/gm)].map(([, key, name]) => [key, name]));
}

/** `found` is a map of rows and scenarios. */
export async function write(found) {
  let page = HEAD;
  let section;
  for (const row of rows()) {
    if (row.section !== section) page += `\n## ${(section = row.section)}\n| what | scenario |\n|---|---|\n`;
    page += `| \`${row.key}\` | ${found.get(row.key) ?? ""} |\n`;
  }
  await writeFile(PAGE, page);
}

/** What is wrong with the page. `carried` has what each scenario carried, by its name. */
export async function faults(carried) {
  const names = await named();
  return rows().flatMap(({ key }) => {
    const name = names.get(key);
    if (!name) return [`${key}: no scenario is named`];
    const seen = carried.get(name);
    if (!seen) return [`${key}: there is no scenario "${name}"`];
    return seen.has(key) ? [] : [`${key}: "${name}" does not carry it`];
  });
}

/** Words that stand in every row. */
const COMMON = ["chat", "chats", "session", "server", "client", "asks", "answers", "post"];

/** How many words of the row the scenario has in its name. */
function kinship(key, name) {
  const words = key.toLowerCase().match(/[a-z0-9]{4,}/g) ?? [];
  return words.filter((word) => !COMMON.includes(word) && name.toLowerCase().includes(word.slice(0, 6))).length;
}

/**
 * Names a scenario for each row: the one that the page names, else one that carries it and does not survive its
 * omission: those first whose names have words of it, and the quick before the slow. `play(name, omit)` says whether the
 * scenario survives. Returns rows without one.
 */
export async function choose(carried, times, play) {
  const before = await named();
  const found = new Map();
  const missing = [];
  await twoAtATime(rows(), async ({ key, omit }) => {
    const carriers = [...carried].filter(([, seen]) => seen.has(key)).map(([name]) => name);
    carriers.sort((a, b) => kinship(key, b) - kinship(key, a) || times.get(a) - times.get(b));
    // One that looks at the wire alone comes last: what a person would notice says more.
    const order = [...carriers.filter((name) => !name.startsWith("wire")), ...carriers.filter((name) => name.startsWith("wire"))];
    const own = before.get(key);
    let chosen = carriers.includes(own) ? own : omit ? undefined : order[0];
    if (!chosen) {
      for (const name of order) {
        if (!(await play(name, omit))) {
          chosen = name;
          break;
        }
      }
    }
    if (chosen) found.set(key, chosen);
    else missing.push(`${key}: ${carriers.length} carry it, none misses it`);
    console.log(`${chosen ? "ok   " : "OPEN "} ${key}: ${chosen ?? ""}`);
  });
  // A method as a whole is where its fields are, if it has some.
  for (const { key, omit } of rows()) {
    const field = [...found.keys()].find((other) => other.startsWith(`${key} `));
    if (!omit && field && carried.get(found.get(field)).has(key)) found.set(key, found.get(field));
  }
  await write(found);
  return missing;
}

/** Plays each named scenario without its row, of rows with all of these words; returns those that survive. */
export async function prove(play, words) {
  const names = await named();
  const survivors = [];
  await twoAtATime(
    rows().filter(({ key, omit }) => omit && words.every((word) => key.includes(word))),
    async ({ key, omit }) => {
      const survives = await play(names.get(key), omit);
      console.log(`${survives ? "FAIL " : "ok   "} without ${key}: ${names.get(key)}`);
      if (survives) survivors.push(key);
    },
  );
  return survivors;
}
