// The window: opened, looked at and left, by mouse and keyboard, in every dress.
import assert from "node:assert/strict";
import { picture } from "../lib/files.mjs";
import { control, INPUT, TAB } from "../lib/visitor.mjs";
import { until } from "../lib/wait.mjs";

/** How light the window is, 0 to 255. */
const light = (visitor) =>
  visitor.page.evaluate(() => {
    const frame = document.querySelector("parlor-chat").shadowRoot.querySelector(".window-frame");
    const [red, green, blue] = getComputedStyle(frame).backgroundColor.match(/[\d.]+/g).map(Number);
    return Math.round((red + green + blue) / 3);
  });

/** How each part of the widget is marked. */
const marks = (visitor) =>
  visitor.page.evaluate(() => {
    const parts = document.querySelector("parlor-chat").shadowRoot.querySelectorAll(".parlor");
    return [...parts].map(({ lang, dir }) => `${lang} ${dir}`).join(", ");
  });

export default [
  {
    name: "the tab stands on the page and tells that somebody is there",
    async play(story) {
      await story.agent();
      const visitor = await story.visitor();
      await visitor.sees("contact-tab", "Chat with us");
      assert.equal((await visitor.part("contact-tab")).data.availability, "available");
    },
  },
  {
    name: "the mouse opens the window and closes it, and the keyboard is where it should be",
    async play(story) {
      const visitor = await story.visitor();
      await visitor.open();
      await visitor.focus(control("first_name"));
      await visitor.click("minimize");
      await visitor.misses("window");
      await visitor.focus(TAB);
    },
  },
  {
    name: "the keyboard alone opens, fills in, sends and closes",
    async play(story) {
      const agent = await story.agent();
      const visitor = await story.visitor();
      const { tab } = visitor;
      await tab.key("Tab");
      await visitor.focus(TAB);
      await tab.key("Enter");
      await visitor.focus(control("first_name"));
      await tab.keys("Vera 🌷");
      assert.equal((await visitor.find(control("first_name"))).value, "Vera 🌷");
      await tab.key("Enter");
      await agent.accept();
      await visitor.focus(INPUT);
      await tab.keys("With ten fingers");
      await tab.key("Enter");
      await agent.hears("With ten fingers");
      await tab.key("Shift+Tab");
      await until("the keyboard is elsewhere in the window", async () => !(await visitor.find(INPUT)).hasFocus);
      await tab.key("Escape");
      await visitor.misses("window");
      await visitor.focus(TAB);
    },
  },
  {
    name: "what opens in the window gives the keyboard back",
    async play(story) {
      const { agent, visitor } = await story.meet();
      const { tab } = visitor;
      await visitor.click("emoji");
      await visitor.focus('[part~="emoji-picker"] :focus');
      await tab.key("Enter");
      await visitor.focus(INPUT);
      await until("the emoji is there", async () => (await visitor.find(INPUT)).value === "🙂");
      await visitor.click("menu");
      await visitor.sees("about");
      await tab.key("Escape");
      await visitor.misses("about");
      await visitor.focus('[part~="menu"]');
      await visitor.click("end");
      await visitor.focus('[part~="confirm-no"]');
      await tab.key("Escape");
      await visitor.focus('[part~="end"]');
      await agent.sendFile("map.png", picture(300, 200), "image/png");
      await visitor.press("button.picture");
      await visitor.focus('[part~="image-view"] :focus');
      await tab.key("Escape");
      await visitor.misses("image-view");
      await visitor.focus("button.picture");
    },
  },
  {
    name: "a long conversation stays at its end, and the visitor's place where they read",
    async play(story) {
      const { agent, visitor } = await story.meet();
      // Of many heights, so that each row that comes into view is another surprise.
      const lines = Array.from({ length: 60 }, (_, at) => `Line ${at}${" word".repeat((at * 7) % 40)}`);
      for (const line of lines) await agent.send(line);
      await visitor.hears(lines[59]);
      const scroll = (to) =>
        visitor.page.evaluate((to) => {
          const log = document.querySelector("parlor-chat").shadowRoot.querySelector('[part~="log"]');
          if (to !== null) log.scrollTop = to;
          return { top: log.scrollTop, below: Math.round(log.scrollHeight - log.clientHeight - log.scrollTop) };
        }, to);
      const atEnd = () => until("the end is seen", async () => (await scroll(null)).below <= 1 || scroll(null));
      await atEnd();
      await scroll(400);
      await visitor.sees("jump-to-latest");
      await agent.send("One more");
      await visitor.hears("One more");
      assert.ok((await scroll(null)).below > 1000, "who reads is left alone");
      await visitor.click("jump-to-latest");
      await atEnd();
      await agent.send("And one more");
      await visitor.hears("And one more");
      await atEnd();
    },
  },
  {
    name: "German, and Arabic from right to left",
    elsewhere: { lang: "de" },
    async play(story) {
      const { visitor } = await story.meet();
      assert.equal((await visitor.part("minimize")).label, "Chat minimieren");
      const before = (await visitor.part("minimize")).x > (await visitor.part("window")).x;
      await visitor.page.evaluate(() => window.Parlor.setLocale("ar"));
      await until("Arabic is spoken", async () => (await marks(visitor)) === "ar rtl, ar rtl" || marks(visitor));
      const { label, x } = await visitor.part("minimize");
      assert.match(label, /[\u0600-\u06ff]/);
      assert.notEqual(x > (await visitor.part("window")).x, before, "the button is on the other side");
    },
  },
  {
    name: "dark where the browser is, and light where the page says so",
    async play(story) {
      const visitor = await story.visitor({ dark: true });
      await visitor.open();
      assert.ok((await light(visitor)) < 80, `it is ${await light(visitor)} light`);
      await visitor.page.evaluate(() => window.Parlor.setTheme("light"));
      await until("it is light", async () => (await light(visitor)) > 200 || light(visitor));
    },
  },
  {
    name: "on a narrow screen the window fills it, and nothing is cut off",
    async play(story) {
      // The narrowest that every one of them can be.
      const visitor = await story.visitor({ size: [460, 700] });
      await visitor.begin();
      const { box } = await visitor.part("window");
      assert.deepEqual(box, { x: 0, y: 0, width: 460, height: 700 });
      assert.ok(await visitor.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await until("the composer is free", async () => (await visitor.find(INPUT))?.isFree || visitor.find(INPUT));
    },
  },
];
