// The server under test: the real binary on a free port, with a folder of its own that goes with it.
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const AGENTS = { anna: "anna-token-0123456789abcdef", ben: "ben-token-0123456789abcdef" };

/** Anna alone, as most scenarios want it. */
export const agents = { list: `[{ id = "anna", name = "Anna Lee", token = "${AGENTS.anna}" }]` };

/** Anna and a colleague who may take over. */
export const twoAgents = {
  list: `[{ id = "anna", name = "Anna Lee", token = "${AGENTS.anna}" }, { id = "ben", name = "Ben Okafor", token = "${AGENTS.ben}" }]`,
};

const PARAMETERS = `[{ name = "first_name", type = "FIRST_NAME" }, { name = "last_name", type = "LAST_NAME" }, { name = "email", type = "EMAIL" }]`;

/** Settings of a scenario over those of all scenarios. Sections by name, values as TOML literals. */
function toml(sections) {
  return Object.entries(sections)
    .map(([name, values]) => `[${name}]\n${Object.entries(values).map(([key, value]) => `${key} = ${value}\n`).join("")}`)
    .join("\n");
}

export class Server {
  /** `omit` are faults that strike from the start, whatever else the scenario asks for. */
  static async start({ settings = {}, widget, origins = [], omit = [] } = {}) {
    const server = new Server();
    server.omit = omit;
    server.dir = await mkdtemp(join(tmpdir(), "parlor-e2e-"));
    server.config = join(server.dir, "parlor.toml");
    server.sections = {
      server: { tenants: `[{ url = "localhost", apps = ["demo"] }]`, allowed_origins: JSON.stringify(origins), ...settings.server },
      chat: { hours: `"always"`, ...settings.chat },
      script: { enabled: "false", ...settings.script },
      agents: { ...settings.agents },
      widget: { parameters: PARAMETERS, ...settings.widget },
      ice: { ...settings.ice },
    };
    if (widget) {
      await writeFile(join(server.dir, "widget.json"), JSON.stringify(widget));
      server.sections.widget.configuration = `"${join(server.dir, "widget.json")}"`;
    }
    await server.configure({});
    server.port = 0;
    await server.run();
    return server;
  }

  /** Other settings, from the next start on. */
  async configure(settings) {
    for (const [name, values] of Object.entries(settings)) Object.assign(this.sections[name], values);
    await writeFile(this.config, toml(this.sections));
  }

  /** Starts the process and waits until it says that it listens. */
  async run() {
    const listen = `127.0.0.1:${this.port}`;
    const flags = ["--config", this.config, "--listen", listen, "--data", join(this.dir, "data"), "--assets", process.env.PARLOR_DIST];
    this.process = spawn(process.env.PARLOR_SERVER, [...flags, "--allow-faults"], { stdio: ["ignore", "pipe", "pipe"] });
    this.errors = "";
    this.process.stderr.on("data", (data) => (this.errors += data));
    this.gone = new Promise((done) => this.process.on("exit", done));
    this.origin = await new Promise((done, fail) => {
      createInterface(this.process.stdout).on("line", (line) => {
        const found = line.match(/https?:\/\/[^\s"/]+/);
        if (found) done(found[0]);
      });
      this.gone.then((code) => fail(new Error(`the server ended with ${code}: ${this.errors}`)));
    });
    this.port = new URL(this.origin).port;
    if (this.omit.length) await this.faults([]);
  }

  /** With the settings as they are now. */
  async restart() {
    this.process.kill("SIGTERM");
    await this.gone;
    await this.run();
  }

  /** As the power cut does it. */
  async kill() {
    this.process.kill("SIGKILL");
    await this.gone;
  }

  async stop() {
    this.process.kill("SIGTERM");
    await this.gone;
    await rm(this.dir, { recursive: true, force: true });
  }

  async faults(list) {
    const answer = await fetch(`${this.origin}/__faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([...this.omit, ...list]),
    });
    if (!answer.ok) throw new Error(`faults refused: ${await answer.text()}`);
  }
}
