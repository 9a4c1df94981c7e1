// Who stands at the end of a transcript stays there, whatever grows and shrinks around it; and what is seen is told to
// the other side, in every order of events.
import assert from "node:assert/strict";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";

const settings = { agents };

/** A chat with more than fits into either window. */
async function longChat(stage) {
  const { agent, visitor } = await stage.meet();
  for (let n = 1; n <= 14; n += 1) {
    await visitor.send(`Question ${n}`);
    await agent.hears(`Question ${n}`);
    await agent.send(`Answer ${n}`);
    await visitor.hears(`Answer ${n}`);
  }
  return { agent, visitor };
}

const LINES = ["one", "two", "three", "four", "five"];

export default [
  {
    name: "receipts: a draft of many lines takes neither side from the end",
    settings,
    async play(stage) {
      const { agent, visitor } = await longChat(stage);
      for (const side of [agent, visitor]) {
        for (const line of LINES) {
          await side.part("input").pressSequentially(line, { delay: 10 });
          await side.part("input").press("Shift+Enter");
        }
      }
      await visitor.send("Is that seen?");
      await visitor.state("Is that seen?", "read");
      await agent.send("It is.");
      await agent.state("It is.", "read");
      for (const side of [agent, visitor]) assert.equal(await side.part("jump-to-latest").count(), 0);
    },
  },
  {
    name: "receipts: a banner that goes while messages rush in takes nobody from the end",
    settings,
    expected: NETWORK,
    async play(stage) {
      const { agent, visitor } = await longChat(stage);
      // The page's own layout between two frames is what lost the end.
      await agent.page.evaluate(() => setInterval(() => document.querySelector('[data-part="transcript"]').scrollHeight, 2));
      const debuggers = await agent.page.context().newCDPSession(agent.page);
      await debuggers.send("Emulation.setCPUThrottlingRate", { rate: 4 });
      for (let n = 1; n <= 3; n += 1) {
        await stage.server.kill();
        await agent.part("banner").waitFor();
        await visitor.send(`One more ${n}`);
        await visitor.send(`And another ${n}`);
        await stage.server.run();
        await visitor.state(`And another ${n}`, "read");
        assert.equal(await agent.part("jump-to-latest").count(), 0);
      }
    },
  },
  {
    name: "receipts: whoever reads further up is told of nothing as seen, and sending leads to the end",
    settings,
    async play(stage) {
      const { agent, visitor } = await longChat(stage);
      await agent.part("transcript").hover();
      await agent.page.mouse.wheel(0, -300);
      await agent.part("jump-to-latest").waitFor();
      await visitor.part("log").hover();
      await visitor.page.mouse.wheel(0, -300);
      await visitor.part("jump-to-latest").waitFor();
      await visitor.send("Not looked at yet");
      await agent.hears("Not looked at yet");
      await visitor.state("Not looked at yet", "delivered");
      await visitor.part("jump-to-latest").waitFor({ state: "detached" });
      await agent.send("Seen by answering");
      await visitor.state("Not looked at yet", "read");
      await agent.part("jump-to-latest").waitFor({ state: "detached" });
      await agent.state("Seen by answering", "read");
    },
  },
  {
    name: "receipts: what the agent reads in the queue is told once the chat is taken",
    settings,
    async play(stage) {
      const agent = await stage.signedIn();
      const visitor = await stage.visitor();
      await visitor.goto(stage.server.origin);
      await visitor.open();
      await visitor.submitForm({ first_name: "Vera" });
      await visitor.phase("queued");
      await visitor.send("Is anybody there?");
      await agent.page.locator('[data-part="chat"][data-state="queued"]').first().click();
      await agent.hears("Is anybody there?");
      await visitor.state("Is anybody there?", "delivered");
      await agent.part("accept").click();
      await visitor.state("Is anybody there?", "read");
    },
  },
  {
    name: "receipts: a message that came while no agent's line stood is delivered once one does",
    settings,
    expected: NETWORK,
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.server.origin);
      await visitor.open();
      await visitor.submitForm({ first_name: "Vera" });
      await visitor.phase("queued");
      await visitor.send("Before anybody came");
      await visitor.state("Before anybody came", "sent");
      const agent = await stage.signedIn();
      await visitor.state("Before anybody came", "delivered");
      await agent.accept();
      await visitor.state("Before anybody came", "read");
      // The desk knows again after a reload what was read on either side.
      await agent.send("Hello");
      await agent.state("Hello", "read");
      await agent.page.reload();
      await agent.page.locator('[data-part="chat"]').first().click();
      await agent.state("Hello", "read");
    },
  },
];
