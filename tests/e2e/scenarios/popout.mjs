// The chat in a window of its own, and in an element of the page's.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { changed } from "../lib/changed.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";
import { Widget } from "../lib/widget.mjs";

/** The customer's page under a policy that lets no WebAssembly run. */
const refusing = (page, url, change) =>
  changed(page, url, (body, headers) => {
    const policy = headers["content-security-policy"].replace(" 'wasm-unsafe-eval'", "");
    return { headers: { ...headers, "content-security-policy": policy }, body: change(body) };
  });

/** What such a page's console says: our one sentence, and the browser's own. */
const refused = [/^console: Parlor: this page does not let WebAssembly run/, /^console: .*violates the following Content Security Policy/, /^policy: script-src wasm-eval/];

/** The window that opens meanwhile. */
async function opened(page, what) {
  const [other] = await Promise.all([page.waitForEvent("popup"), what()]);
  return new Widget(other);
}

/** A visitor whose page has this before its main part, with the widget in `#place`. */
async function embedded(stage, html) {
  const visitor = await stage.visitor();
  await changed(visitor.page, stage.page, (body) => ({
    body: body.replace('data-app-id="demo"', 'data-app-id="demo" data-target="#place"').replace("<main", `${html}<main`),
  }));
  return visitor;
}

