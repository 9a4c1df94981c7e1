// What visitors and site owners expect of any chat widget and the other scenarios don't look at. The number behind a name is
// that of the list in docs/expectations.md.
import assert from "node:assert/strict";
import { captured, hears, meet, quiet, state, talk } from "../lib/call.mjs";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const settings = { agents };
const dressed = (styling) => ({ definition: { chatInitiations: [{ urls: [], contactTab: { enabled: true } }], chatWidgetStyling: styling } });
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const input = (visitor) => visitor.part("input");
const reads = (visitor, text) => until(`the box has ${JSON.stringify(text)}`, async () => (await input(visitor).inputValue()) === text || input(visitor).inputValue());
const box = (locator) => locator.evaluate((element) => element.getBoundingClientRect().toJSON());
const style = (locator, name) => locator.evaluate((element, name) => getComputedStyle(element)[name], name);
const inside = (visitor, selector) => visitor.page.locator(`parlor-chat ${selector}`);

/** A finger goes up or down by so many pixels. */
async function swipe(page, { x, y }, by) {
  const cdp = await page.context().newCDPSession(page);
  const touch = (type, ...touchPoints) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints });
  await touch("touchStart", { x, y });
  for (let step = 1; step <= 8; step += 1) await touch("touchMove", { x, y: y + (by * step) / 8 });
  await touch("touchEnd");
  await cdp.detach();
}

/** A browser that plays nothing before somebody presses the button for it. */
const silenced = (name, call, accept) => ({
  name: `expected: where the browser plays no sound ${name}`,
  settings,
  async play(stage) {
    const { agent, visitor } = await meet(stage, (page) =>
      page.addInitScript(() => {
        const play = HTMLMediaElement.prototype.play;
        HTMLMediaElement.prototype.play = function () {
          return window.__allowed || this.muted ? play.call(this) : Promise.reject(new DOMException("not before a press", "NotAllowedError"));
        };
      }),
    );
    await visitor.part(call).click();
    await agent.control(accept).click();
    await state(visitor, "live");
    await visitor.part("play").waitFor();
    await visitor.page.evaluate(() => (window.__allowed = true));
    await visitor.part("play").click();
    await visitor.part("play").waitFor({ state: "detached" });
    await hears(visitor.page);
  },
});

