// The screenshots of docs/pictures, from a real run: `cargo xtask pictures`.
import { mkdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { AGENTS } from "./lib/server.mjs";
import { close, launch, Stage } from "./lib/stage.mjs";
import { until } from "./lib/wait.mjs";

const settings = {
  agents: { list: `[{ id = "anna", name = "Anna Lee", token = "${AGENTS.anna}" }]` },
  widget: { chat_icon: JSON.stringify(resolve("crates/server/src/settings/demo_agent.png")) },
};
// As the demo dresses it.
const widget = JSON.parse(await readFile("crates/server/src/settings/demo_configuration.json", "utf8"));
const TALK = [
  ["visitor", "Hello, my Lansdown should have come on Monday, order 48213. Can you see where it is?"],
  ["agent", "Hello Vera, I will have a look."],
  ["agent", "It left the workshop on Friday and waits at the depot in Bristol. You can follow it at https://track.example.com/48213"],
  ["visitor", "Thank you. Can it come to my office instead?"],
  ["agent", "Of course. Which address shall I write down?"],
];

async function draw({ name, viewport, colorScheme, upTo = "chat", of = "visitor", waiting = [] }) {
  const stage = await Stage.set(`pictures ${name}`, { settings, widget });
  let failure;
  try {
    const agent = await stage.agent({ viewport: { width: 1440, height: 900 }, colorScheme });
    await agent.signIn(stage.server.origin, AGENTS.anna);
    const visitor = await stage.visitor({ viewport, colorScheme, hasTouch: viewport.width < 480, isMobile: viewport.width < 480 });
    await visitor.goto(stage.server.origin);
    if (upTo !== "tab") {
      await visitor.open();
      await visitor.part("form").waitFor();
    }
    if (upTo === "chat") {
      await visitor.submitForm({ first_name: "Vera Novak", email: "vera@example.com" });
      await visitor.phase("queued");
      await agent.accept();
      await visitor.phase("connected");
      for (const [who, text] of TALK) {
        const count = (await visitor.talk()).length;
        await (who === "visitor" ? visitor : agent).send(text);
        await until("both have it", async () => (await visitor.talk()).length > count && (await agent.talk()).length > count);
      }
      await visitor.state(TALK[3][1], "read", "delivered");
    }
    for (const [first_name, question] of waiting) {
      const other = await stage.visitor();
      await other.goto(stage.server.origin);
      await other.open();
      await other.submitForm({ first_name });
      await other.phase("queued");
      await other.send(question);
      await until("the agent sees who waits", async () =>
        (await agent.page.locator('[data-part="chat"][data-state="queued"]').filter({ hasText: question }).count()) === 1,
      );
    }
    await mkdir("docs/pictures", { recursive: true });
    const page = of === "visitor" ? visitor.page : agent.page;
    await page.mouse.move(0, 0);
    await page.evaluate(() => {
      const roots = [document, document.querySelector("parlor-chat")?.shadowRoot];
      return Promise.all(roots.flatMap((root) => root?.getAnimations() ?? []).map((animation) => animation.finished));
    });
    await page.screenshot({ path: `docs/pictures/${name}.png` });
    console.log(`docs/pictures/${name}.png`);
  } catch (why) {
    failure = why;
  }
  await stage.strike(failure);
}

const WAITING = [
  ["Jonas Weber", "Which size do I need?"],
  ["Amira Said", "Is the workshop open today?"],
];
const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

await launch();
try {
  await draw({ name: "tab", viewport: DESKTOP, colorScheme: "light", upTo: "tab" });
  await draw({ name: "pre-chat", viewport: DESKTOP, colorScheme: "light", upTo: "form" });
  await draw({ name: "chat", viewport: DESKTOP, colorScheme: "light" });
  await draw({ name: "dark", viewport: DESKTOP, colorScheme: "dark" });
  await draw({ name: "phone", viewport: PHONE, colorScheme: "light" });
  await draw({ name: "desk", viewport: DESKTOP, colorScheme: "light", of: "agent", waiting: WAITING });
} finally {
  await close();
}
