// What the host page may expect of its guest.
import assert from "node:assert/strict";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const agents = {};

export default [
  {
    name: "guest: nothing is asked, stored or set before the visitor acts (E50)",
    settings: { agents },
    async play(stage) {
      const page = await stage.context("visitor");
      const asked = [];
      page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
      await page.goto(stage.server.origin);
      await page.locator('parlor-chat [part~="contact-tab"]').waitFor();
      const api = asked.filter((line) => line.includes("/clientweb/"));
      assert.deepEqual(api.sort(), ["GET /clientweb/api/v2/availability", "GET /clientweb/api/v2/configuration"]);
      assert.deepEqual(await page.context().cookies(), []);
      const kept = await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
      assert.deepEqual(kept, []);
    },
  },
  {
    name: "guest: destroy leaves nothing behind",
    settings: { agents },
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.server.origin);
      await visitor.open();
      // The demo's desk is of the same origin, and an agent's draft is no visitor's.
      await visitor.page.evaluate(() => localStorage.setItem("parlor-desk-unsent", "{}"));
      await visitor.page.evaluate(() => window.Parlor.destroy({ forget: true }));
      await until("the element is gone", () => visitor.page.evaluate(() => !document.querySelector("parlor-chat")));
      const kept = await visitor.page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
      assert.deepEqual(kept, ["parlor-desk-unsent"]);
    },
  },
  {
    name: "guest: a server that answers nonsense harms neither the page nor what was typed",
    settings: { agents },
    expected: NETWORK,
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.server.origin);
      await visitor.open();
      await visitor.submitForm({ first_name: "Vera" });
      await visitor.phase("queued");
      for (const kind of ["truncate", "drop", "drop-after", "status"]) {
        await stage.server.faults([{ path: "/clientweb/api/v2/chats/", method: "POST", kind, status: 500, times: 2 }]);
        await visitor.send(`through ${kind}`);
        await visitor.state(`through ${kind}`, "sent", "delivered", "read");
      }
      const texts = (await visitor.talk()).filter((line) => line.startsWith("visitor"));
      assert.deepEqual(texts, ["truncate", "drop", "drop-after", "status"].map((kind) => `visitor: through ${kind}`));
    },
  },
];
