// What a message can be besides words, and what a chat belongs to: places, pictures of agents, cases, the version.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { picture } from "../lib/files.mjs";
import { until } from "../lib/wait.mjs";

const BATH = { latitude: 51.38, longitude: -2.36 };
const widget = {
  definition: {
    chatInitiations: [{ urls: [], contactTab: { enabled: true, agentsAvailableMsg: "Chat with us" } }],
    chatWidgetStyling: { showAgentPic: "show" },
  },
};

const text = (page, words) => page.getByText(words).first().waitFor();

export default [
  {
    name: "location: asked before the browser asks, sent once, shown at both ends",
    settings: { agents },
    async play(stage) {
      const visitor = await stage.visitor({ geolocation: BATH, permissions: ["geolocation"] });
      const { agent } = await stage.meet(visitor);
      await visitor.part("location-send").click();
      await visitor.part("confirm").waitFor();
      await inspect(visitor.page, "the question for the location");
      await visitor.part("confirm-no").click();
      await until("nothing is asked any more", async () => (await visitor.part("confirm").count()) === 0);
      assert.equal(await visitor.part("location").count(), 0);
      await visitor.part("location-send").click();
      await visitor.part("confirm-yes").click();
      await visitor.part("location").waitFor();
      await text(agent.page, "51.38000, -2.36000");
      const map = agent.page.getByRole("link", { name: "51.38000, -2.36000" });
      assert.match(await map.getAttribute("href"), /^https:\/\/www\.openstreetmap\.org\/.*mlat=51\.38/);
      await agent.send("We are here /location : 51.381, -2.359, Fernhill Cycles");
      await text(visitor.page, "Fernhill Cycles");
      await inspect(visitor.page, "places in the transcript");
      await visitor.page.reload();
      await until("both places are there again", async () => (await visitor.part("location").count()) === 2 || visitor.part("location").count());
      const sent = await visitor.page.evaluate(() => window.Parlor.sendLocation());
      assert.ok(sent.id);
      await until("a third one is there", async () => (await visitor.part("location").count()) === 3 || visitor.part("location").count());
    },
  },
  {
    name: "location: where it is not allowed, that is said and nothing is sent",
    settings: { agents },
    async play(stage) {
      const { visitor } = await stage.meet();
      await visitor.part("location-send").click();
      await visitor.part("confirm-yes").click();
      await text(visitor.page, "Your browser does not share where you are");
      await inspect(visitor.page, "no location");
      const code = await visitor.page.evaluate(() => window.Parlor.sendLocation().catch((reason) => reason.code));
      assert.equal(code, "permission");
      await visitor.part("confirm-no").click();
      assert.equal(await visitor.part("location").count(), 0);
    },
  },
  {
    name: "case: earlier chats stand above this one, the visitor marks it as solved, the agent sees it",
    settings: { agents },
    // Who starts again at once ends a chat that the contact center may have ended already.
    expected: [/status of 404/],
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await visitor.send("Where is my frame?");
      await agent.hears("Where is my frame?");
      await agent.send("In the paint shop");
      await visitor.hears("In the paint shop");
      await visitor.page.setInputFiles('parlor-chat [data-part="chooser"]', { name: "bill.txt", mimeType: "text/plain", buffer: Buffer.from("£") });
      await visitor.part("file-link").waitFor();
      const set = async () => {
        await agent.part("case").fill("C-42");
        await agent.part("case-set").click();
        await text(agent.page, "Part of case “C-42”");
      };
      await set();
      await visitor.end();
      await visitor.part("start-again").click();
      await visitor.phase("queued");
      await agent.accept();
      await visitor.phase("connected");
      assert.equal(await visitor.part("case-history").count(), 0);
      await set();
      await visitor.part("case-history").waitFor();
      await visitor.part("case-history").locator("summary").click();
      for (const words of ["Where is my frame?", "In the paint shop", "bill.txt", "no longer available"]) {
        await text(visitor.part("case-history"), words);
      }
      await inspect(visitor.page, "earlier chats");
      await visitor.part("menu").click();
      await text(visitor.part("about"), /Parlor \d/);
      await text(visitor.part("about"), /Contact center .*\(Parlor\)/);
      await inspect(visitor.page, "the menu");
      await visitor.part("case-close").click();
      await text(agent.page, "solved, says the visitor");
      await visitor.part("menu").click();
      await text(visitor.page, "Your request is marked as solved");
      await visitor.page.keyboard.press("Escape");
      await until("the menu is closed", async () => (await visitor.part("about").count()) === 0);
      assert.equal(await visitor.part("window").count(), 1, "and the window is not");
    },
  },
  {
    name: "case: a contact center that can't close it says so calmly",
    settings: { agents },
    expected: [/Failed to load resource/],
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.part("case").fill("C-1");
      await agent.part("case-set").click();
      await visitor.part("menu").click();
      await visitor.part("case-close").waitFor();
      await stage.server.faults([{ path: "/closecase", kind: "status", status: 500, code: 5602 }]);
      await visitor.part("case-close").click();
      await text(visitor.page, "Your request could not be marked as solved");
      await inspect(visitor.page, "a case that could not be closed");
    },
  },
  {
    name: "photo: an agent chooses a picture, the visitor sees it",
    settings: { agents },
    widget,
    expected: [/Failed to load resource/],
    async play(stage) {
      const agent = await stage.agent();
      await agent.signIn(stage.server.origin, "anna-token-0123456789abcdef");
      const chosen = agent.page.waitForEvent("filechooser");
      await agent.part("photo").click();
      await (await chosen).setFiles({ name: "me.png", mimeType: "image/png", buffer: picture() });
      await agent.page.locator('.me-photo img').waitFor();
      const visitor = await stage.queued();
      await agent.accept();
      await agent.send("Hello");
      await visitor.hears("Hello");
      await visitor.page.locator("parlor-chat .header-picture img").waitFor();
      await visitor.page.locator('parlor-chat [part~="message"] [part~="avatar"] img').waitFor();
      await inspect(visitor.page, "an agent's picture");
      const chosen2 = agent.page.waitForEvent("filechooser");
      await agent.part("photo").click();
      await (await chosen2).setFiles({ name: "me.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg onload='x'/>") });
      await agent.page.getByText("This picture can't be used").waitFor({ state: "attached" });
      await agent.page.locator('.me-photo img').waitFor();
    },
  },
];
