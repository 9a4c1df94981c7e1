// What goes through a call, as the browsers count it, and the devices that are in use.
import { until } from "./wait.mjs";

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
