// A TURN server on loopback, which a call can be made to go through. Stopped, it is a network that is cut.
import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What server and clients share with it. */
export const SECRET = "a-secret-of-the-scenarios";

const freePort = () =>
  new Promise((done, fail) => {
    const socket = createSocket("udp4");
    socket.once("error", fail);
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => done(port));
    });
  });

export class Coturn {
  static async start() {
    const coturn = new Coturn();
    coturn.dir = await mkdtemp(join(tmpdir(), "parlor-turn-"));
    coturn.port = await freePort();
    const place = (name) => join(coturn.dir, name);
    const flags = [
      "-n", "--no-cli", "--no-tls", "--no-dtls", "--no-rfc5780", "--no-stun-backward-compatibility",
      "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", `--listening-port=${coturn.port}`,
      // It takes what is free among these.
      "--min-port=40000", "--max-port=49999", "--allow-loopback-peers",
      "--use-auth-secret", `--static-auth-secret=${SECRET}`, "--realm=parlor",
      "--log-file=stdout", `--pidfile=${place("pid")}`, `--userdb=${place("db")}`,
    ];
    coturn.process = spawn("turnserver", flags, { stdio: ["ignore", "pipe", "pipe"] });
    coturn.gone = new Promise((done) => coturn.process.on("exit", done));
    await new Promise((done, fail) => {
      let said = "";
      const hear = (data) => {
        said += data;
        if (/Relay address to use|listener opened|Total auth threads/i.test(said)) done();
      };
      coturn.process.stdout.on("data", hear);
      coturn.process.stderr.on("data", hear);
      coturn.process.on("error", fail);
      coturn.gone.then((code) => fail(new Error(`turnserver ended with ${code}: ${said}`)));
    });
    return coturn;
  }

  /** The server's settings for calls that go by it. */
  get settings() {
    return { servers: `[{ url = "turn:127.0.0.1:${this.port}?transport=udp" }]`, secret: `"${SECRET}"` };
  }

  /** Nothing passes any more, or again. */
  cut(is) {
    this.process.kill(is ? "SIGSTOP" : "SIGCONT");
  }

  async stop() {
    this.process.kill("SIGKILL");
    await this.gone;
    await rm(this.dir, { recursive: true, force: true });
  }
}
