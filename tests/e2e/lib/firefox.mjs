// The customer's page in Firefox, with devices of its own making. Playwright drives no stock Firefox.
import { watch } from "./call.mjs";
import { puppeteer } from "./tools.mjs";
import { until } from "./wait.mjs";

const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.autoplay.default": 0,
};

export class Firefox {
  static async open(url) {
    const firefox = new Firefox();
    firefox.browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: "/usr/bin/firefox-esr",
      headless: true,
      extraPrefsFirefox: PREFERENCES,
    });
    firefox.page = await firefox.browser.newPage();
    firefox.wrong = [];
    firefox.page.on("pageerror", (error) => firefox.wrong.push(error.message));
    await firefox.page.evaluateOnNewDocument(watch);
    await firefox.page.goto(url);
    return firefox;
  }

  /** Reads something of the widget's part of this name; null where there is none. */
  part(name, read = "state") {
    return this.page.evaluate(
      (name, read) => {
        const part = document.querySelector("parlor-chat")?.shadowRoot.querySelector(`[part~="${name}"]`);
        if (!part) return null;
        return read === "state" ? (part.dataset.state ?? "there") : part.innerText;
      },
      name,
      read,
    );
  }

  async press(name) {
    await until(`Firefox has a ${name}`, async () => (await this.part(name)) !== null);
    await this.page.evaluate((name) => document.querySelector("parlor-chat").shadowRoot.querySelector(`[part~="${name}"]`).click(), name);
  }

  /** Fills in the form before the chat. */
  async begin(name) {
    await this.press("contact-tab");
    await until("Firefox has the form", async () => (await this.part("form-submit")) !== null);
    await this.page.evaluate((name) => {
      const root = document.querySelector("parlor-chat").shadowRoot;
      const field = root.querySelector('[data-name="first_name"] input');
      field.value = name;
      field.dispatchEvent(new Event("input", { bubbles: true, composed: true }));
    }, name);
    await this.press("form-submit");
  }

  async close() {
    await this.browser.close();
  }
}
