// Calls between a visitor's page and an agent's: what goes through one, as the browsers count it, and the devices that are in use.
import { until } from "./wait.mjs";
import { Widget } from "./widget.mjs";

export const DEVICES = { permissions: ["microphone", "camera"] };

/** Runs in a page before its own scripts: keeps its connections and what is captured in it, for `media` and `captured`. */
export function watch() {
  window.__peers = [];
  window.__tracks = [];
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...given) {
      super(...given);
      window.__peers.push(this);
      window.__configuration = given[0];
    }
  };
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.__tracks.push(...stream.getTracks());
    return stream;
  };
}

export const watchCalls = (page) => page.addInitScript(watch);

/** What the page's open connection has received so far. */
export async function media(page) {
  return page.evaluate(async () => {
    const peer = window.__peers?.findLast((peer) => peer.connectionState === "connected");
    const got = { audio: 0, video: 0, relayed: false };
    for (const entry of peer ? (await peer.getStats()).values() : []) {
      if (entry.type === "inbound-rtp" && entry.kind === "audio") got.audio += entry.packetsReceived;
      if (entry.type === "inbound-rtp" && entry.kind === "video") got.video += entry.framesDecoded ?? 0;
      if (entry.type === "local-candidate" && entry.candidateType === "relay") got.relayed = true;
    }
    return got;
  });
}

/** Waits until more comes through: sound, and pictures where they are wanted. */
export async function hears(page, { video = false } = {}) {
  const before = await media(page);
  await until(video ? "sound and pictures come" : "sound comes", async () => {
    const now = await media(page);
    return (now.audio > before.audio + 5 && (!video || now.video > before.video + 5)) || now;
  });
}

/** Devices that are in use in the page, by kind. */
export const captured = (page) =>
  page.evaluate(() => window.__tracks.filter((track) => track.readyState === "live").map((track) => track.kind).sort());

/** Connections that are not closed. */
export const connections = (page) =>
  page.evaluate(() => window.__peers.filter((peer) => peer.connectionState !== "closed").length);

/** Visitor and agent in one chat, both with devices that may be used. `prepare(page)` gets the visitor's page first. */
export async function meet(stage, prepare = async () => {}) {
  const [agentPage, visitorPage] = [await stage.context("agent", DEVICES), await stage.context("visitor", DEVICES)];
  await watchCalls(agentPage);
  await watchCalls(visitorPage);
  await prepare(visitorPage);
  return stage.meet(new Widget(visitorPage), agentPage);
}

/** Waits until the panel of this side, a widget's or a desk's, is in this state. */
export const state = (of, word) =>
  until(`the call is ${word}`, async () => {
    const panel = of.part("call-panel");
    const now = (await panel.count()) ? await panel.getAttribute("data-state") : "none";
    return now === word || `${now}: ${(await panel.count()) ? await panel.innerText() : ""}`;
  });

/** The two in a call that the visitor has begun. */
export async function talk(stage, video = false) {
  const met = await meet(stage);
  await met.visitor.part(video ? "call-video" : "call-audio").click();
  await met.agent.control(video ? "call-accept-video" : "call-accept").click();
  await state(met.visitor, "live");
  return met;
}

/** Nobody has a device, or a connection, any more. */
export async function quiet(...pages) {
  for (const page of pages) {
    await until("devices and connections are let go", async () => {
      const left = [await captured(page), await connections(page)];
      return (left[0].length === 0 && left[1] === 0) || left;
    });
  }
}

/** The customer's page with this attribute on the widget's tag. */
export async function withAttribute(page, url, name, value) {
  await page.route(url, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace("data-api-url", `${name}="${value}" data-api-url`);
    await route.fulfill({ response: answer, body });
  });
}