export default [
  {
    name: "expected: the box changes nothing by itself, and what is deleted or too long is whole (E7 E8 E9 E10)",
    settings,
    elsewhere: { attributes: 'data-message-limit="4"' },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const { keyboard } = visitor.page;
      const attributes = await input(visitor).evaluate((box) => [box.spellcheck, box.getAttribute("autocorrect") ?? "on", box.autocomplete]);
      assert.deepEqual(attributes, [true, "on", "off"]);
      await input(visitor).fill("one");
      await visitor.part("send").dblclick();
      await agent.hears("one");
      await reads(visitor, "");
      await input(visitor).press("ArrowUp");
      await reads(visitor, "");
      await visitor.type("two");
      await keyboard.press("ArrowUp");
      await reads(visitor, "two");
      await keyboard.press("Control+z");
      await reads(visitor, "");
      // One character for people, five for programs.
      await keyboard.insertText("👩‍👩‍👧");
      await visitor.part("counter").getByText("1 character too many").waitFor();
      await keyboard.press("Enter");
      await reads(visitor, "👩‍👩‍👧");
      await keyboard.press("Backspace");
      await reads(visitor, "");
      await visitor.send("end");
      await agent.hears("end");
      assert.deepEqual(await agent.talk(), ["visitor: one", "visitor: end"]);
    },
  },
  {
    name: "expected: chat, draft and window are the same after closing, a reload, a link and the way back (E3 E27)",
    settings,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.send("Hello");
      await agent.hears("Hello");
      await visitor.type("half a sen");
      await visitor.part("minimize").click();
      await visitor.part("window").waitFor({ state: "hidden" });
      await visitor.open();
      await reads(visitor, "half a sen");
      await visitor.page.reload();
      await reads(visitor, "half a sen");
      await visitor.page.evaluate(() => document.querySelector("a.brand").setAttribute("href", "/?next"));
      await visitor.page.locator("a.brand").click();
      await visitor.page.waitForURL(/\?next$/);
      await reads(visitor, "half a sen");
      await visitor.hears("Hello", "visitor");
      await visitor.part("minimize").click();
      await visitor.part("window").waitFor({ state: "hidden" });
      await visitor.page.goBack();
      await visitor.phase("connected");
      assert.equal(await visitor.part("window").isVisible(), false);
      await agent.send("Still there?");
      await visitor.part("unread").waitFor();
      await visitor.open();
      await visitor.hears("Still there?");
      await reads(visitor, "half a sen");
      assert.deepEqual(await visitor.talk(), ["visitor: Hello", "agent: Still there?"]);
    },
  },
  {
    name: "expected: long words wrap, initials and the exact time show, and what is copied says who and when (E14 E15 E17 E19 E20)",
    settings,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const [word, address] = ["x".repeat(300), `https://site.example/${"y".repeat(300)}`];
      await visitor.send(word);
      await agent.send(address);
      await visitor.hears(address);
      await visitor.state(word, "read");
      for (const width of [1280, 320]) {
        await visitor.page.setViewportSize({ width, height: 800 });
        const wide = await visitor.part("log").evaluate((log) => [log, ...log.querySelectorAll(".bubble")].map((part) => part.scrollWidth - part.clientWidth));
        assert.deepEqual(wide.filter((by) => by > 0), [], `at ${width} px`);
      }
      assert.equal(await inside(visitor, '[data-sender="agent"] [part~="avatar"]').textContent(), "AL");
      const row = inside(visitor, '[data-sender="visitor"][part~="message"]');
      assert.equal(await row.locator(".time-exact").isVisible(), false);
      await row.hover();
      await row.locator(".time-exact").waitFor();
      await visitor.part("header").hover();
      await row.focus();
      await row.locator(".time-exact").waitFor();
      const [exact, short] = [await row.locator(".time-exact").textContent(), await row.locator(".time-short").textContent()];
      assert.match(exact, /\d{4}.*:\d\d:\d\d/);
      await visitor.part("log").focus();
      await visitor.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      const copied = await visitor.part("log").evaluate((log) => {
        getSelection().setBaseAndExtent(log, 0, log, log.childNodes.length);
        document.execCommand("copy");
        return navigator.clipboard.readText();
      });
      const lines = copied.split("\n").map((line) => line.trim()).filter(Boolean);
      const from = lines.indexOf("You");
      assert.deepEqual([lines[from + 1], lines[from + 3]], [word, "Read"]);
      assert.ok([exact, short].includes(lines[from + 2]), copied);
      assert.deepEqual(lines.slice(from + 4, from + 6), ["Anna Lee", address]);
      assert.match(lines[from + 6], /\d:\d\d/);
    },
  },
  {
    name: "expected: an agent who types takes nothing from what the visitor types, and what failed is copied and deleted (E16 E24)",
    settings,
    expected: NETWORK,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.type("My order");
      await agent.part("input").pressSequentially("Let me see");
      await visitor.part("typing").waitFor();
      const [typing, composer] = [await box(visitor.part("typing")), await box(visitor.part("composer"))];
      assert.ok(typing.bottom <= composer.top, `${typing.bottom} is above ${composer.top}`);
      await visitor.page.keyboard.type(" is late");
      await reads(visitor, "My order is late");

      await visitor.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await stage.server.faults([{ path: "/events", method: "POST", kind: "status", status: 500, code: 5003 }]);
      await visitor.send("My <b>order</b> is late");
      await visitor.state("My <b>order</b> is late", "failed");
      await stage.server.faults([]);
      await visitor.part("copy").click();
      await until("it is copied", async () => (await visitor.page.evaluate(() => navigator.clipboard.readText())) === "My <b>order</b> is late");
      await visitor.part("delete").click();
      await until("it is gone", async () => (await visitor.talk()).length === 0);
      await visitor.send("Never mind");
      await agent.hears("Never mind");
      assert.deepEqual(await agent.talk(), ["visitor: Never mind"]);
    },
  },
  {
    name: "expected: who is one too many is told so, and the chat begins by itself (E28)",
    settings,
    expected: NETWORK,
    async play(stage) {
      const visitor = await stage.visitor();
      let free = false;
      await visitor.page.route(/\/chats\?/, (route) => (free ? route.fallback() : route.fulfill({ status: 429, body: "" })));
      await stage.begun(visitor);
      await visitor.part("notice").getByText("Many people are writing at the moment. Trying again shortly.").waitFor();
      free = true;
      await visitor.phase("queued");
      await visitor.part("notice").waitFor({ state: "detached" });
    },
  },
  {
    name: "expected: what is unread stands at the tab and in the title, and of a widget that goes nothing is left (E29 E45)",
    settings,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const { page } = visitor;
      const title = (text) => until(`the title is "${text}"`, async () => (await page.title()) === text || page.title());
      const own = await page.title();
      await visitor.part("minimize").click();
      await agent.send("Are you there?");
      await title(`(1) ${own}`);
      assert.equal(await visitor.part("unread").textContent(), "11 unread message");
      await visitor.open();
      await title(own);
      await visitor.part("unread").waitFor({ state: "detached" });
      await visitor.part("minimize").click();
      await agent.send("Hello?");
      await title(`(1) ${own}`);

      const locks = () => page.evaluate(() => navigator.locks.query().then(({ held, pending }) => [...held, ...pending].map(({ name }) => name)));
      await until("the tab has its locks", async () => (await locks()).length > 0);
      const asked = [];
      await page.evaluate(() => window.Parlor.destroy({ forget: true }));
      assert.equal(await page.title(), own);
      page.on("request", (request) => asked.push(request.url()));
      await until("no lock is held", async () => (await locks()).length === 0 || (await locks()));
      assert.deepEqual(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]), []);
      await agent.send("Where are you?");
      await agent.hears("Where are you?", "agent");
      assert.deepEqual(asked, []);
    },
  },
  {
    name: "expected: silence and the window's size are remembered (E30 E36)",
    settings,
    widget: dressed({ agentJoinSoundUrl: "https://sounds.example/joined.mp3" }),
    expected: [/sounds\.example/],
    async play(stage) {
      const visitor = await stage.queued();
      const before = await box(visitor.part("window"));
      const corner = await box(visitor.part("resize"));
      await visitor.page.mouse.move(corner.x + 12, corner.y + 12);
      await visitor.page.mouse.down();
      await visitor.page.mouse.move(corner.x - 48, corner.y - 8);
      await visitor.page.mouse.up();
      const wide = (width) => until(`it is ${width} px wide`, async () => (await box(visitor.part("window"))).width === width || box(visitor.part("window")));
      await wide(before.width + 60);
      await visitor.part("resize").press("ArrowLeft");
      await wide(before.width + 76);
      await visitor.part("menu").click();
      await visitor.part("sound").getByText("Turn sounds off").click();
      await visitor.page.reload();
      await wide(before.width + 76);
      await visitor.part("menu").click();
      await visitor.part("sound").getByText("Turn sounds on").waitFor();
    },
  },
  {
    name: "expected: on a phone the window fills what the keyboard leaves, the page behind it stays, and Enter breaks the line (E1 E33)",
    settings,
    async play(stage) {
      const { agent, visitor } = await stage.meet(await stage.visitor(PHONE));
      const { page } = visitor;
      const fills = (width, height) =>
        until(`the window has ${width} × ${height}`, async () => {
          const { x, y, ...now } = await box(visitor.part("window"));
          return (x === 0 && y === 0 && now.width === width && now.height === height) || now;
        });
      await fills(390, 844);
      assert.ok(parseFloat(await style(input(visitor), "fontSize")) >= 16, "no browser zooms in");
      const cdp = await page.context().newCDPSession(page);
      await cdp.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 40, bottom: 30 } });
      await until("the notch is left free", async () => (await box(visitor.part("header"))).top === 40);
      assert.ok((await box(visitor.part("composer"))).bottom <= 844 - 30);
      // Who swipes beyond the end of what is said does not scroll the page behind it.
      await agent.part("input").fill("line\n".repeat(60));
      await agent.part("input").press("Enter");
      const place = () => visitor.part("log").evaluate((log) => log.scrollTop);
      await until("the end is seen", async () => (await place()) > 500);
      const [end, middle] = [await place(), { x: 190, y: 400 }];
      await swipe(page, middle, 200);
      await until("it is scrolled", async () => (await place()) < end - 100 || place());
      await swipe(page, middle, -390);
      await until("it is scrolled back", async () => (await place()) === end || place());
      await swipe(page, middle, -390);
      assert.equal(await page.evaluate(() => scrollY), 0);
      await page.evaluate(() => {
        Object.defineProperty(visualViewport, "height", { configurable: true, value: 500 });
        visualViewport.dispatchEvent(new Event("resize"));
      });
      await fills(390, 500);
      await visitor.type("One");
      await input(visitor).press("Enter");
      await visitor.type("two");
      await reads(visitor, "One\ntwo");
      await visitor.part("send").tap();
      await agent.hears("One\ntwo");
    },
  },
  {
    name: "expected: dark as system or site want, still for those who want that, and of use at 400 % (E34 E35 E38)",
    settings,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const { page } = visitor;
      const surface = async (wanted) =>
        until(`the window is ${wanted}`, async () => {
          const now = await style(inside(visitor, ".window-frame"), "backgroundColor");
          return now === wanted || now;
        });
      const [LIGHT, DARK] = ["rgb(255, 255, 255)", "rgb(23, 25, 29)"];
      await surface(LIGHT);
      await page.emulateMedia({ colorScheme: "dark" });
      await surface(DARK);
      await page.evaluate(() => window.Parlor.setTheme("light"));
      await surface(LIGHT);
      await page.emulateMedia({ colorScheme: "light" });
      await page.evaluate(() => window.Parlor.setTheme("dark"));
      await surface(DARK);
      await page.evaluate(() => window.Parlor.setTheme("auto"));
      await surface(LIGHT);

      const moves = () =>
        page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.getAnimations().map(({ animationName }) => animationName ?? "transition"));
      await agent.part("input").pressSequentially("Hel");
      await visitor.part("typing").waitFor();
      assert.ok((await moves()).includes("parlor-typing"));
      await page.emulateMedia({ reducedMotion: "reduce" });
      assert.deepEqual(await moves(), []);
      await visitor.part("minimize").click();
      await visitor.part("contact-tab").click();
      await visitor.part("window").waitFor();
      assert.deepEqual(await moves(), []);

      await agent.send("Hello");
      await visitor.hears("Hello");
      assert.equal(await style(inside(visitor, ".bubble").first(), "borderTopWidth"), "0px");
      await page.emulateMedia({ forcedColors: "active" });
      assert.equal(await style(inside(visitor, ".bubble").first(), "borderTopWidth"), "1px", "without colours there are edges");

      // A screen of 1280 × 1024 at 400 %.
      await page.emulateMedia({ forcedColors: "none" });
      await page.setViewportSize({ width: 320, height: 256 });
      await agent.send("Can you read this?");
      await visitor.hears("Can you read this?");
      for (const part of ["message-text", "input", "send", "minimize", "end"]) {
        await until(`${part} is on the screen`, async () => {
          const { left, top, right, bottom } = await box(visitor.part(part).last());
          return (left >= 0 && top >= 0 && right <= 320 && bottom <= 256) || [left, top, right, bottom];
        });
      }
      assert.ok((await box(visitor.part("log"))).height >= 100);
      await visitor.send("Yes");
      await agent.hears("Yes");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    },
  },
  {
    name: "expected: in a call one mutes, shows oneself, takes another microphone and hangs up by keyboard (E39)",
    settings,
    async play(stage) {
      const { agent, visitor } = await talk(stage);
      const { page } = visitor;
      const microphone = () =>
        page.evaluate(() => {
          const live = window.__tracks.filter(({ kind, readyState }) => kind === "audio" && readyState === "live");
          return live.map((track) => ({ on: track.enabled, id: track.getSettings().deviceId }));
        });
      await visitor.part("mute").press("Enter");
      await page.getByLabel("Unmute microphone").waitFor();
      const [before] = await microphone();
      assert.equal(before.on, false);
      await visitor.part("mute").press("Enter");
      await page.getByLabel("Mute microphone", { exact: true }).waitFor();
      assert.equal((await microphone())[0].on, true);
      await visitor.part("devices").press("Enter");
      const microphones = inside(visitor, ".call-devices select").first();
      const others = await microphones.locator("option").evaluateAll((options) => options.filter(({ selected }) => !selected).map(({ value }) => value));
      assert.ok(others.length > 0 && !others.includes(before.id), `${others}`);
      await microphones.focus();
      await page.keyboard.press("ArrowDown");
      await until("another microphone is used", async () => {
        const [now, ...rest] = await microphone();
        return (now?.id !== before.id && now?.on && !rest.length) || now;
      });
      await hears(agent.page);
      await visitor.part("camera").press("Enter");
      await hears(agent.page, { video: true });
      assert.deepEqual(await captured(page), ["audio", "video"]);
      await visitor.part("hang-up").press("Enter");
      await state(agent, "ended");
      await quiet(page, agent.page);
    },
  },
  silenced("of a video call, a button lets it (E39)", "call-video", "call-accept-video"),
  {
    name: "expected: on a phone, who swipes over head or composer does not scroll the page behind (E33)",
    settings,
    async play(stage) {
      const visitor = await stage.queued(await stage.visitor(PHONE));
      for (const part of ["header", "composer"]) {
        const { x, y } = await box(visitor.part(part));
        await swipe(visitor.page, { x: x + 60, y: y + 20 }, part === "header" ? 300 : -300);
        await swipe(visitor.page, { x: x + 60, y: y + 20 }, -300);
        // What is to be scrolled is by then.
        await visitor.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
        assert.equal(await visitor.page.evaluate(() => scrollY), 0, part);
      }
    },
  },
  {
    name: "expected: who has begun too many chats for parlor-server is told so (E28)",
    settings,
    expected: NETWORK,
    async play(stage) {
      // As the server itself does: 429 with the code 5955 (visitor_api/mod.rs, Problem::TooMuch).
      await stage.server.faults([{ path: "/chats", method: "POST", kind: "status", status: 429, code: 5955 }]);
      const visitor = await stage.begun();
      await visitor.part("notice").getByText("Many people are writing").waitFor({ timeout: 5_000 });
    },
  },
  silenced("of a call without pictures, the button that lets it goes (E39)", "call-audio", "call-accept"),
];
