// Files between visitor and agent: chosen, dropped, pasted, on their way, refused, drawn and saved.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { bomb, file, give, picture, saved, svg } from "../lib/files.mjs";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const PHOTO = file("holiday.png", picture(), "image/png");
const INVOICE = file("invoice 4711.pdf", Buffer.from("%PDF-1.4\n%%EOF\n"), "application/pdf");

const link = (visitor, name) => visitor.page.locator('parlor-chat [part~="file-link"]', { hasText: name });
const agentLink = (agent, name) => agent.page.locator('[data-part="file-link"]', { hasText: name });
const log = (visitor, words) =>
  until(`"${words}" is there`, async () => {
    const text = await visitor.part("log").innerText();
    return text.includes(words) || text;
  });

/** Holds requests back, until they are broken off; later ones go through. */
async function hold(page, pattern) {
  const held = { routes: [], open: false };
  held.breakOff = async () => {
    held.open = true;
    // One that was called off can't be answered.
    for (const route of held.routes) await route.abort("connectionreset").catch(() => {});
  };
  await page.route(pattern, (route) => (held.open ? route.continue() : held.routes.push(route)));
  return held;
}

/** The picture is drawn, not only there. */
const drawn = (image) =>
  until("the picture is drawn", () => image.evaluate((image) => (image.complete && image.naturalWidth > 0) || image.src));

async function bothWays(stage) {
  const { agent, visitor } = await stage.meet();
  await visitor.sendFiles(PHOTO, INVOICE);
  await drawn(visitor.part("image"));
  await agentLink(agent, "invoice 4711.pdf").waitFor();
  const seen = agent.page.locator('[data-part="picture"] img');
  await drawn(seen);
  const got = await saved(agent.page, () => agentLink(agent, "invoice 4711.pdf").click());
  assert.equal(got.name, "invoice 4711.pdf");
  assert.ok(got.bytes.equals(INVOICE.buffer));

  await agent.sendFiles(file("map.png", picture(300, 200), "image/png"), file("terms.txt", Buffer.from("Be kind")));
  await until("both pictures are there", async () => (await visitor.part("image").count()) === 2 || visitor.part("image").count());
  await drawn(visitor.part("image").last());
  await link(visitor, "terms.txt").waitFor();
  const read = await saved(visitor.page, () => link(visitor, "terms.txt").click());
  assert.deepEqual([read.name, read.bytes.toString()], ["terms.txt", "Be kind"]);
  return { agent, visitor };
}

