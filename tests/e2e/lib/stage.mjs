// A browser with a visitor's and an agent's page in contexts of their own, and what must hold in every scenario:
// no violation of the page's policy, no uncaught error, no error in the console that the scenario did not expect.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "./tools.mjs";
import { Desk } from "./desk.mjs";
import { AGENTS, Server } from "./server.mjs";
import { site } from "./site.mjs";
import { record } from "./traffic.mjs";
import { PATIENCE } from "./wait.mjs";
import { Widget } from "./widget.mjs";

/** Where a scenario that failed leaves its pictures. */
export const PICTURES = fileURLToPath(new URL("../../../target/e2e", import.meta.url));

let browser;

export async function launch() {
  return (browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--use-fake-device-for-media-stream"],
  }));
}

export async function close() {
  await browser?.close();
}

export const isUp = () => browser.isConnected();

/** The browser's processes with their kinds and the seconds that they have worked. */
export async function processes() {
  const cdp = await browser.newBrowserCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  await cdp.detach();
  return processInfo;
}

export class Stage {
  constructor(name, options) {
    this.name = name;
    this.options = options;
    this.heard = [];
    this.wrong = [];
    this.expected = options.expected ?? [];
    this.contexts = [];
    /** What went between the visitors' pages and the contact center. */
    this.seen = new Set();
    this.sent = [];
    this.told = [];
  }

  static async set(name, options = {}) {
    const stage = new Stage(name, options);
    const { watched, ...elsewhere } = options.elsewhere ?? {};
    if (options.elsewhere) stage.site = await site({ ...elsewhere, hear: watched && ((what) => stage.note("visitor", what)) });
    stage.server = await Server.start({ ...options, origins: stage.site ? [stage.site.origin] : options.origins });
    if (stage.site) stage.site.center = stage.server.origin;
    return stage;
  }

  /** The customer's page: the server's own, or with `elsewhere` one on another origin. */
  get page() {
    return `${this.site?.origin ?? this.server.origin}/`;
  }

  async context(who, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB", ...options });
    this.contexts.push(context);
    if (PATIENCE) context.setDefaultTimeout(PATIENCE * 1000);
    const page = await context.newPage();
    if (who === "visitor") record(page, this);
    const note = (what) => this.note(who, what);
    page.on("pageerror", (error) => note(`uncaught ${error.stack ?? error.message}`));
    page.on("console", (message) => message.type() === "error" && note(`console: ${message.text()}`));
    await page.exposeFunction("__violation", (what) => note(`policy: ${what}`));
    await page.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", (event) =>
        window.__violation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
      ),
    );
    return page;
  }

  /** Something went wrong, unless the scenario expects it. */
  note(who, what) {
    this.heard.push(what);
    // Pages close one after the other: the poll of one that is gone may still stand in the way of the next one's.
    const late = this.closing && /Failed to load resource/.test(what);
    if (!late && !this.expected.some((pattern) => pattern.test(what))) this.wrong.push(`${who}: ${what}`);
  }

  async visitor(options) {
    return new Widget(await this.context("visitor", options));
  }

  async agent(options) {
    return new Desk(await this.context("agent", options));
  }

  /** The agent Anna, at the desk. */
  async signedIn(page) {
    const agent = page ? new Desk(page) : await this.agent();
    await agent.signIn(this.server.origin, AGENTS.anna);
    return agent;
  }

  /** A visitor who has filled in the form. */
  async begun(visitor) {
    visitor ??= await this.visitor();
    await visitor.goto(this.page);
    await visitor.open();
    await visitor.submitForm({ first_name: "Vera" });
    return visitor;
  }

  /** One who waits for an agent. */
  async queued(visitor) {
    visitor = await this.begun(visitor);
    await visitor.phase("queued");
    return visitor;
  }

  /** A visitor and the agent Anna, in one chat. */
  async meet(visitor, agentsPage) {
    const agent = await this.signedIn(agentsPage);
    visitor = await this.queued(visitor);
    await agent.accept();
    await visitor.phase("connected");
    return { agent, visitor };
  }

  /** Takes a scenario's end: everything closed, and what went wrong on the way is an error. */
  async strike(failure) {
    if (failure) {
      await mkdir(PICTURES, { recursive: true });
      const pages = this.contexts.flatMap((context) => context.pages());
      for (const [at, page] of pages.entries()) {
        const path = join(PICTURES, `${this.name.replace(/\W+/g, "-").slice(0, 60)}-${at}.png`);
        await page.screenshot({ path }).catch(() => {});
        failure.message += `\n  picture: ${path}`;
      }
    }
    this.closing = true;
    for (const context of this.contexts) await context.close();
    await this.server.stop();
    await this.site?.close();
    if (this.wrong.length) {
      const list = this.wrong.slice(0, 20).join("\n  ");
      if (failure) failure.message += `\n  also: ${list}`;
      else throw new Error(`went wrong beside the story:\n  ${list}`);
    }
    if (failure) throw failure;
  }
}

/** Errors that the browser itself logs for requests that a scenario makes fail. */
export const NETWORK = [/Failed to load resource/, /net::ERR_/, /WebSocket connection to .* failed/];
