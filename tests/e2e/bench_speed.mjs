// What a visitor feels on a slow phone: a line of 1.6 Mbit/s with 150 ms of way, and a quarter of the processor. The same page
// measures other widgets, where `PARLOR_PEERS` names a folder that npm has put them into.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { fill } from "./lib/fill.mjs";
import { Stage } from "./lib/stage.mjs";
import { until } from "./lib/wait.mjs";
import { Widget } from "./lib/widget.mjs";

const RUNS = 5;
const KINDS = { ".js": "text/javascript", ".wasm": "application/wasm", ".txt": "text/plain" };

/** Runs in the page first: when what is waited for was drawn, and how long the page could not answer. */
function watch() {
  window.__blocked = 0;
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (window.__blocked += Math.max(0, duration - 50)))).observe({ type: "longtask", buffered: true });
  const shadow = (name) => document.querySelector(name)?.shadowRoot;
  const looks = {
    preloaded: () => shadow("parlor-chat")?.querySelector('[part~="contact-tab"]'),
    parlor: () => shadow("parlor-chat")?.querySelector('[part~="contact-tab"]'),
    "deep-chat": () => shadow("deep-chat")?.querySelector("#text-input, #chat-view"),
    typebot: () => shadow("typebot-bubble")?.querySelector("button"),
    webchat: () => document.querySelector('#webchat [class*="send-box"]'),
  };
  const look = () => {
    const found = looks[document.documentElement.dataset.name]?.()?.getBoundingClientRect();
    if (found?.width && found.height) window.__visible = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

const folder = process.env.PARLOR_PEERS;
const PEERS = {
  "deep-chat": {
    files: { "deep-chat.js": "deep-chat/dist/deepChat.bundle.js" },
    html: `<script type="module" src="/files/deep-chat.js"></script><deep-chat></deep-chat>`,
  },
  typebot: {
    files: { "typebot.js": "@typebot.io/js/dist/web.js" },
    html: `<script type="module">import Typebot from "/files/typebot.js"; Typebot.initBubble({ typebot: "none", apiHost: location.origin });</script>`,
  },
  webchat: {
    files: { "webchat.js": "botframework-webchat/dist/webchat.js" },
    html: `<script src="/files/webchat.js"></script><div id="webchat"></div>
      <script>WebChat.renderWebChat({ directLine: WebChat.createDirectLine({ domain: location.origin + "/none", token: "none" }) }, document.querySelector("#webchat"));</script>`,
  },
};

/** One page for each widget and one with none; files as a content network sends them, pressed. */
async function host() {
  const pressed = new Map();
  let center = "";
  const own = () => `<script async src="/parlor/parlor.js" data-api-url="${center}/clientweb/api/v2" data-tenant-url="localhost" data-app-id="demo"></script>`;
  const load = async (path) => {
    if (!pressed.has(path)) {
      const content = await readFile(path);
      pressed.set(path, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 } }));
    }
    return pressed.get(path);
  };
  // As `cargo xtask snippet` has it for a tag with a hash.
  const wasm = (await readFile(join(process.env.PARLOR_DIST, "parlor.js"), "utf8")).match(/parlor-[0-9a-f]{16}\.wasm/)[0];
  const preload = `<link rel="preload" as="fetch" crossorigin href="/parlor/${wasm}">`;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const [, kind, name = ""] = pathname.split("/");
    try {
      if (kind === "page") {
        const html = { parlor: own(), preloaded: `${preload}${own()}`, none: "" }[name] ?? PEERS[name].html;
        response.writeHead(200, { "content-type": "text/html" });
        return response.end(`<!doctype html><html lang="en" data-name="${name}"><head><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,"></head><body><h1>A page</h1>${html}</body></html>`);
      }
      const peer = Object.values(PEERS).find(({ files }) => name in files);
      const path = kind === "parlor" ? join(process.env.PARLOR_DIST, name) : join(folder, "node_modules", peer.files[name]);
      const content = await load(path);
      response.writeHead(200, { "content-type": KINDS[extname(path)], "content-encoding": "br", "cache-control": "max-age=600" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    set center(origin) {
      center = origin;
    },
    close: () => new Promise((done) => server.close(done) && server.closeAllConnections()),
  };
}

async function slow(session) {
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 1.6e6 / 8 });
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
}

export async function speed({ figure, sorted, at, peers }) {
  const site = await host();
  const stage = await Stage.set("bench speed", { expected: [/./], origins: [site.origin] });
  site.center = stage.server.origin;
  let failure;
  try {
    for (const name of ["parlor", "preloaded", ...(peers ? Object.keys(PEERS) : [])]) await beforeIt({ figure, sorted, at, site, stage, name });
    await feel({ figure, sorted, at, site, stage });
  } catch (why) {
    failure = why;
  }
  await stage.strike(failure).finally(() => site.close());
}

/** A fresh page in a context of its own, with what it cost. */
async function visit(stage, url, slowly, then = async () => {}) {
  const page = await stage.context("bench");
  await page.addInitScript(watch);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  if (slowly) await slow(session);
  await page.goto(url);
  const seen = await then(page, session);
  // Some never stop to ask.
  await page.waitForLoadState("networkidle", { timeout: 5_000 }).catch(() => {});
  const { metrics } = await session.send("Performance.getMetrics");
  const cpu = metrics.find(({ name }) => name === "TaskDuration").value;
  const { visible, blocked } = await page.evaluate(() => ({ visible: window.__visible, blocked: window.__blocked }));
  await page.context().close();
  return { cpu, bytes, visible, blocked, seen };
}

