// Speed of the widget in a real browser: one JSON line a figure, then a table. Judges nothing; goals stand beside.
import { performance } from "node:perf_hooks";
import { calls } from "./bench_calls.mjs";
import { speed } from "./bench_speed.mjs";
import { AGENTS, agents } from "./lib/server.mjs";
import { fill } from "./lib/fill.mjs";
import { close, launch, Stage } from "./lib/stage.mjs";
import { until } from "./lib/wait.mjs";

const settings = { agents };
const rows = [];

function figure(name, value, unit, goal) {
  const rounded = Math.round(value * 1000) / 1000;
  console.log(JSON.stringify({ figure: name, value: rounded, unit, goal }));
  rows.push({ figure: name, measured: `${rounded} ${unit}`, goal });
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const sorted = (values) => [...values].sort((a, b) => a - b);

async function withStage(name, play, options = {}) {
  const stage = await Stage.set(`bench ${name}`, { settings, expected: [/./], ...options });
  let failure;
  await play(stage).catch((why) => (failure = why));
  await stage.strike(failure);
}

/** Main-thread seconds of a page so far, and what it holds. */
async function costs(page, session) {
  await session.send("HeapProfiler.collectGarbage").catch(() => {});
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  const wasm = await page.evaluate(() => (window.__memories ?? []).reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
  return { cpu: of("TaskDuration"), nodes: of("Nodes"), bytes: of("JSHeapUsedSize") + wasm };
}

async function watched(stage) {
  const visitor = await stage.visitor();
  await visitor.page.addInitScript(() => {
    window.__memories = [];
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const original = WebAssembly[name];
      WebAssembly[name] = async (...args) => {
        const result = await original.apply(WebAssembly, args);
        const memory = (result.instance ?? result).exports?.memory;
        if (memory) window.__memories.push(memory);
        return result;
      };
    }
    // Polls alone: the browser's own timings don't tell them from what is sent to the same address.
    window.__polls = [];
    const fetched = window.fetch;
    window.fetch = async (url, init) => {
      const poll = { startTime: performance.now() };
      const isPoll = String(url).includes("/events?") && (init?.method ?? "GET") === "GET";
      const answer = await fetched(url, init).finally(() => (poll.responseEnd = performance.now()));
      if (isPoll) window.__polls.push(poll);
      return answer;
    };
    window.__shift = 0;
    window.__blocked = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.__shift += entry.value))).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.__blocked += Math.max(0, entry.duration - 50)))).observe({ type: "longtask", buffered: true });
  });
  const session = await visitor.page.context().newCDPSession(visitor.page);
  // Time of the processor, not of the clock: other programs on the same cores cost nothing.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return { visitor, session };
}

async function beforeOpening() {
  const cpu = [];
  let shift = 0;
  let blocked = 0;
  for (let run = 0; run < 5; run += 1) {
    await withStage("before opening", async (stage) => {
      const { visitor, session } = await watched(stage);
      // The same page without its script tag: what the page itself costs.
      await visitor.page.route("**/parlor.js", (route) => route.fulfill({ body: "", contentType: "text/javascript" }));
      await visitor.page.goto(stage.server.origin);
      await visitor.page.waitForLoadState("networkidle");
      const bare = (await costs(visitor.page, session)).cpu;
      await visitor.page.unroute("**/parlor.js");
      const fresh = await watched(stage);
      await fresh.visitor.goto(stage.server.origin);
      await fresh.visitor.page.waitForLoadState("networkidle");
      cpu.push((await costs(fresh.visitor.page, fresh.session)).cpu - bare);
      const seen = await fresh.visitor.page.evaluate(() => ({ shift: window.__shift, blocked: window.__blocked }));
      shift = Math.max(shift, seen.shift);
      blocked = Math.max(blocked, seen.blocked);
    });
  }
  figure("main-thread CPU before opening, median of 5", at(sorted(cpu), 0.5), "s", "≤ 0.06");
  figure("blocking time before opening, worst of 5", blocked, "ms", "0");
  figure("layout shift, worst of 5", shift, "", "0");
}

async function latency() {
  await withStage("latency", async (stage) => {
    const { visitor } = await watched(stage);
    const { agent } = await stage.meet(visitor);
    await visitor.page.evaluate(() => {
      window.__seen = {};
      const log = document.querySelector("parlor-chat").shadowRoot;
      new MutationObserver(() => {
        for (const text of log.querySelectorAll('[data-sender="agent"] [part~="message-text"]')) {
          window.__seen[text.textContent] ??= performance.timeOrigin + performance.now();
        }
      }).observe(log, { childList: true, subtree: true, characterData: true });
    });
    await agent.page.evaluate(() => {
      window.__sent = {};
      const note = (event) => {
        if (event.key === "Enter") window.__sent[event.target.value] = performance.timeOrigin + performance.now();
      };
      document.addEventListener("keydown", note, true);
    });
    const count = 200;
    for (let n = 0; n < count; n += 1) {
      await agent.send(`message ${n}`);
      await until("it is seen", () => visitor.page.evaluate((text) => text in window.__seen, `message ${n}`));
    }
    const [sent, seen] = [await agent.page.evaluate(() => window.__sent), await visitor.page.evaluate(() => window.__seen)];
    const times = sorted(Object.keys(seen).filter((text) => sent[text]).map((text) => seen[text] - sent[text]));
    figure(`agent's Enter to visible, median of ${times.length}`, at(times, 0.5), "ms", "≤ 50");
    figure(`agent's Enter to visible, p99 of ${times.length}`, at(times, 0.99), "ms", "≤ 250");
    const polls = await visitor.page.evaluate(() => window.__polls);
    const gaps = sorted(polls.slice(1).map((poll, n) => poll.startTime - polls[n].responseEnd).filter((gap) => gap >= 0));
    figure("gap between two polls, median", at(gaps, 0.5), "ms", "≤ 20");
    const overlaps = polls.slice(1).filter((poll, n) => poll.startTime < polls[n].responseEnd - 1).length;
    figure("polls at the same time", overlaps, "", "0");
  });
}

