// The agent without a browser (crates/call/examples): takes every chat and every call, and sends back what it hears.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class NativeAgent {
  /** What it has heard so far, and how the call stands. */
  told = { stage: "None", audio: 0, video: 0 };

  constructor(server, token) {
    const { host } = new URL(server.origin);
    this.process = spawn(process.env.PARLOR_AGENT, [host, token], { stdio: ["ignore", "pipe", "pipe"] });
    this.errors = "";
    this.process.stderr.on("data", (data) => (this.errors += data));
    createInterface(this.process.stdout).on("line", (line) => (this.told = JSON.parse(line)));
    this.gone = new Promise((done) => this.process.on("exit", done));
  }

  async stop() {
    this.process.kill();
    await this.gone;
  }
}
