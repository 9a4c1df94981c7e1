// The three browsers behind one interface: `start()`, then `version`, `tab({ dark })` of a profile that is new, `close()`.
// What a tab can do stands in `Page`, for the two whose tools are alike, and in `webdriver.mjs`.
import { DEVICES } from "./call.mjs";
import { launchFirefox } from "./firefox.mjs";
import { launch } from "./stage.mjs";
import { Screen, WebKit } from "./webdriver.mjs";

/** Playwright's and puppeteer's pages are alike but for a few names. `run` takes an expression, and waits where it promises. */
class Page {
  constructor(page) {
    this.page = page;
  }

  run(code) {
    return this.page.evaluate(code);
  }

  async goto(url) {
    await this.page.goto(url);
  }

  async reload() {
    await this.page.reload();
  }

  async back() {
    await this.page.goBack();
  }

  mouse(x, y) {
    return this.page.mouse.click(x, y);
  }

  keys(text) {
    return this.page.keyboard.type(text);
  }

  /** `Shift+Tab` holds the first while the second is pressed. */
  async key(name) {
    const held = name.split("+");
    const last = held.pop();
    for (const one of held) await this.page.keyboard.down(one);
    await this.page.keyboard.press(last);
    for (const one of held) await this.page.keyboard.up(one);
  }

  /** Gives these files to the chooser that the expression names. */
  async choose(code, paths) {
    const chooser = (await this.page.evaluateHandle(code)).asElement();
    if (chooser.setInputFiles) await chooser.setInputFiles(paths);
    else await chooser.uploadFile(...paths);
  }

  resize(width, height) {
    return this.page.setViewportSize ? this.page.setViewportSize({ width, height }) : this.page.setViewport({ width, height });
  }

  /** Another tab of the same profile. */
  async another() {
    const context = this.page.context?.() ?? this.page.browserContext();
    return new Page(await context.newPage());
  }

  front() {
    return this.page.bringToFront();
  }

  picture(path) {
    return this.page.screenshot({ path });
  }

  close() {
    return this.page.close();
  }
}

const chromium = {
  name: "Chromium",
  async start() {
    this.browser = await launch();
    this.version = this.browser.version();
  },
  async tab({ dark } = {}) {
    const context = await this.browser.newContext({ ...DEVICES, colorScheme: dark ? "dark" : "light" });
    const tab = new Page(await context.newPage());
    tab.leave = () => context.close();
    return tab;
  },
  async close() {
    await this.browser?.close();
  },
};

const firefox = {
  name: "Firefox",
  async start() {
    this.browser = await launchFirefox();
    this.version = (await this.browser.version()).replace("firefox/", "");
  },
  /** Colours are a setting of the whole browser. */
  async tab({ dark } = {}) {
    const browser = dark ? await launchFirefox({ dark }) : this.browser;
    const context = await browser.createBrowserContext();
    const tab = new Page(await context.newPage());
    tab.leave = () => (dark ? browser.close() : context.close());
    return tab;
  },
  async close() {
    await this.browser?.close();
  },
};

const webkit = {
  name: "WebKitGTK",
  async start() {
    this.screen = await Screen.start();
  },
  async tab(options) {
    const browser = await WebKit.start(this.screen, options);
    this.version = browser.version;
    const tab = await browser.tab();
    tab.leave = () => browser.close();
    return tab;
  },
  async close() {
    await this.screen?.stop();
  },
};

export const BROWSERS = { chromium, firefox, webkit };