export default [
  {
    name: "files: pictures and documents go both ways, are drawn, enlarged and saved (E18)",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await bothWays(stage);
      await inspect(visitor.page, "a chat with files");
      await inspect(agent.page, "desk with files");

      const button = visitor.page.locator("parlor-chat button.picture").first();
      await button.focus();
      await visitor.page.keyboard.press("Enter");
      await visitor.part("image-view").waitFor();
      await inspect(visitor.page, "a picture, large");
      const got = await saved(visitor.page, () => visitor.part("image-view").getByRole("button", { name: "Save" }).click());
      assert.ok(got.bytes.equals(PHOTO.buffer));
      await visitor.page.keyboard.press("Escape");
      await until("it is closed", async () => (await visitor.part("image-view").count()) === 0);
      await until("the focus is where it was", () => button.evaluate((button) => button.getRootNode().activeElement === button));
      // A hand that is faster than what is drawn closes the picture and not the window.
      await button.evaluate((button) => {
        button.click();
        button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true, cancelable: true }));
      });
      await until("it is closed", async () => (await visitor.part("image-view").count()) === 0);
      assert.ok(await visitor.part("window").isVisible());

      await agent.page.locator('[data-part="picture"]').first().click();
      const large = agent.page.locator('[data-part="picture-large"][open]');
      await drawn(large.locator("img"));
      await inspect(agent.page, "desk with a large picture");
      await agent.page.keyboard.press("Escape");
      await large.waitFor({ state: "detached" });

      await visitor.page.reload();
      await until("the pictures are there again", async () => (await visitor.part("image").count()) === 2);
      await agent.page.reload();
      await agent.part("open").click();
      await until("the desk has them again", async () => (await agent.page.locator('[data-part="picture"]').count()) === 2);
    },
  },
  { name: "files: a widget on another origin needs no cookie for them", settings: { agents }, elsewhere: true, play: bothWays },
  {
    name: "files: dropped on the window and pasted into the text, at both ends (E4)",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await give(visitor.part("log"), "drop", [PHOTO, INVOICE]);
      await agentLink(agent, "holiday.png").waitFor();
      await agentLink(agent, "invoice 4711.pdf").waitFor();
      await give(visitor.part("input"), "paste", [file("shot.png", picture(40, 40), "image/png")]);
      await agentLink(agent, "shot.png").waitFor();
      await give(agent.page.locator('[data-part="transcript"]'), "drop", [file("a.txt", Buffer.from("a"))]);
      await link(visitor, "a.txt").waitFor();
      await give(agent.page.locator('[data-part="input"]'), "paste", [file("b.txt", Buffer.from("b"))]);
      await link(visitor, "b.txt").waitFor();
      await visitor.send("There");
      await agent.hears("There");
    },
  },
  {
    name: "files: what may not travel is refused before it leaves, with the reason, and stays visible",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const sent = [];
      for (const { page } of [agent, visitor]) page.on("request", (request) => request.method() === "POST" && sent.push(request.url()));
      await visitor.sendFiles(file("tool.exe", Buffer.from("MZ")), file("nothing.txt", Buffer.alloc(0)), file("large.zip", Buffer.alloc(25 * 1024 * 1024 + 1)));
      for (const words of ["tool.exe", "nothing.txt", "large.zip", "can't be sent", "is empty", "25 MB"]) await log(visitor, words);
      await inspect(visitor.page, "files that were refused");
      await agent.sendFiles(file("page.html", Buffer.from("<p>")), file("big.zip", Buffer.alloc(10 * 1024 * 1024 + 1)));
      const text = () => agent.page.locator('[data-part="transcript"]').innerText();
      await until("the agent knows why", async () => ((await text()).includes("not allowed") && (await text()).includes("at most 10 MB")) || text());
      await inspect(agent.page, "desk with files that were refused");
      assert.deepEqual(sent.filter((url) => url.includes("file")), []);
    },
  },
  {
    name: "files: the page's script sends them, and hears what became of it",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const send = (name, text) =>
        visitor.page.evaluate(([name, text]) => window.Parlor.sendFile(new File([text], name)).then(() => "sent", ({ code }) => code), [name, text]);
      assert.equal(await send("a.txt", "x"), "sent");
      await agentLink(agent, "a.txt").waitFor();
      assert.equal(await send("a.exe", "x"), "file-type");
      assert.equal(await send("b.txt", ""), "file-size");
      const wrong = await visitor.page.evaluate(() => window.Parlor.sendFile("a.txt").catch(({ code, message }) => `${code}: ${message}`));
      assert.equal(wrong, "bad-option: sendFile takes a File");
    },
  },
  {
    name: "files: names and contents that mean harm do none",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const names = [["a\u202egnp.txt", "agnp.txt"], ["con.txt", "_con.txt"], ["<b>x</b>.txt", ".txt"], [`${"n".repeat(300)}.txt`, "nnnn.txt"]];
      await visitor.sendFiles(...names.map(([name]) => file(name, Buffer.from("x"))));
      await until("the agent has all of them", async () => (await agent.page.locator('[data-part="file-link"]').count()) === names.length);
      const seen = await agent.page.locator('[data-part="file-link"]').allInnerTexts();
      for (const [, name] of names) assert.ok(seen.some((text) => text.endsWith(name)), `${name} in ${seen}`);
      for (const text of seen) assert.ok(text.length <= 120 && !/[\u202e<>/\\]/.test(text), text);
      // By its bytes no picture, whatever its name and type say.
      await visitor.sendFiles(file("script.png", svg(), "image/png"), file("bomb.png", bomb(), "image/png"));
      await agentLink(agent, "bomb.png").waitFor();
      await agentLink(agent, "script.png").waitFor();
      await visitor.send("Done");
      await agent.hears("Done");
      assert.equal(await agent.page.locator('[data-part="picture"]').count(), 0);
      assert.equal(await visitor.part("image").count(), 0);
      const got = await saved(agent.page, () => agentLink(agent, "script.png").click());
      assert.ok(got.bytes.equals(svg()));
    },
  },
  {
    name: "files: one on its way shows how far it is, can be called off, and comes through when the network is back",
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const held = await hold(visitor.page, /\/files(\?|$)/);
      await visitor.sendFiles(INVOICE);
      await visitor.part("upload-progress").waitFor();
      await inspect(visitor.page, "a file on its way");
      await until("the request is out", () => held.routes.length === 1 || held.routes.length);
      await visitor.send("Before it");
      await agent.hears("Before it");
      await visitor.part("upload-cancel").click();
      await until("it is gone", async () => (await link(visitor, "invoice").count()) === 0);

      await visitor.sendFiles(PHOTO);
      await until("the next request is out", () => held.routes.length === 2 || held.routes.length);
      await held.breakOff();
      await agentLink(agent, "holiday.png").waitFor();
      assert.equal(await agentLink(agent, "invoice").count(), 0);
      assert.equal(await agentLink(agent, "holiday.png").count(), 1);

      const late = await hold(agent.page, /send_file/);
      await agent.sendFiles(INVOICE);
      await agent.page.locator('[data-part="upload-progress"]').waitFor();
      await inspect(agent.page, "desk with a file on its way");
      await until("the agent's request is out", () => late.routes.length === 1 || late.routes.length);
      await agent.send("Meanwhile");
      await visitor.hears("Meanwhile");
      await late.breakOff();
      await link(visitor, "invoice 4711.pdf").waitFor();
      await agent.sendFiles(file("other.txt", Buffer.from("x")));
      await link(visitor, "other.txt").waitFor();
      assert.equal(await link(visitor, "invoice").count(), 1);
    },
  },
];
