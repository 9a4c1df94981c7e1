// The languages: which one a page gets, that only that one travels, and that it can be another one from now on.
import assert from "node:assert/strict";
import { changed } from "../lib/changed.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const settings = { agents };

/** The customer's page in this language; what was fetched of languages is in `fetched`. */
async function visit(stage, lang, answer) {
  const visitor = await stage.visitor();
  const fetched = [];
  await visitor.page.route(/parlor-[\w-]+\.txt$/, async (route) => {
    fetched.push(new URL(route.request().url()).pathname.match(/parlor-(.+)-[0-9a-f]+\.txt/)[1]);
    await (answer ? answer(route, fetched.length) : route.continue());
  });
  await changed(visitor.page, stage.page, (body) => ({ body: body.replace(/<html lang="[^"]*"/, `<html lang="${lang}"`) }));
  await visitor.goto(stage.page);
  return { visitor, fetched };
}

const label = (visitor, part) => visitor.part(part).getAttribute("aria-label");

/** How the widget's own element is marked, in both parts. */
const marked = (visitor) =>
  visitor.page.evaluate(() => [...document.querySelector("parlor-chat").shadowRoot.querySelectorAll(".parlor")].map(({ lang, dir }) => `${lang} ${dir}`));

export default [
  {
    name: "languages: the page's is spoken, and no other one is had",
    settings,
    async play(stage) {
      const { visitor, fetched } = await visit(stage, "de-AT");
      await visitor.open();
      await visitor.part("form").waitFor();
      assert.equal(await label(visitor, "minimize"), "Chat minimieren");
      assert.deepEqual(await marked(visitor), ["de-AT ltr", "de-AT ltr"]);
      assert.deepEqual(fetched, ["de"]);
    },
  },
  {
    name: "languages: English and those that there are no texts for need no file",
    settings,
    async play(stage) {
      for (const [lang, tag] of [["en-US", "en-US"], ["tlh", "en"]]) {
        const { visitor, fetched } = await visit(stage, lang);
        await visitor.open();
        assert.equal(await label(visitor, "minimize"), "Minimize chat");
        assert.deepEqual(await marked(visitor), [`${tag} ltr`, `${tag} ltr`]);
        assert.deepEqual(fetched, []);
      }
    },
  },
  {
    name: "languages: another one from now on, with everything that was there",
    settings,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.send("Hello");
      await agent.hears("Hello");
      await visitor.part("input").fill("half a sent");
      await visitor.part("input").focus();
      await visitor.page.evaluate(() => window.Parlor.setLocale("ar"));
      await until("Arabic is spoken", async () => (await marked(visitor)).every((mark) => mark === "ar rtl") || (await marked(visitor)));
      assert.match(await label(visitor, "minimize"), /[\u0600-\u06ff]/);
      assert.equal(await visitor.part("input").inputValue(), "half a sent");
      assert.equal(await visitor.page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement?.part.value), "input");
      await visitor.part("input").press("End");
      await visitor.part("input").pressSequentially("ence");
      await visitor.part("input").press("Enter");
      await agent.hears("half a sentence");
      await visitor.page.evaluate(() => window.Parlor.setLocale("pl"));
      await until("Polish is spoken", async () => (await marked(visitor)).every((mark) => mark === "pl ltr") || (await marked(visitor)));
      await visitor.page.reload();
      await visitor.part("input").waitFor();
      assert.deepEqual(await marked(visitor), ["en ltr", "en ltr"], "the page says again what it wants");
    },
  },
  {
    name: "languages: one that can't be had is English, and asked for again when the tab is approached",
    settings,
    expected: [/Failed to load resource/],
    async play(stage) {
      const { visitor, fetched } = await visit(stage, "fr", (route, nth) => (nth === 1 ? route.fulfill({ status: 503 }) : route.continue()));
      assert.deepEqual(await marked(visitor), ["en ltr"]);
      await visitor.open();
      await until("French is spoken", async () => (await marked(visitor)).every((mark) => mark === "fr ltr") || (await marked(visitor)));
      assert.deepEqual(fetched, ["fr", "fr"]);
    },
  },
  {
    name: "languages: a file of another release is none",
    settings,
    async play(stage) {
      const { visitor } = await visit(stage, "it", (route) => route.fulfill({ status: 200, contentType: "text/plain", body: "uno\ndue\n" }));
      await visitor.open();
      assert.equal(await label(visitor, "minimize"), "Minimize chat");
      assert.ok((await marked(visitor)).every((mark) => mark === "en ltr"));
    },
  },
];
