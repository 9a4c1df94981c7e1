// The agent's page.
import { until } from "./wait.mjs";

const part = (name) => `[data-part="${name}"]`;

export class Desk {
  constructor(page) {
    this.page = page;
  }

  part(name) {
    return this.page.locator(part(name));
  }

  /** A button of those that the desk shares with the widget. */
  control(name) {
    return this.page.locator(`[part="${name}"]`);
  }

  async signIn(origin, token) {
    await this.page.goto(`${origin}/desk/`);
    await this.part("token").fill(token);
    await this.part("sign-in").click();
    await this.part("chat-list").waitFor();
  }

  /** Takes the oldest waiting chat. */
  async accept() {
    const queued = this.page.locator(`${part("chat")}[data-state="queued"]`).first();
    await queued.click();
    await this.part("accept").click();
    await this.part("input").waitFor();
  }

  async send(text) {
    await this.part("input").fill(text);
    await this.part("input").press("Enter");
  }

  /** By the chooser beside the composer; another one is for the agent's own picture. */
  async sendFiles(...files) {
    await this.page.getByRole("region", { name: "Conversation" }).locator('[data-part="chooser"]').setInputFiles(files);
  }

  /** Asks the visitor for the form of this name. */
  async ask(form) {
    await this.part("ask").click();
    await this.part("ask-form").and(this.page.locator(`[data-form="${form}"]`)).click();
  }

  async messages() {
    return this.page.evaluate(() => {
      const words = (text) => text?.innerText || text?.textContent || "";
      return [...document.querySelectorAll('[data-part="transcript"] [data-part="message"]')].map((row) => ({
        sender: row.dataset.sender,
        state: row.dataset.state ?? "",
        text: words(row.querySelector('[data-part="message-text"]')),
      }));
    });
  }

  async talk() {
    const rows = await this.messages();
    return rows.filter((row) => row.sender === "visitor" || row.sender === "agent").map((row) => `${row.sender}: ${row.text}`);
  }

  async hears(text, sender = "visitor") {
    await until(`the agent sees "${text}" of ${sender}`, async () =>
      (await this.messages()).some((row) => row.sender === sender && row.text === text),
    );
  }

  /** Waits until the agent's own message has come so far. */
  async state(text, ...states) {
    await until(`the desk shows "${text}" as ${states.join(" or ")}`, async () => {
      const row = (await this.messages()).find((row) => row.sender === "agent" && row.text === text);
      return row && states.includes(row.state) ? true : row;
    });
  }

  async end() {
    await this.part("end").click();
    await this.part("confirm-yes").click();
  }
}