async function beforeIt({ figure, sorted, at, site, stage, name }) {
  const url = `${site.origin}/page/${name}`;
  const shown = (page) => until(`${name} is visible`, () => page.evaluate(() => window.__visible > 0), 60);
  const [bare, quick, slowly] = [[], [], []];
  for (let run = 0; run < RUNS; run += 1) {
    bare.push((await visit(stage, `${site.origin}/page/none`, false)).cpu);
    quick.push(await visit(stage, url, false, shown));
    slowly.push(await visit(stage, url, true, shown));
  }
  const middle = (all) => at(sorted(all), 0.5);
  const ours = name === "parlor" || name === "preloaded";
  figure(`${name}: bytes until it is idle`, middle(quick.map(({ bytes }) => bytes)) / 1024, "KiB", ours ? "≤ 40" : "");
  figure(`${name}: main-thread CPU before opening`, middle(quick.map(({ cpu }) => cpu)) - middle(bare), "s", ours ? "≤ 0.04" : "");
  figure(`${name}: blocking, worst`, Math.max(...quick.map(({ blocked }) => blocked)), "ms", ours ? "0" : "");
  figure(`${name}: blocking at a quarter of the processor, worst`, Math.max(...slowly.map(({ blocked }) => blocked)), "ms", ours ? "0" : "");
  figure(`${name}: visible, slow line and processor`, middle(slowly.map(({ visible }) => visible)), "ms", ours ? "≤ 900" : "");
}

/** Opening, typing, and a long conversation. */
async function feel({ figure, sorted, at, site, stage }) {
  const url = `${site.origin}/page/parlor`;
  for (const [slowly, word, goal] of [[false, "", "≤ 30"], [true, ", slow line and processor", "≤ 100"]]) {
    const times = [];
    for (let run = 0; run < RUNS; run += 1) {
      const { seen } = await visit(stage, url, slowly, async (page) => {
        const visitor = new Widget(page);
        await visitor.part("contact-tab").waitFor();
        // As a hand comes near: the chat's part is there when it presses.
        await visitor.part("contact-tab").hover();
        await page.waitForLoadState("networkidle");
        await page.evaluate(() => {
          const root = document.querySelector("parlor-chat").shadowRoot;
          addEventListener("click", ({ timeStamp }) => {
            const look = () => {
              if (root.querySelector('[part~="window"][data-open]')) window.__opened = performance.now() - timeStamp;
              else requestAnimationFrame(look);
            };
            look();
          }, { capture: true, once: true });
        });
        await visitor.part("contact-tab").click();
        await until("the window is open", () => page.evaluate(() => window.__opened > 0), 30);
        return page.evaluate(() => window.__opened);
      });
      times.push(seen);
    }
    figure(`opening, press to window${word}`, at(sorted(times), 0.5), "ms", goal);
  }
  await visit(stage, url, false, async (page, session) => {
    const visitor = new Widget(page);
    await visitor.open();
    await visitor.submitForm({ first_name: "Vera" });
    await visitor.part("input").waitFor();
    await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.evaluate(() => {
      window.__keys = [];
      addEventListener("keydown", ({ timeStamp }) => requestAnimationFrame(() => setTimeout(() => window.__keys.push(performance.now() - timeStamp))), true);
    });
    await visitor.part("input").pressSequentially("Typing on a slow phone is no fun at all", { delay: 60 });
    await until("all keys are drawn", () => page.evaluate(() => window.__keys.length >= 39));
    figure("key to what is drawn at a quarter of the processor, p95", at(sorted(await page.evaluate(() => window.__keys)), 0.95), "ms", "≤ 50");
    await page.evaluate(() => {
      const root = document.querySelector("parlor-chat").shadowRoot;
      window.__echo = [];
      addEventListener("keydown", ({ key, timeStamp }) => {
        if (key !== "Enter") return;
        const before = root.querySelectorAll('[data-sender="visitor"]').length;
        const look = () => {
          if (root.querySelectorAll('[data-sender="visitor"]').length > before) window.__echo.push(performance.now() - timeStamp);
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }, true);
    });
    for (let n = 0; n < 20; n += 1) {
      await visitor.part("input").fill(`message ${n}`);
      await visitor.part("input").press("Enter");
      await until("it is echoed", () => page.evaluate((n) => window.__echo.length > n, n));
    }
    figure("Enter to one's own message at a quarter of the processor, p95", at(sorted(await page.evaluate(() => window.__echo)), 0.95), "ms", "≤ 50");
    await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  });
  await scroll({ figure, stage });
}

/** The transcript of 10,000 messages under a wheel that turns for five seconds. */
async function scroll({ figure, stage }) {
  const visitor = await stage.begun();
  const { page } = visitor;
  await visitor.phase("queued");
  await fill(page, 10_000);
  await page.reload();
  await until("the last message is there", async () => (await visitor.talk()).at(-1)?.includes("message 9999 "), 60);
  const box = await visitor.part("log").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => {
    window.__frames = [];
    const frame = (now) => {
      window.__frames.push(now);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const turn = Date.now();
  while (Date.now() - turn < 5_000) await page.mouse.wheel(0, -400);
  const frames = await page.evaluate(() => window.__frames);
  const rate = ((frames.length - 1) * 1000) / (frames.at(-1) - frames[0]);
  const { first } = await page.evaluate(() => ({ first: document.querySelector("parlor-chat").shadowRoot.querySelector('[part~="message-text"]').textContent }));
  assert.notEqual(first, "message 9999 with a few words more", "nothing was scrolled");
  figure("scrolling 10,000 messages, frames a second", rate, "", "≥ 50");
}
