// A conversation from the first press to the goodbye, whatever happens to page and contact center meanwhile.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { picture } from "../lib/files.mjs";
import { control, INPUT } from "../lib/visitor.mjs";
import { until } from "../lib/wait.mjs";

/** Names and contents of files on disk, for as long as `use` takes. */
async function onDisk(files, use) {
  const dir = await mkdtemp(join(tmpdir(), "parlor-files-"));
  try {
    const paths = Object.keys(files).map((name) => join(dir, name));
    for (const [at, bytes] of Object.values(files).entries()) await writeFile(paths[at], bytes);
    await use(paths);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The picture at this place in the transcript is drawn, with this width. */
const drawn = (visitor, at, width) =>
  until("the picture is drawn", async () => {
    const seen = await visitor.page.evaluate((at) => {
      const { shadowRoot } = document.querySelector("parlor-chat");
      return shadowRoot.querySelectorAll('[part~="image"]')[at]?.naturalWidth;
    }, at);
    return seen === width || seen;
  });

const own = (lines) => lines.filter((line) => line.startsWith("visitor: "));

export default [
  {
    name: "a form with a mistake says so, and is sent when it is mended",
    async play(story) {
      const agent = await story.agent();
      const visitor = await story.visitor();
      await visitor.open();
      await visitor.type(control("first_name"), "Vera");
      await visitor.type(control("email"), "vera@");
      await visitor.click("form-submit");
      await visitor.sees("field-error");
      await visitor.focus(control("email"));
      await visitor.tab.keys("example.com");
      await visitor.misses("field-error");
      await visitor.click("form-submit");
      await visitor.phase("queued");
      await agent.accept();
      await visitor.phase("connected");
    },
  },
  {
    name: "a message is sent, arrives and is read",
    async play(story) {
      const { agent, visitor } = await story.meet();
      await visitor.send("Hello, ça va? 👋");
      await visitor.state("Hello, ça va? 👋", "delivered");
      await agent.hears("Hello, ça va? 👋");
      await agent.read();
      await visitor.state("Hello, ça va? 👋", "read");
    },
  },
  {
    name: "the agent types, and what was typed arrives",
    async play(story) {
      const { agent, visitor } = await story.meet();
      await agent.types(true);
      await visitor.sees("typing");
      await agent.send("It waits at the depot:\nhttps://example.com/48213");
      await visitor.hears("It waits at the depot:\nhttps://example.com/48213");
      await visitor.misses("typing");
      assert.equal((await visitor.find('[part~="message-text"] a')).text, "https://example.com/48213");
    },
  },
  {
    name: "files go both ways, and pictures are drawn",
    async play(story) {
      const { agent, visitor } = await story.meet();
      const files = { "holiday.png": picture(), "invoice 4711.pdf": Buffer.from("%PDF-1.4\n%%EOF\n") };
      await onDisk(files, async (paths) => {
        await visitor.sendFiles(...paths);
        for (const [name, bytes] of Object.entries(files)) assert.ok((await agent.file(name)).equals(bytes), name);
      });
      await drawn(visitor, 0, 480);
      await agent.sendFile("map.png", picture(300, 200), "image/png");
      await agent.sendFile("terms.txt", "Be kind", "text/plain");
      await drawn(visitor, 1, 300);
      await until("the agent's other file is there", async () => (await visitor.part("log")).text.includes("terms.txt"));
    },
  },
  {
    name: "a reload goes on with the conversation, and with half a sentence",
    async play(story) {
      const { agent, visitor } = await story.meet();
      await visitor.send("Do you know me?");
      await visitor.state("Do you know me?", "delivered");
      await visitor.type(INPUT, "half a sent");
      await visitor.reload();
      await visitor.hears("Do you know me?", "visitor");
      await until("the draft is there", async () => (await visitor.find(INPUT))?.value === "half a sent");
      await agent.send("I do");
      await visitor.hears("I do");
    },
  },
  {
    name: "another page and back, and the chat goes on",
    async play(story) {
      const { agent, visitor } = await story.meet();
      await visitor.tab.goto(`${story.stage.server.origin}/desk/`);
      await agent.send("While you were away");
      await visitor.tab.back();
      await visitor.hears("While you were away");
      await visitor.send("Here again");
      await agent.hears("Here again");
    },
  },
  {
    name: "two tabs of one browser share the chat",
    async play(story) {
      const { agent, visitor } = await story.meet();
      const second = await visitor.another(story.stage.page);
      await second.phase("connected");
      await second.send("From the second");
      await visitor.hears("From the second", "visitor");
      await agent.send("Both of you?");
      for (const tab of [visitor, second]) await tab.hears("Both of you?");
      await second.tab.close();
      await visitor.tab.front();
      await agent.send("Who is left?");
      await visitor.hears("Who is left?");
      await visitor.send("The first");
      await agent.hears("The first");
    },
  },
  {
    name: "a contact center that falls over and comes back loses nothing",
    async play(story) {
      const { agent, visitor } = await story.meet();
      const texts = ["Before", "While nobody", "is there"];
      await visitor.send(texts[0]);
      await visitor.state(texts[0], "delivered");
      await story.stage.server.kill();
      await visitor.sees("banner");
      for (const text of texts.slice(1)) await visitor.send(text);
      await visitor.state(texts[2], "sending");
      await story.stage.server.run();
      await agent.connect();
      for (const text of texts) await agent.hears(text);
      await agent.send("All there");
      await visitor.hears("All there");
      await visitor.misses("banner");
      assert.deepEqual(own(await visitor.talk()), texts.map((text) => `visitor: ${text}`));
      const got = (await agent.events()).filter(({ type, author_id: author }) => type === "message" && author !== "anna");
      assert.deepEqual(got.map(({ text }) => text), texts);
    },
  },
  {
    name: "the visitor ends the chat and starts another",
    async play(story) {
      const { agent, visitor } = await story.meet();
      await visitor.click("end");
      await visitor.click("confirm-yes");
      await visitor.sees("end-screen");
      await visitor.phase("ended");
      await visitor.click("start-again");
      await visitor.phase("queued");
      await agent.accept();
      await visitor.send("Once more");
      await agent.hears("Once more");
    },
  },
];
