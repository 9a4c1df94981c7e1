// axe-core over a page in a named state. It sees into open shadow roots. Read as text and run by the debugger,
// so that the page's own policy is left as it is.
import assert from "node:assert/strict";
import { axeSource } from "./tools.mjs";
import { until } from "./wait.mjs";

/** What axe can't decide and people have looked at. */
const REVIEWED = [
  // The unread badge's number, one digit long.
  /color-contrast at parlor-chat \.unread .*too short/s,
  // The desk's question stands above the page, on a surface of its own that axe does not find.
  /color-contrast at .*overlapped by another element/s,
  // The demo page's own link in forced colours, which the browser draws in the system's colours.
  /color-contrast at \.button.*1:1 contrast/s,
  // The playground's page with the widget, which scenarios of its own look at.
  /^frame-tested at #preview/,
  // Live pictures of who is in a call, without sound of their own: captions are for what was recorded (WCAG 1.2.2).
  /^video-caption at .*\.call-(remote|local)/,
];

const NARROW = { width: 320, height: 640 };

export async function axe(page, state) {
  const found = await page.evaluate(
    async ({ source }) => {
      if (!window.axe) (0, eval)(source);
      const { violations, incomplete } = await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { "target-size": { enabled: true } },
        iframes: false,
      });
      const short = (list) =>
        list.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(" ")}: ${failureSummary}`));
      return { violations: short(violations), incomplete: short(incomplete) };
    },
    { source: axeSource },
  );
  const open = found.incomplete.filter((line) => !REVIEWED.some((reason) => reason.test(line)));
  const wrong = [...found.violations, ...open];
  if (wrong.length) throw new Error(`axe, ${state}:\n    ${wrong.join("\n    ")}`);
}

/** Texts of the widget that have no room: cut off, or wider than what they stand in. People's own words may be cut. */
const cramped = (page) =>
  page.evaluate(() => {
    const OWN = ".visually-hidden, .bubble, .title, .file-name, bdi";
    const root = document.querySelector("parlor-chat").shadowRoot;
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      const says = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
      if (!says || element.closest(OWN) || !element.checkVisibility()) continue;
      const { left, right, width, height } = element.getBoundingClientRect();
      // The count of unread messages stands on its button's corner.
      const box = element.closest("button:not(:has(.unread))")?.getBoundingClientRect();
      const wide = (element.clientWidth && element.scrollWidth > element.clientWidth + 1) || (box && (left < box.left - 1 || right > box.right + 1));
      const high = getComputedStyle(element).overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1;
      if (width && height && (wide || high)) found.push(`${element.className || element.localName} "${element.textContent}"`);
    }
    return found;
  });

/** Languages that nobody speaks: one is longer than English, one runs from right to left. */
async function translate(page, state) {
  const speak = async (tag) => {
    await page.evaluate((tag) => window.Parlor.setLocale(tag), tag);
    await until(`${tag} is spoken`, () =>
      page.evaluate((tag) => [...document.querySelector("parlor-chat").shadowRoot.querySelectorAll(".parlor")].every(({ lang }) => lang === tag), tag),
    );
  };
  for (const [tag, direction] of [["en-XA", "ltr"], ["ar-XB", "rtl"]]) {
    await speak(tag);
    const turned = await page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.querySelector(".parlor").dir);
    assert.equal(turned, direction);
    const found = await cramped(page);
    assert.deepEqual(found, [], `${state}, ${tag}: without room`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${state}, ${tag}: the page scrolls sideways by ${wide} px`);
  }
  await speak("en");
}

/** The page in every dress, and as it was. */
export async function inspect(page, state) {
  const size = page.viewportSize();
  const look = async (dress, media, viewport = size) => {
    await page.emulateMedia({ colorScheme: "light", forcedColors: "none", reducedMotion: "reduce", ...media });
    await page.setViewportSize(viewport);
    // Colours on their way from one to the other are neither.
    await until("nothing moves", () =>
      page.evaluate(() => {
        const roots = [document, ...[...document.querySelectorAll("parlor-chat")].map((host) => host.shadowRoot)];
        const moving = roots.flatMap((root) => root.getAnimations()).filter(({ effect, playState }) => playState === "running" && effect.getComputedTiming().endTime !== Infinity);
        return moving.length === 0 || moving.length;
      }),
    );
    await axe(page, `${state}, ${dress}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${state}, ${dress}: the page scrolls sideways by ${wide} px`);
  };
  await look("light", {});
  await look("dark", { colorScheme: "dark" });
  await look("forced colours", { forcedColors: "active" });
  await look("320 px", {}, NARROW);
  // A plain tab speaks English.
  if (await page.evaluate(() => Boolean(document.querySelector("parlor-chat")?.shadowRoot.querySelector(".parlor[lang]")))) {
    await translate(page, `${state}, 320 px`);
  }
  await look("light", {});
}
