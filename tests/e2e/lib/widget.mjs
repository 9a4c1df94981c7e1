// The customer's page as a visitor meets it. Every wait is for something that the visitor would see.
import { until } from "./wait.mjs";

const part = (name) => `parlor-chat [part~="${name}"]`;

export class Widget {
  constructor(page) {
    this.page = page;
  }

  part(name) {
    return this.page.locator(part(name));
  }

  async goto(url) {
    await this.page.goto(url);
    await this.part("contact-tab").waitFor();
  }

  /** Waits until the tab tells this availability, in these words. */
  async availability(word, words) {
    await until(`the tab is ${word}`, async () => {
      const tab = this.part("contact-tab");
      const seen = [await tab.getAttribute("data-availability"), await tab.innerText()];
      return (seen[0] === word && seen[1].includes(words)) || seen;
    });
  }

  async open() {
    await this.part("contact-tab").click();
    await this.part("window").waitFor();
  }

  async fill(values) {
    for (const [name, value] of Object.entries(values)) {
      await this.part("field").and(this.page.locator(`[data-name="${name}"]`)).locator("input, textarea, select").fill(value);
    }
  }

  async submitForm(values) {
    await this.part("form").waitFor();
    await this.fill(values);
    await this.part("form-submit").click();
  }

  async type(text) {
    await this.part("input").pressSequentially(text, { delay: 5 });
  }

  async send(text) {
    await this.part("input").fill(text);
    // On touch Enter breaks the line.
    const touch = await this.page.evaluate(() => matchMedia("(hover: none) and (pointer: coarse)").matches);
    if (touch) await this.part("send").tap();
    else await this.part("input").press("Enter");
  }

  async sendFiles(...files) {
    await this.page.locator('parlor-chat input[type="file"]').setInputFiles(files);
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

  /** Keeps every step of the visitor's messages from here on, also over reloads. */
  async noteSteps() {
    this.steps = [];
    await this.page.exposeFunction("__step", (step) => this.steps.push(step));
    await this.page.addInitScript(() => {
      window.Parlor ??= [];
      window.Parlor.push(["on", "message-state", ({ state }) => window.__step(state)]);
    });
  }

  async phase(...phases) {
    await until(`the phase is ${phases.join(" or ")}`, async () => {
      const phase = await this.page.evaluate(() => window.Parlor?.state?.phase);
      return phases.includes(phase) ? true : phase;
    });
  }

  async end() {
    await this.part("end").click();
    await this.part("confirm").waitFor();
    await this.part("confirm-yes").click();
    await this.part("end-screen").waitFor();
  }
}
