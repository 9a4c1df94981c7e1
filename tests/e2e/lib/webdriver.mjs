// WebKitGTK by the W3C's WebDriver protocol, on a screen that nobody sees. A driver for each browser: it has one session.
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { until } from "./wait.mjs";

/** As the protocol writes keys that are no letters. */
const KEYS = { Tab: "\uE004", Enter: "\uE007", Shift: "\uE008", Escape: "\uE00C" };
/** For what the driver itself waits for, in milliseconds. */
const LONGEST = 20_000;
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** No desktop that it could ask for settings and screen readers, and no graphics card, whose stand-in costs twice the time. */
const ALONE = { GDK_BACKEND: "x11", GSETTINGS_BACKEND: "memory", NO_AT_BRIDGE: "1", WEBKIT_DISABLE_DMABUF_RENDERER: "1" };

const freePort = () =>
  new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** Ends with us, however that is. */
function child(program, flags, options) {
  const started = spawn(program, flags, options);
  const end = () => {
    try {
      process.kill(options.detached ? -started.pid : started.pid, "SIGKILL");
    } catch {
      // It is gone.
    }
  };
  process.on("exit", end);
  started.gone = new Promise((done) => started.on("exit", done)).then(() => process.off("exit", end));
  started.end = () => {
    end();
    return started.gone;
  };
  return started;
}

/** A screen in memory, which takes the first name that is free. */
export class Screen {
  static async start() {
    const screen = new Screen();
    const flags = ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
    screen.process = child("Xvfb", flags, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    screen.name = await new Promise((done, fail) => {
      screen.process.stdio[3].once("data", (data) => done(`:${String(data).trim()}`));
      screen.process.on("error", fail);
      screen.process.gone.then(() => fail(new Error("Xvfb ended")));
    });
    return screen;
  }

  stop() {
    return this.process.end();
  }
}

/** A browser with a profile of its own that it forgets. */
export class WebKit {
  static async start(screen, { dark } = {}) {
    const webkit = new WebKit();
    const port = await freePort();
    webkit.address = `http://127.0.0.1:${port}`;
    const env = { ...process.env, ...ALONE, DISPLAY: screen.name };
    webkit.process = child("WebKitWebDriver", [`--port=${port}`], { env, stdio: "ignore", detached: true });
    await until("WebKit's driver listens", async () => (await webkit.ask("GET", "/status")).ready || "busy");
    const args = ["--automation", ...(dark ? ["--dark-mode"] : [])];
    const alwaysMatch = { "webkitgtk:browserOptions": { args }, timeouts: { pageLoad: LONGEST, script: LONGEST } };
    const { sessionId, capabilities } = await webkit.ask("POST", "/session", { capabilities: { alwaysMatch } });
    webkit.path = `/session/${sessionId}`;
    webkit.version = capabilities.browserVersion;
    return webkit;
  }

  async ask(method, path, body) {
    const answer = await fetch(`${this.address}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  async tab() {
    return new Tab(this, await this.ask("GET", `${this.path}/window`));
  }

  /** With its driver. It has nothing to put away. */
  close() {
    return this.process.end();
  }
}

/** The driver speaks to one tab at a time, and one command after the other. */
class Tab {
  constructor(webkit, handle) {
    Object.assign(this, { webkit, handle });
  }

  command(method, path, body) {
    const { webkit, handle } = this;
    const run = async () => {
      if (webkit.current !== handle) await webkit.ask("POST", `${webkit.path}/window`, { handle });
      webkit.current = handle;
      return webkit.ask(method, webkit.path + path, body);
    };
    const answer = (webkit.last ?? Promise.resolve()).then(run);
    webkit.last = answer.catch(() => {});
    return answer;
  }

  run(code) {
    return this.command("POST", "/execute/sync", { script: `return ${code}`, args: [] });
  }

  goto(url) {
    return this.command("POST", "/url", { url });
  }

  reload() {
    return this.command("POST", "/refresh", {});
  }

  back() {
    return this.command("POST", "/back", {});
  }

  mouse(x, y) {
    const actions = [
      { type: "pointerMove", duration: 0, origin: "viewport", x: Math.round(x), y: Math.round(y) },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    return this.act({ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions });
  }

  keys(text) {
    return this.act(keys([...text].flatMap((letter) => press(letter))));
  }

  /** `Shift+Tab` holds the first while the second is pressed. */
  key(name) {
    const all = name.split("+").map((one) => KEYS[one]);
    const down = all.map((value) => ({ type: "keyDown", value }));
    const up = all.toReversed().map((value) => ({ type: "keyUp", value }));
    return this.act(keys([...down, ...up]));
  }

  act(...actions) {
    return this.command("POST", "/actions", { actions });
  }

  async choose(code, paths) {
    const { [ELEMENT]: id } = await this.run(code);
    await this.command("POST", `/element/${id}/value`, { text: paths.join("\n") });
  }

  /** The window has its tool bar above the page. */
  async resize(width, height) {
    const { width: outer, height: high } = await this.command("GET", "/window/rect");
    const [inner, low] = await this.run("[innerWidth, innerHeight]");
    await this.command("POST", "/window/rect", { width: width + outer - inner, height: height + high - low });
  }

  async another() {
    const { handle } = await this.command("POST", "/window/new", { type: "window" });
    return new Tab(this.webkit, handle);
  }

  /** A tab that is spoken to is the one in front. */
  async front() {
    await this.command("GET", "/url");
  }

  close() {
    return this.command("DELETE", "/window").then(() => (this.webkit.current = null));
  }

  async picture(path) {
    await writeFile(path, Buffer.from(await this.command("GET", "/screenshot"), "base64"));
  }
}

const keys = (actions) => ({ type: "key", id: "keys", actions });
const press = (value) => [{ type: "keyDown", value }, { type: "keyUp", value }];
