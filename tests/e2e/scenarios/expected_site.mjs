// What site owners expect of any chat widget and the other scenarios don't look at. The number behind a name is
// that of the list in docs/expectations.md.
import assert from "node:assert/strict";
import { hears, meet, state, talk } from "../lib/call.mjs";
import { changed } from "../lib/changed.mjs";
import { agents } from "../lib/server.mjs";
import { chromium } from "../lib/tools.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

const settings = { agents };

const input = (visitor) => visitor.part("input");
const box = (locator) => locator.evaluate((element) => element.getBoundingClientRect().toJSON());
const style = (locator, name) => locator.evaluate((element, name) => getComputedStyle(element)[name], name);

/** The customer's page, whose tag `put(body, tag)` puts elsewhere. */
const moved = (put) => (body) => {
  const [tag] = body.match(/<script[^>]*parlor\.js[^>]*><\/script>/s);
  return { body: put(body.replace(tag, ""), tag) };
};

export default [
  {
    name: "expected: the tag works in head and body, async, deferred and neither (E40)",
    settings,
    async play(stage) {
      const visitor = await stage.visitor();
      const [asynchronous, deferred, plain] = [(tag) => tag, (tag) => tag.replace(/\sasync/, " defer"), (tag) => tag.replace(/\sasync/, "")];
      const before = (place, kind) => (body, tag) => body.replace(place, () => `${kind(tag)}${place}`);
      for (const change of [
        before("</head>", deferred), before("</head>", plain), before("<main>", asynchronous), before("<main>", plain), before("</body>", asynchronous),
      ]) {
        await changed(visitor.page, stage.page, moved(change));
        await visitor.goto(stage.page);
        assert.equal(await visitor.page.locator("parlor-chat").count(), 1);
      }
      await visitor.open();
    },
  },
  {
    name: "expected: calls from before the script come in their order, and later ones answer (E41 E42)",
    settings,
    async play(stage) {
      const visitor = await stage.visitor();
      const { page } = visitor;
      await page.addInitScript(() => {
        window.heard = [];
        window.Parlor = window.Parlor || [];
        for (const name of ["ready", "open", "chat-started", "close"]) window.Parlor.push(["on", name, () => window.heard.push(name)]);
        window.Parlor.push(["sendMessage", "one"], ["sendMessage", "two"], ["sendMessage", "three"], ["open"]);
      });
      await page.goto(stage.page);
      await visitor.part("window").waitFor();
      await visitor.state("three", "sent", "delivered", "read");
      assert.deepEqual(await visitor.talk(), ["visitor: one", "visitor: two", "visitor: three"]);
      const promises = await page.evaluate(async () => {
        for (const name of ["message", "close", "open"]) {
          document.querySelector("parlor-chat").addEventListener(`parlor:${name}`, ({ detail }) => window.heard.push(`parlor:${name} ${detail?.text ?? ""}`.trim()));
        }
        const calls = [window.Parlor.sendMessage("four"), window.Parlor.close(), window.Parlor.ready];
        await Promise.all(calls);
        window.Parlor.push(["open"]);
        return calls.every((call) => call instanceof Promise);
      });
      assert.ok(promises);
      await visitor.part("window").waitFor();
      const expected = ["ready", "open", "chat-started", "close", "open", "parlor:message four", "parlor:close", "parlor:open"];
      await until("all is told", async () => {
        const heard = await page.evaluate(() => window.heard);
        return (heard.length === expected.length && expected.every((one) => heard.includes(one))) || heard;
      });
    },
  },
  {
    name: "expected: page and widget leave each other's looks alone, there is one global, and the widget is above (E37 E43)",
    settings,
    async play(stage) {
      const visitor = await stage.visitor();
      const { page } = visitor;
      const names = ["div", "p", "h1", "h2", "a", "button", "input", "select", "textarea", "ul", "ol", "li", "table", "td", "form", "label", "img", "section", "dialog", "blockquote"];
      const own = () =>
        page.evaluate((names) => {
          const place = document.querySelector("main");
          for (let at = 0; at < 200; at += 1) {
            const element = document.createElement(names[at % names.length]);
            element.className = ["button", "window", "message", "composer", "form", "header"][at % 6];
            place.append(element);
          }
          const looks = [...document.querySelectorAll("html, body, main, main > *")].map((element) => {
            const style = getComputedStyle(element);
            return [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`);
          });
          return { looks, globals: Reflect.ownKeys(window).map(String) };
        }, names);
      await page.route("**/parlor.js", (route) => route.fulfill({ body: "", contentType: "text/javascript" }));
      await page.goto(stage.page);
      const without = await own();
      await page.unroute("**/parlor.js");
      await visitor.goto(stage.page);
      await visitor.open();
      await visitor.part("form").waitFor();
      await page.mouse.move(5, 5);
      const beside = await own();
      assert.ok(without.looks.length >= 200);
      assert.deepEqual(beside.looks.flatMap((look, at) => look.filter((line, nth) => line !== without.looks[at][nth])), []);
      assert.deepEqual(beside.globals.filter((name) => !without.globals.includes(name)), ["Parlor"]);

      const looks = () =>
        page.evaluate(() => {
          return [...document.querySelector("parlor-chat").shadowRoot.querySelectorAll("*")].map((element) => {
            const style = getComputedStyle(element);
            return [...style].filter((name) => !name.startsWith("--")).map((name) => `${element.className || element.localName} ${name}: ${style.getPropertyValue(name)}`);
          });
        });
      const [before, place] = [await looks(), await box(visitor.part("window"))];
      await page.evaluate(() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync("* { all: unset !important }");
        document.adoptedStyleSheets = [sheet];
      });
      const after = await looks();
      assert.equal(await style(page.locator("h1").first(), "display"), "inline", "the page itself is bare");
      assert.deepEqual(after.flatMap((look, at) => look.filter((line, nth) => line !== before[at][nth])), []);
      assert.deepEqual(await box(visitor.part("window")), place);
      assert.ok(before.length > 50);

      await page.evaluate(() => {
        document.adoptedStyleSheets = [];
        const cover = document.body.appendChild(document.createElement("div"));
        Object.assign(cover.style, { position: "fixed", inset: 0, zIndex: 2_000_000_000 });
      });
      await visitor.part("minimize").click();
      await visitor.part("window").waitFor({ state: "hidden" });
    },
  },
  {
    name: "expected: the browser keeps a page with a chat, and on the way back the chat goes on (E48)",
    settings,
    elsewhere: true,
    async play(stage) {
      const agent = await stage.signedIn();
      // The others' browser keeps none: it is told not to.
      const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium", ignoreDefaultArgs: ["--disable-back-forward-cache"], args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
      });
      try {
        const page = await browser.newPage();
        const visitor = await stage.queued(new Widget(page));
        await agent.accept();
        await visitor.phase("connected");
        await page.evaluate(() => (window.isThisPage = true));
        await page.goto(`${stage.server.origin}/vendor.html`);
        await agent.send("Where are you?");
        await page.evaluate(() => void history.back());
        await until("the page is back", async () => (await page.evaluate(() => window.isThisPage)) === true);
        await visitor.hears("Where are you?");
        await visitor.send("Here again");
        await agent.hears("Here again");
      } finally {
        await browser.close();
      }
    },
  },
  {
    name: "expected: a whole chat says nothing in the console and moves nothing of the page (E51 E52)",
    settings,
    async play(stage) {
      const visitor = await stage.visitor();
      const said = [];
      visitor.page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
      await visitor.page.addInitScript(() => {
        window.shifts = [];
        // What is in a shadow root has no name here.
        const told = ({ value, sources }) => ({ value, own: sources.flatMap(({ node }) => (node ? [node.nodeName] : [])) });
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(told))).observe({ type: "layout-shift", buffered: true });
      });
      await visitor.goto(stage.page);
      await visitor.page.waitForLoadState("networkidle");
      assert.deepEqual(await visitor.page.evaluate(() => window.shifts), []);
      const { agent } = await stage.meet(visitor);
      await visitor.send("Hello");
      await agent.hears("Hello");
      await agent.send("Hello Vera");
      await visitor.hears("Hello Vera");
      await visitor.page.reload();
      await visitor.hears("Hello Vera");
      await visitor.end();
      assert.deepEqual(await visitor.page.evaluate(() => window.shifts.flatMap(({ own }) => own)), []);
      assert.deepEqual(said, []);
    },
  },
];