/** A chat with this many messages, written over the API, then read by a reload. */
async function history(count) {
  await withStage(`history of ${count}`, async (stage) => {
    const { visitor, session } = await watched(stage);
    const { agent } = await stage.meet(visitor);
    await fill(visitor.page, count);
    // What a reload of an empty chat costs is measured on a page of its own.
    const before = await emptyChat();
    const start = performance.now();
    await visitor.page.reload();
    await until("the last message is there", async () => (await visitor.talk()).at(-1)?.includes(`message ${count - 1} `), 60);
    const wall = performance.now() - start;
    const after = await costs(visitor.page, session);
    figure(`${count} messages from history, CPU`, after.cpu - before.cpu, "s", count > 1000 ? "≤ 0.3" : "≤ 0.15");
    figure(`${count} messages from history, growth`, (after.bytes - before.bytes) / 1048576, "MiB", count > 1000 ? "≤ 5" : "≤ 12");
    figure(`${count} messages from history, DOM nodes`, after.nodes, "", "bounded");
    figure(`${count} messages, reload to full transcript`, wall, "ms", "≤ 1500");
    await agent.page.close();
    await oneMore(stage, visitor, session, count);
  });
}

/** An agent's message over the API, so that no desk works beside the page that is measured. */
async function say(stage, chatId, text) {
  const answer = await fetch(`${stage.server.origin}/v3.0/agent/action/send_event`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${AGENTS.anna}` },
    body: JSON.stringify({ payload: { chat_id: chatId, event: { type: "message", text, recipients: "all" } } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

const TIMES = 20;
/** Longer than receipts are gathered for. */
const QUIET = 400;

/** What one message costs the visitor's main thread: until it is drawn, and with all that follows from it. */
async function oneMore(stage, visitor, session, count) {
  const { page } = visitor;
  const chatId = await page.evaluate(() => window.Parlor.state.chatId);
  await page.evaluate(() => {
    const rows = document.querySelector("parlor-chat").shadowRoot.querySelector(".rows");
    // Marks when the last row holds these words and is drawn.
    window.__await = (words) => {
      window.__drawn = new Promise((done) => {
        const watcher = new MutationObserver(() => {
          const last = [...rows.children].slice(-4);
          if (!last.some((row) => row.textContent.includes(words))) return;
          watcher.disconnect();
          requestAnimationFrame(() => setTimeout(() => done(performance.mark("bench:drawn"))));
        });
        watcher.observe(rows, { childList: true });
      });
    };
  });
  const quiet = () => new Promise((done) => setTimeout(done, QUIET));
  const kinds = {
    "an agent's message": { prepare: () => {}, act: (text) => say(stage, chatId, text) },
    "an own message": { prepare: (text) => visitor.part("input").fill(text), act: () => page.keyboard.press("Enter") },
  };
  await page.bringToFront();
  for (const [kind, { prepare, act }] of Object.entries(kinds)) {
    const drawn = [];
    const whole = [];
    for (let n = 0; n < TIMES; n += 1) {
      const text = `${kind} ${n}.`;
      await prepare(text);
      await page.evaluate((text) => window.__await(text), text);
      await quiet();
      const trace = await traced(session, async () => {
        await page.evaluate(() => performance.mark("bench:begin"));
        await act(text);
        await page.evaluate(() => window.__drawn.then(() => {}));
        await quiet();
      });
      const begin = trace.markedAt("bench:begin");
      drawn.push(trace.cpu(begin, trace.markedAt("bench:drawn")));
      whole.push(trace.cpu(begin, Infinity));
    }
    figure(`${kind} after ${count}: CPU until it is drawn, median of ${TIMES}`, at(sorted(drawn), 0.5), "ms", "≤ 16");
    figure(`${kind} after ${count}: CPU until it is drawn, p95 of ${TIMES}`, at(sorted(drawn), 0.95), "ms", "≤ 16");
    figure(`${kind} after ${count}: CPU with what follows, median of ${TIMES}`, at(sorted(whole), 0.5), "ms", "");
  }
}

/** What the page's main thread did meanwhile, task by task: to ask for sums from outside would be work of its own. */
async function traced(session, act) {
  const events = [];
  const gather = ({ value }) => events.push(...value);
  session.on("Tracing.dataCollected", gather);
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["disabled-by-default-devtools.timeline", "blink.user_timing"] } });
  await act();
  const complete = new Promise((done) => session.once("Tracing.tracingComplete", done));
  await session.send("Tracing.end");
  await complete;
  session.off("Tracing.dataCollected", gather);
  const mark = (name) => events.find((event) => event.name === name && event.cat === "blink.user_timing");
  const { pid, tid } = mark("bench:begin");
  const tasks = events.filter((event) => event.pid === pid && event.tid === tid && event.name === "RunTask" && event.ph === "X");
  return {
    markedAt: (name) => mark(name).ts,
    /** Milliseconds of the processor in the tasks that began between two moments. */
    cpu: (from, to) => tasks.filter(({ ts }) => ts > from && ts < to).reduce((sum, { tdur }) => sum + (tdur ?? 0), 0) / 1000,
  };
}

async function emptyChat() {
  let cost;
  await withStage("an empty chat", async (stage) => {
    const { visitor, session } = await watched(stage);
    await stage.meet(visitor);
    await visitor.send("message 0 with a few words more");
    await visitor.state("message 0 with a few words more", "sent", "delivered", "read");
    await visitor.page.reload();
    await until("the transcript is back", async () => (await visitor.talk()).length === 1);
    cost = await costs(visitor.page, session);
  });
  return cost;
}

async function reloads() {
  await withStage("reloads", async (stage) => {
    const { visitor } = await watched(stage);
    const { agent } = await stage.meet(visitor);
    for (let n = 0; n < 10; n += 1) {
      await visitor.send(`from the visitor ${n}`);
      await agent.send(`from the agent ${n}`);
      await visitor.hears(`from the agent ${n}`);
    }
    const whole = (await visitor.talk()).length;
    const times = [];
    for (let run = 0; run < 20; run += 1) {
      const start = performance.now();
      await visitor.page.reload();
      await until("the transcript is back", async () => (await visitor.talk().catch(() => [])).length === whole);
      times.push(performance.now() - start);
    }
    figure("reload to full transcript, p95 of 20", at(sorted(times), 0.95), "ms", "≤ 1500");
  });
}

/** As many fields as a form may have in earnest, of every kind. */
function longForm() {
  const kinds = ["text", "email", "phone", "date", "multiline_text", "selection_list", "radio_buttons"];
  const fields = Array.from({ length: 50 }, (_, at) => ({
    formFieldType: kinds[at % kinds.length],
    name: `field-${at}`,
    label: `Field ${at}`,
    options: ["One", "Two", "Three"],
  }));
  return { definition: { chatInitiations: [{ urls: [], contactTab: { enabled: true } }], forms: [{ name: "Long", title: "Long", fields }] } };
}

async function forms() {
  const times = [];
  for (let run = 0; run < 5; run += 1) {
    await withStage("forms", async (stage) => {
      const { visitor, session } = await watched(stage);
      const { agent } = await stage.meet(visitor);
      const before = (await costs(visitor.page, session)).cpu;
      await agent.ask("Long");
      await until("all fields are drawn", async () => (await visitor.page.locator('parlor-chat [part~="form"] [part~="field"]').count()) === 50);
      times.push(((await costs(visitor.page, session)).cpu - before) * 1000);
    }, { widget: longForm() });
  }
  figure("form of 50 fields: CPU until it is drawn, median of 5", at(sorted(times), 0.5), "ms", "≤ 50");
}

async function upload() {
  await withStage("upload", async (stage) => {
    const { visitor, session } = await watched(stage);
    const { agent } = await stage.meet(visitor);
    const before = (await costs(visitor.page, session)).bytes;
    let most = 0;
    const buffer = Buffer.alloc(25 * 1024 * 1024, "x");
    await visitor.page.locator('parlor-chat input[type="file"]').setInputFiles([{ name: "large.txt", mimeType: "text/plain", buffer }]);
    await until("it has arrived", async () => {
      most = Math.max(most, (await costs(visitor.page, session)).bytes - before);
      return (await agent.page.locator('[data-part="file-link"]').count()) === 1;
    }, 60);
    figure("upload of 25 MB: growth of the page while it lasts", most / 1024 / 1024, "MiB", "≤ 8");
  });
}

const parts = {
  beforeOpening,
  latency,
  history: async () => {
    await history(1000);
    await history(10000);
  },
  reloads,
  forms,
  upload,
  speed: () => speed({ figure, sorted, at, peers: Boolean(process.env.PARLOR_PEERS) }),
  calls: () => calls({ figure, sorted, at, withStage, costs }),
};
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length) {
  console.error(`there is no ${unknown.join(", ")} to measure; there are ${Object.keys(parts).join(", ")}`);
  process.exit(2);
}
await launch();
try {
  for (const [name, measure] of Object.entries(parts)) if (!wanted.length || wanted.includes(name)) await measure();
} finally {
  await close();
}
// The figures above are JSON lines for programs; this is for people.
new console.Console(process.stderr).table(rows);
