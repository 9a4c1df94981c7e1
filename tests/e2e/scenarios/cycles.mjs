// A hundred widgets on one page, one after the other, as an app that comes and goes makes them: none leaves anything.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { counting, left } from "../lib/left.mjs";
import { until } from "../lib/wait.mjs";

/** The npm package's module. */
const MODULE = process.env.PARLOR_MODULE ?? join(process.env.PARLOR_DIST, "npm/package/index.js");

/** Cycles before the first look: caches are filled, code is compiled. */
const FIRST = 20;
const LAST = 100;
/** Every one of these opens the window, for which the chat's part is loaded. */
const OPENED = 10;
/** What may be more after the last cycle than after the first ones, in bytes. */
const GROWTH = 200_000;

async function found(cdp) {
  await cdp.send("HeapProfiler.collectGarbage");
  const { metrics } = await cdp.send("Performance.getMetrics");
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  return { nodes: of("Nodes"), listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize"), documents: of("Documents") };
}

/** All that others could see of a widget. */
const traces = (page) =>
  page.evaluate(async () => {
    const { held, pending } = await navigator.locks.query();
    return {
      globals: Reflect.ownKeys(window).map(String).sort(),
      kept: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
      locks: [...held, ...pending].map(({ name }) => name),
      sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
      databases: (await indexedDB.databases()).length,
      elements: document.querySelectorAll("*").length,
      title: document.title,
    };
  });

/** `window.start()` puts a widget on the page and resolves with its handle. */
async function play(stage) {
  // A browser keeps what was animated until it draws again.
  const page = await stage.context("visitor", { reducedMotion: "reduce" });
  await counting(page);
  const asked = new Set();
  page.on("request", (request) => asked.add(request.url()));
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => asked.delete(request.url()));
  await page.goto(stage.page);
  await until("the page is ready", () => page.evaluate(() => Boolean(window.start)));
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  const cycle = (from, to) =>
    page.evaluate(
      async ({ from, to, opened }) => {
        for (let at = from; at < to; at += 1) {
          const handle = await window.start();
          if (at % opened === 0) await handle.open();
          await handle.destroy({ forget: at + 1 === to });
        }
      },
      { from, to, opened: OPENED },
    );
  const before = await traces(page);
  await cycle(0, FIRST);
  const first = await found(cdp);
  await cycle(FIRST, LAST);
  await until("nothing is asked any more", () => asked.size === 0 || [...asked]);
  await until("nothing is left, and all of it is collected", async () => {
    const last = await found(cdp);
    const rest = await left(page);
    const none = Object.values(rest).every((what) => what === 0 || what.length === 0);
    const same = last.nodes <= first.nodes && last.listeners <= first.listeners && last.documents <= first.documents;
    return (none && same && last.heap - first.heap < GROWTH) || { rest, first, last };
  });
  assert.deepEqual(await traces(page), before);
}

const html = (head, script, type) =>
  `<!doctype html><html lang="en"><head><title>A customer</title><link rel="icon" href="data:,">${head}</head><body><script type="${type}">${script}</script></body></html>`;

const mounting = (center) => `
  import { mount } from "/index.js";
  const options = { apiUrl: "${center}/clientweb/api/v2", tenantUrl: "localhost", appId: "demo", assets: "${center}/parlor" };
  window.start = () => mount(options);`;

const TAGGING = `
  window.start = async () => {
    const tag = document.importNode(document.querySelector("template").content, true).firstElementChild;
    const loaded = new Promise((done) => (tag.onload = done));
    document.head.append(tag);
    await loaded;
    tag.remove();
    await Parlor.ready;
    return Parlor;
  };`;

export default [
  {
    name: "cycles: a hundred mounts leave nothing",
    elsewhere: {
      pages: (path, _, center) =>
        path === "/" ? { html: html("", mounting(center), "module") } : { html: readFileSync(MODULE), headers: { "content-type": "text/javascript" } },
    },
    play,
  },
  {
    name: "cycles: a hundred script tags leave nothing",
    elsewhere: { pages: (_, tag) => ({ html: html(`<template>${tag}</template>`, TAGGING, "text/javascript") }) },
    play,
  },
];
