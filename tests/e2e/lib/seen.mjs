// What a visitor sees of the widget, read from a page of any browser. Every wait is for something that is seen.
import { until } from "./wait.mjs";

export class Seen {
  /** `page` has `evaluate`. */
  constructor(page) {
    this.page = page;
  }

  /** Every message of the transcript: sender, text, state. */
  async messages() {
    return this.page.evaluate(() => {
      const root = document.querySelector("parlor-chat").shadowRoot;
      // What is far out of sight is not laid out and has no inner text.
      const words = (text) => text?.innerText || text?.textContent || "";
      return [...root.querySelectorAll('[part~="message"]')].map((row) => ({
        sender: row.dataset.sender,
        state: row.dataset.state ?? "",
        text: words(row.querySelector('[part~="message-text"]')),
      }));
    });
  }

  async talk() {
    const rows = await this.messages();
    return rows.filter((row) => row.sender === "visitor" || row.sender === "agent").map((row) => `${row.sender}: ${row.text}`);
  }

  async hears(text, sender = "agent") {
    await until(`the visitor sees "${text}" of ${sender}`, async () =>
      (await this.messages()).some((row) => row.sender === sender && row.text === text),
    );
  }

  async state(text, ...states) {
    await until(`"${text}" is ${states.join(" or ")}`, async () => {
      const row = (await this.messages()).find((row) => row.sender === "visitor" && row.text === text);
      return row && states.includes(row.state) ? true : row;
    });
  }

  async phase(...phases) {
    await until(`the phase is ${phases.join(" or ")}`, async () => {
      const phase = await this.page.evaluate(() => window.Parlor?.state?.phase);
      return phases.includes(phase) ? true : phase;
    });
  }
}
