// Where the keyboard is when the window opens, covers the page, or loses what had the focus.
import assert from "node:assert/strict";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The part of the window that has the focus; an empty one where it is anywhere else. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement?.shadowRoot?.activeElement;
    return element?.closest('[part~="window"]') ? element.getAttribute("part") || element.className || element.localName : "";
  });

/** As pages do: a search that has the focus at once, and a button of the page's own. */
const dress = (page) =>
  page.addInitScript(() =>
    addEventListener("DOMContentLoaded", () => {
      const search = document.createElement("input");
      search.id = "own-search";
      search.ariaLabel = "Search";
      const help = document.createElement("button");
      help.id = "own-help";
      help.textContent = "Help";
      help.onclick = () => window.Parlor.open();
      document.body.prepend(search, help);
      search.focus();
    }),
  );

/** Presses it so often, and says what had the focus in turn. */
async function walk(page, key, times) {
  const seen = [];
  for (let at = 0; at < times; at += 1) {
    await page.keyboard.press(key);
    seen.push(await focused(page));
  }
  return seen;
}

export default [
  {
    name: "focus: who types in the page goes on there when the window opens by itself, and the page's own button leads into it",
    settings: { agents },
    async play(stage) {
      const visitor = await stage.visitor();
      const { page } = visitor;
      await dress(page);
      await visitor.goto(stage.page);
      const search = page.locator("#own-search");
      await page.mouse.click(5, 300);
      await search.click();
      await page.keyboard.type("bik");
      await page.evaluate(() => window.Parlor.open());
      await visitor.part("window").waitFor();
      await drawn(page);
      await page.keyboard.type("e");
      assert.equal(await search.inputValue(), "bike");
      // Open before, it opens by itself on the next page.
      await page.reload();
      await visitor.part("window").waitFor();
      await drawn(page);
      await page.keyboard.type("tent");
      assert.equal(await search.inputValue(), "tent");
      await visitor.part("minimize").click();
      await visitor.part("window").waitFor({ state: "hidden" });
      await page.locator("#own-help").click();
      await until("the focus is in the window", async () => (await focused(page)) !== "");
    },
  },
  {
    name: "focus: where the window fills the screen Tab goes round in it, and Escape leads out",
    settings: { agents },
    async play(stage) {
      const visitor = await stage.visitor({ viewport: { width: 400, height: 700 } });
      const { page } = visitor;
      await dress(page);
      await stage.queued(visitor);
      const modal = () => visitor.part("window").evaluate((window) => `${window.role} ${window.getAttribute("aria-modal")}`);
      assert.equal(await modal(), "dialog true");
      await visitor.part("input").click();
      for (const key of ["Tab", "Shift+Tab"]) {
        const seen = await walk(page, key, 30);
        assert.ok(seen.every(Boolean), `${key}: ${seen.join(" > ")}`);
        for (const part of ["menu", "log", "input", "send"]) assert.ok(seen.includes(part), `${key} misses ${part}: ${seen.join(" > ")}`);
      }
      await page.keyboard.press("Escape");
      await visitor.part("window").waitFor({ state: "hidden" });
      await visitor.open();
      await page.setViewportSize({ width: 1280, height: 800 });
      await until("it is not modal any more", async () => (await modal()) === "region null" || modal());
    },
  },
  {
    name: "focus: a button that goes hands it to the composer, by finger to the transcript",
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      for (const touch of [false, true]) {
        const visitor = await stage.visitor(touch ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } : {});
        const { page } = visitor;
        await stage.queued(visitor);
        await page.context().setOffline(true);
        await visitor.part("retry").waitFor();
        await visitor.part("retry").focus();
        await page.context().setOffline(false);
        await visitor.part("retry").waitFor({ state: "detached" });
        const expected = touch ? "log" : "input";
        await until(`the ${expected} has the focus`, async () => (await focused(page)) === expected || focused(page));
      }
    },
  },
];