export default [
  {
    name: "popout: a page whose policy refuses WebAssembly opens the chat in a window of its own",
    settings: { agents },
    expected: refused,
    async play(stage) {
      const agent = await stage.signedIn();
      const visitor = await stage.visitor();
      const wasm = [];
      visitor.page.on("request", (request) => request.url().endsWith(".wasm") && wasm.push(request.url()));
      await refusing(visitor.page, stage.page, (body) => body.replace('<html lang="en">', '<html lang="de">'));
      await visitor.goto(`${stage.server.origin}/`);
      const popout = await opened(visitor.page, () => visitor.part("contact-tab").click());
      await popout.submitForm({ first_name: "Vera" });
      await agent.accept();
      await popout.send("Hello from the window");
      await agent.hears("Hello from the window");
      assert.deepEqual(wasm, [], "the page fetched what it can't run");
      assert.equal(await popout.page.evaluate(() => document.documentElement.lang), "de");
      const [box, screen] = await popout.page.evaluate(() => {
        const { width, height } = document.querySelector("parlor-chat").shadowRoot.querySelector("[part=window]").getBoundingClientRect();
        return [[width, height], [innerWidth, innerHeight]];
      });
      assert.deepEqual(box, screen, "the chat takes all of its window");
      await until("the agent sees the page and not the one of the window", async () => {
        const line = agent.page.locator('[data-part="detail"][data-name="page"] a');
        const seen = [await line.innerText(), await line.getAttribute("href")];
        return (seen[0] === (await visitor.page.title()) && seen[1] === `${stage.server.origin}/`) || seen;
      });
      // Pressed again, the tab leads to the window that is there.
      await visitor.part("contact-tab").click();
      assert.equal(visitor.page.context().pages().length, 2);
      // A reload goes on; minimized it closes, and the next press has the same conversation.
      await popout.page.reload();
      await popout.hears("Hello from the window", "visitor");
      await Promise.all([popout.page.waitForEvent("close"), popout.part("minimize").click()]);
      const again = await opened(visitor.page, () => visitor.part("contact-tab").click());
      await again.hears("Hello from the window", "visitor");
    },
  },
  {
    name: "popout: a page's own button opens it too, and other calls say why they can't",
    expected: refused,
    async play(stage) {
      const visitor = await stage.visitor();
      await refusing(visitor.page, stage.page, (body) => body.replace("<main", '<button id="own">Ask us</button><main'));
      await visitor.goto(`${stage.server.origin}/`);
      const code = await visitor.page.evaluate(() => window.Parlor.sendMessage("Hello").then(() => "sent", (reason) => reason.code));
      assert.equal(code, "unsupported");
      await visitor.page.evaluate(() => {
        // What refers to itself can't be told to another window.
        window.SERVICE_PATTERN_CHAT_CONFIG = { callbacks: {} };
        window.SERVICE_PATTERN_CHAT_CONFIG.callbacks.config = window.SERVICE_PATTERN_CHAT_CONFIG;
        document.querySelector("#own").addEventListener("click", () => window.Parlor.open());
      });
      const popout = await opened(visitor.page, () => visitor.page.locator("#own").click());
      await popout.part("form").waitFor();
      const [closed] = await Promise.all([popout.page.waitForEvent("close"), visitor.page.evaluate(() => window.Parlor.destroy({ forget: true }))]);
      assert.ok(closed.isClosed(), "nothing of the chat is left for the next person");
    },
  },
  {
    name: "popout: an address says neither as whom the visitor speaks nor what is the vendor's",
    async play(stage) {
      const page = await stage.context("visitor");
      const asked = [];
      page.on("request", (request) => asked.push(request.headers().authorization ?? ""));
      const options = { "api-url": `${stage.server.origin}/clientweb/api/v2`, "tenant-url": "localhost", "app-id": "demo", "client-id": "evil", parameters: '{"first_name":"Eve"}' };
      const said = { options, vendor: { clientId: "evil" }, chat: { url: `${stage.server.origin}/evil`, token: "x" } };
      await page.goto(`${stage.server.origin}/parlor/popout.html#${encodeURIComponent(JSON.stringify(said))}`);
      const visitor = new Widget(page);
      await visitor.part("form").waitFor();
      assert.ok(asked.some((header) => header.includes('clientId="WebChat"')) && !asked.some((header) => header.includes("evil")), asked.join("\n"));
      assert.equal(await page.evaluate(() => window.SERVICE_PATTERN_CHAT_CONFIG), undefined);
    },
  },
  {
    name: "popout: the page of the window says what is wrong where it was opened by hand or with wrong options",
    expected: [/^console: Parlor: data-api-url is "nowhere"/],
    async play(stage) {
      const page = await stage.context("visitor");
      await page.goto(`${stage.server.origin}/parlor/popout.html`);
      await page.getByText("This page shows a chat that another page opens.").waitFor();
      await page.goto("about:blank");
      await page.goto(`${stage.server.origin}/parlor/popout.html#%E0%A4%A`);
      await page.getByText("This page shows a chat that another page opens.").waitFor();
      const said = encodeURIComponent(JSON.stringify({ options: { "api-url": "nowhere", "tenant-url": "localhost", "app-id": "demo" } }));
      await page.goto("about:blank");
      await page.goto(`${stage.server.origin}/parlor/popout.html#${said}`);
      await page.getByText('data-api-url is "nowhere"').waitFor();
    },
  },
  {
    name: "popout: a running chat is handed over to a window of its own, and comes back when that is closed",
    settings: { agents },
    // Two sites, and an id of the browser's own: nothing but the token tells the window who the visitor is.
    elsewhere: { host: "localhost", attributes: 'data-client-id="auto"' },
    // Whether the cookie stuck.
    expected: [/404/],
    async play(stage) {
      const agent = await stage.signedIn();
      const visitor = await stage.queued();
      await visitor.send("From the page");
      // Where the cookie was lost the chat that was begun with it waits too, until it counts as abandoned.
      const chat = agent.part("chat").filter({ hasText: "From the page" });
      await chat.click();
      await chat.locator('[data-part="accept"]').click();
      await agent.hears("From the page");
      await visitor.type("Half a thou");
      await visitor.part("menu").click();
      const popout = await opened(visitor.page, () => visitor.part("pop-out").click());
      assert.equal(new URL(popout.page.url()).origin, stage.server.origin);
      await popout.hears("From the page", "visitor");
      assert.equal(await popout.part("input").inputValue(), "Half a thou");
      await until("the page's window is away", async () => !(await visitor.part("window").count()));
      await popout.send("From the window");
      await agent.send("To the window");
      await popout.hears("To the window");
      await agent.hears("From the window");
      // Another page of the site leaves the chat where it is.
      await visitor.goto(stage.page);
      await visitor.part("contact-tab").hover();
      await visitor.page.waitForLoadState("networkidle");
      assert.equal(await visitor.part("window").count(), 0);
      assert.equal(await visitor.page.evaluate(() => window.Parlor.state.phase), "idle");
      await Promise.all([popout.page.waitForEvent("close"), popout.part("minimize").click()]);
      await visitor.open();
      await visitor.hears("To the window");
      await visitor.send("Back again");
      await agent.hears("Back again");
    },
  },
  {
    name: "popout: the tab leads to the window while it is open, and the chat comes back to the page that opened it",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.part("menu").click();
      await inspect(visitor.page, "menu with the way to a window of its own");
      await visitor.page.evaluate(() => Promise.all([window.Parlor.setTheme("dark"), window.Parlor.setLocale("de")]));
      const popout = await opened(visitor.page, () => visitor.part("pop-out").click());
      await popout.part("input").waitFor();
      // As the page has set it meanwhile.
      const dress = await popout.page.locator("parlor-chat").evaluate((host) => [host.dataset.theme, host.shadowRoot.querySelector(".parlor").lang]);
      assert.deepEqual(dress, ["dark", "de"]);
      await until("the page's window is away", async () => !(await visitor.part("window").isVisible().catch(() => false)));
      await visitor.part("contact-tab").click();
      assert.equal(visitor.page.context().pages().length, 2);
      const code = await visitor.page.evaluate(() => window.Parlor.sendMessage("From here").catch(({ code }) => code));
      assert.equal(code, "not-available", "two would speak for one");
      await popout.send("Only once");
      await agent.hears("Only once");
      await popout.page.close();
      await visitor.page.evaluate(() => window.dispatchEvent(new Event("focus")));
      await visitor.open();
      await visitor.hears("Only once", "visitor");
      assert.deepEqual(await visitor.talk(), ["visitor: Only once"]);
    },
  },
  {
    name: "popout: where the contact center does not hand the chat over, it goes on in the page",
    settings: { agents },
    expected: [/500/],
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await stage.server.faults([{ path: "/handover", kind: "status", status: 500, times: 1 }]);
      await visitor.part("menu").click();
      await visitor.page.evaluate(() => window.Parlor.on("error", ({ code }) => (document.documentElement.dataset.code = code)));
      const popout = await opened(visitor.page, () => visitor.part("pop-out").click());
      if (!popout.page.isClosed()) await popout.page.waitForEvent("close");
      await until("the page hears why", () => visitor.page.evaluate(() => document.documentElement.dataset.code === "not-available"));
      await visitor.send("Still here");
      await agent.hears("Still here");
    },
  },
  {
    name: "embed: in an element of the page's the window does not float but fills it, on a phone too (E21)",
    settings: { agents },
    async play(stage) {
      const agent = await stage.signedIn();
      const visitor = await embedded(stage, '<div id="place"></div>');
      const { page } = visitor;
      await page.addInitScript(() =>
        document.addEventListener("DOMContentLoaded", () => Object.assign(document.querySelector("#place").style, { height: "520px", width: "min(500px, 100%)", margin: "0 auto" })),
      );
      await visitor.goto(`${stage.server.origin}/`);
      const boxes = () =>
        page.evaluate(() => {
          const box = (element) => {
            const { x, y, width, height } = element.getBoundingClientRect();
            return [x, y, width, height].map(Math.round);
          };
          const root = document.querySelector("parlor-chat").shadowRoot;
          const tab = root.querySelector("[part=contact-tab]");
          return { place: box(document.querySelector("#place")), tab: box(tab), window: box(root.querySelector("[part=window]") ?? tab) };
        });
      const { place, tab } = await boxes();
      assert.ok(tab[1] >= place[1] && tab[1] + tab[3] === place[1] + place[3], `the tab ${tab} stands at the foot of ${place}`);
      assert.ok(tab[0] >= place[0] && tab[0] + tab[2] <= place[0] + place[2]);
      await visitor.open();
      await visitor.submitForm({ first_name: "Vera" });
      await agent.accept();
      await visitor.send("Hello from inside");
      await agent.hears("Hello from inside");
      for (const size of [{ width: 1280, height: 800 }, { width: 390, height: 844 }, { width: 844, height: 390 }]) {
        await page.setViewportSize(size);
        const { place, window } = await boxes();
        assert.deepEqual(window, place, `at ${size.width} px`);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
      await inspect(page, "embedded in the page");
      // Printed with the page, all that was said is read.
      await page.emulateMedia({ media: "print" });
      assert.ok(await visitor.part("message-text").getByText("Hello from inside").isVisible());
      assert.ok(!(await visitor.part("input").isVisible()));
      await page.emulateMedia({ media: "screen" });
      await visitor.part("minimize").click();
      await until("the tab is back", () => visitor.part("contact-tab").isVisible());
    },
  },
  {
    name: "embed: the widget goes with the part of the page that it stands in, and is back where that comes again",
    settings: { agents },
    async play(stage) {
      const agent = await stage.signedIn();
      const visitor = await embedded(stage, '<section id="part"><div><div id="place"></div></div></section>');
      const { page } = visitor;
      await visitor.goto(`${stage.server.origin}/`);
      await visitor.open();
      await visitor.submitForm({ first_name: "Vera" });
      await agent.accept();
      await visitor.send("Before the change");
      await agent.hears("Before the change");
      await page.evaluate(() => document.querySelector("#part").remove());
      assert.equal(await page.locator("parlor-chat").count(), 0);
      // As a router does it: in another place, and not at once.
      await page.evaluate(() => document.querySelector("main").append("Another page"));
      await page.evaluate(() => {
        const place = document.createElement("div");
        place.id = "place";
        document.querySelector("main").firstElementChild.append(place);
      });
      await visitor.hears("Before the change", "visitor");
      await visitor.send("After the change");
      await agent.hears("After the change");
    },
  },
  {
    name: "guest: what floats above a page is not on its paper",
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      await visitor.open();
      await visitor.page.emulateMedia({ media: "print" });
      assert.ok(!(await visitor.part("window").isVisible()) && !(await visitor.part("contact-tab").isVisible()));
    },
  },
];
