// The customer's page in Chromium, as most scenarios meet it.
import { Seen } from "./seen.mjs";
import { until } from "./wait.mjs";

const part = (name) => `parlor-chat [part~="${name}"]`;

export class Widget extends Seen {
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

  /** Keeps every step of the visitor's messages from here on, also over reloads. */
  async noteSteps() {
    this.steps = [];
    await this.page.exposeFunction("__step", (step) => this.steps.push(step));
    await this.page.addInitScript(() => {
      window.Parlor ??= [];
      window.Parlor.push(["on", "message-state", ({ state }) => window.__step(state)]);
    });
  }

  async end() {
    await this.part("end").click();
    await this.part("confirm").waitFor();
    await this.part("confirm-yes").click();
    await this.part("end-screen").waitFor();
  }
}
