// Messages that an agent gives other words or takes back.
import assert from "node:assert/strict";
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const row = (agent, text) => agent.page.locator('[data-part="message"]', { hasText: text });
const press = async (agent, text, part) => {
  await row(agent, text).hover();
  await row(agent, text).locator(`[part="${part}"]`).click();
};

export default [
  {
    name: "changes: an agent mends one message and takes another back, and both sides keep it so",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.send("Your order is on it's way");
      await agent.send("Meant for somebody else");
      await visitor.hears("Meant for somebody else");

      await press(agent, "on it's way", "edit");
      const field = agent.page.locator('[data-part="edit-field"]');
      assert.equal(await field.inputValue(), "Your order is on it's way");
      await inspect(agent.page, "desk with a message that is mended");
      await field.fill("Your order is on its way <3");
      await field.press("Enter");
      await visitor.hears("Your order is on its way <3");
      assert.equal(await visitor.page.locator("parlor-chat [data-edited]").count(), 1);

      await press(agent, "somebody else", "take-back");
      await inspect(agent.page, "desk with a message that is to be taken back");
      await agent.page.locator('[data-part="take-back-yes"]').click();
      await until("it is gone at the visitor", async () => !(await visitor.part("log").innerText()).includes("somebody else"));
      assert.equal(await visitor.page.locator("parlor-chat [data-deleted]").count(), 1);
      await row(agent, "This message was deleted").waitFor();
      await inspect(visitor.page, "a chat with an edited and a deleted message");
      await inspect(agent.page, "desk with an edited and a deleted message");

      for (const { page } of [agent, visitor]) await page.reload();
      await agent.part("open").click();
      await visitor.hears("Your order is on its way <3");
      await agent.hears("Your order is on its way <3", "agent");
      const texts = [await visitor.part("log").innerText(), await agent.page.locator('[data-part="transcript"]').innerText()];
      for (const text of texts) assert.ok(!text.includes("somebody else") && !text.includes("it's"), text);
    },
  },
  {
    name: "changes: by keyboard alone, and Escape changes nothing",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.send("Fist");
      await visitor.hears("Fist");
      const keys = agent.page.keyboard;
      const edit = row(agent, "Fist").locator('[part="edit"]');
      await edit.focus();
      await keys.press("Enter");
      const field = agent.page.locator('[data-part="edit-field"]');
      await until("the field has the focus", () => field.evaluate((field) => document.activeElement === field));
      await keys.type("ula");
      await keys.press("Escape");
      await until("the focus is where it was", () => edit.evaluate((button) => document.activeElement === button));
      await keys.press("Enter");
      await until("the field has the focus again", () => field.evaluate((field) => document.activeElement === field));
      assert.equal(await field.inputValue(), "Fist");
      await keys.press("ControlOrMeta+A");
      await keys.type("First");
      await keys.press("Enter");
      await visitor.hears("First");
    },
  },
];
