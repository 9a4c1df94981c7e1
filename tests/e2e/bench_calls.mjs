// Calls in the bench: until the agent is seen, by way of a TURN server and after a cut, and a hundred in a row.
import { meet, withAttribute } from "./lib/call.mjs";
import { Coturn } from "./lib/coturn.mjs";
import { agents } from "./lib/server.mjs";
import { until } from "./lib/wait.mjs";

/** Visitor and agent in a chat; the agent takes each call as soon as it rings, with a camera. */
async function ready(stage, relay) {
  const met = await meet(stage, (page) => relay && withAttribute(page, stage.page, "data-ice-policy", "relay"));
  const { page } = met.visitor;
  await met.agent.page.evaluate(() => {
    new MutationObserver(() => document.querySelector('[part="call-accept-video"]')?.click()).observe(document.body, { childList: true, subtree: true });
  });
  await page.evaluate(() => {
    const root = document.querySelector("parlor-chat").shadowRoot;
    const part = (name) => root.querySelector(`[part~="${name}"]`);
    const frame = () =>
      new Promise((done) => {
        const look = () => {
          const video = part("remote-video");
          if (!video) return requestAnimationFrame(look);
          // Drawn or not: a hidden picture has frames, too.
          const connection = window.__peers.at(-1);
          const receiver = connection?.getReceivers().find(({ track }) => track.kind === "video");
          if (!receiver || video.readyState < 2) return setTimeout(look, 5);
          return done(performance.now());
        };
        look();
      });
    window.__call = async () => {
      const begin = performance.now();
      part("call-video").click();
      const late = new Promise((_, fail) => setTimeout(() => fail(new Error(`no picture; the panel says: ${part("call-panel")?.textContent}`)), 40_000));
      return (await Promise.race([frame(), late])) - begin;
    };
    /** Milliseconds until no device is in use any more. */
    window.__hangUp = async () => {
      const begin = performance.now();
      part("hang-up").click();
      while (window.__tracks.some((track) => track.readyState === "live")) await new Promise((next) => setTimeout(next, 5));
      return performance.now() - begin;
    };
    window.__frames = async () => {
      const stats = await window.__peers.at(-1).getStats();
      return [...stats.values()].reduce((sum, entry) => sum + (entry.type === "inbound-rtp" ? (entry.framesDecoded ?? 0) : 0), 0);
    };
  });
  return met;
}

const idle = (visitor) => until("the panel is gone", async () => (await visitor.part("call-panel").count()) === 0);

async function several(visitor, count) {
  const [first, stopped] = [[], []];
  for (let n = 0; n < count; n += 1) {
    first.push(await visitor.page.evaluate(() => window.__call()));
    stopped.push(await visitor.page.evaluate(() => window.__hangUp()));
    await visitor.part("hang-up").click();
    await idle(visitor);
    // Whoever is offered more than twenty connections in ten seconds does not listen: three a call, at people's pace.
    await visitor.page.waitForTimeout(1_200);
  }
  return { first, stopped };
}

/** Takes from the bench what it measures and tells with. */
export async function calls({ figure, sorted, at, withStage, costs }) {
  await withStage("calls", async (stage) => {
    const { visitor } = await ready(stage, false);
    const { first, stopped } = await several(visitor, 20);
    figure("click to the agent's first picture, p95 of 20", at(sorted(first), 0.95), "ms", "≤ 1000");
    figure("hang up to the last device let go, worst of 20", Math.max(...stopped), "ms", "≤ 200");
  });
  const coturn = await Coturn.start();
  try {
    await withStage(
      "calls by a TURN server",
      async (stage) => {
        const { visitor } = await ready(stage, true);
        const { first } = await several(visitor, 20);
        figure("the same by a TURN server alone, p95 of 20", at(sorted(first), 0.95), "ms", "≤ 1300");
        await visitor.page.evaluate(() => window.__call());
        await until("the call is live", async () => (await visitor.part("call-panel").getAttribute("data-state")) === "live");
        coturn.cut(true);
        await visitor.page.waitForTimeout(5_000);
        const before = await visitor.page.evaluate(() => window.__frames());
        const begin = performance.now();
        coturn.cut(false);
        await until("pictures come again", async () => (await visitor.page.evaluate(() => window.__frames())) > before);
        figure("pictures again after 5 s without network", performance.now() - begin, "ms", "≤ 8000");
      },
      { settings: { agents, ice: coturn.settings } },
    );
  } finally {
    await coturn.stop();
  }
  await withStage("a hundred calls", async (stage) => {
    const { visitor } = await ready(stage, false);
    const session = await visitor.page.context().newCDPSession(visitor.page);
    await session.send("Performance.enable");
    await several(visitor, 10);
    const before = await costs(visitor.page, session);
    await several(visitor, 100);
    const after = await costs(visitor.page, session);
    const left = await visitor.page.evaluate(() => ({
      tracks: window.__tracks.filter(({ readyState }) => readyState === "live").length,
      peers: window.__peers.filter(({ connectionState }) => connectionState !== "closed").length,
    }));
    figure("100 calls in a row: growth of the page", (after.bytes - before.bytes) / 1048576, "MiB", "0");
    figure("100 calls in a row: growth of DOM nodes", after.nodes - before.nodes, "", "0");
    figure("100 calls in a row: devices and connections left open", left.tracks + left.peers, "", "0");
  });
}
