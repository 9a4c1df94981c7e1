// The documentation as the demo's server has it: its pages, and the playground.
import assert from "node:assert/strict";
import { axe } from "../lib/axe.mjs";
import { until } from "../lib/wait.mjs";

export default [
  {
    name: "docs: each page is found by the menu, reads without faults and fits a phone",
    async play(stage) {
      const page = await stage.context("reader");
      await page.goto(`${stage.server.origin}/docs/`);
      const addresses = await page.locator("nav a").evaluateAll((all) => all.map(({ href }) => href));
      assert.ok(addresses.length >= 12, addresses.join("\n"));
      for (const address of addresses) {
        const answer = await page.goto(address);
        assert.equal(answer.status(), 200, address);
        assert.ok(await page.locator("main h1").first().isVisible(), address);
        for (const width of [1280, 320]) {
          await page.setViewportSize({ width, height: 800 });
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok(wide <= 0, `${address} at ${width} px scrolls sideways by ${wide} px`);
        }
      }
      await page.goto(addresses[1]);
      await axe(page, "a page of the documentation");
    },
  },
  {
    name: "docs: in the playground the widget is as it was chosen, and the tag says how",
    async play(stage) {
      const page = await stage.context("reader");
      await page.goto(`${stage.server.origin}/docs/playground.html`);
      const preview = page.frameLocator("#preview");
      await preview.locator('parlor-chat [part~="window"]').waitFor();
      await page.getByLabel("Theme").selectOption("dark");
      await page.getByLabel("Location").selectOption("top_left");
      await page.getByLabel("Language").selectOption("de");
      await page.getByLabel("Corners of the window").fill("3px");
      await page.getByLabel("Title").fill("Ask & us");
      await page.getByLabel("Title").blur();
      const window = preview.locator('parlor-chat [part~="window"][data-location="top_left"]');
      await window.waitFor();
      await until("title, language, theme and corners", async () => {
        const seen = await window.evaluate((element) => {
          const root = element.getRootNode();
          return [root.querySelector('[part~="title"]').textContent, root.querySelector(".parlor").lang, root.host.dataset.theme, getComputedStyle(element).borderTopLeftRadius].join(", ");
        });
        return seen === "Ask & us, de, dark, 3px" || seen;
      });
      const [tag, style, configuration] = await Promise.all(["tag", "style", "configuration"].map((name) => page.locator(`#said-${name}`).textContent()));
      assert.match(tag, /data-theme="dark"\n\s+data-locale="de"/);
      assert.match(style, /parlor-chat \{\n {2}--parlor-radius-window: 3px;\n\}/);
      assert.equal(JSON.parse(configuration).definition.chatWidgetStyling.title, "Ask & us");
      await page.getByRole("button", { name: "As it was" }).click();
      await preview.locator('parlor-chat [part~="window"][data-location="bottom_right"]').waitFor();
      await axe(page, "the playground");
    },
  },
];
