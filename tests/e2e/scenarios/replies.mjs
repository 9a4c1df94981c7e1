// Answers that an agent offers and a visitor gives with one press.
import { inspect } from "../lib/axe.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const replies = (visitor) => visitor.part("quick-reply");
const gone = (visitor) => until("the buttons are gone", async () => (await replies(visitor).count()) === 0 || replies(visitor).count());

export default [
  {
    name: "replies: an agent offers answers, the visitor gives one, and that is remembered",
    settings: { agents },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.part("input").fill("Did that help?");
      await agent.part("offer").click();
      await inspect(agent.page, "desk where answers are offered");
      await agent.part("offer-answers").fill("Yes, Not really");
      await agent.part("offer-answers").press("Enter");
      await agent.part("input").press("Enter");
      await visitor.hears("Did that help?");
      await until("both are offered", async () => (await replies(visitor).allInnerTexts()).join() === "Yes,Not really");
      await inspect(visitor.page, "a message with answers");
      await replies(visitor).getByText("Not really").click();
      await agent.hears("Not really");
      await gone(visitor);
      await inspect(agent.page, "desk with answers that were offered");
      await visitor.page.reload();
      await visitor.hears("Not really", "visitor");
      await gone(visitor);

      await agent.send("/buttons-column [One more] [Enough]");
      await replies(visitor).first().waitFor();
      await inspect(visitor.page, "answers alone");
      await replies(visitor).first().focus();
      await visitor.page.keyboard.press("Tab");
      await visitor.page.keyboard.press("Enter");
      await agent.hears("Enough");
      await until("the focus is in the composer", () =>
        visitor.page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.activeElement?.getAttribute("part") === "input"),
      );
    },
  },
];
