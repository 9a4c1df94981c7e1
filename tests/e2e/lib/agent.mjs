// The agent Anna without a browser: at the desk by the socket, which is what makes messages arrive, and acting by the web.
import { Bot } from "./bot.mjs";
import { AGENTS } from "./server.mjs";
import { WebSocket } from "./tools.mjs";
import { until } from "./wait.mjs";

const ANNA = "anna";

export class Agent extends Bot {
  static async signIn(stage) {
    const agent = new Agent(stage, null, AGENTS.anna);
    await agent.connect();
    return agent;
  }

  /** Again, when the server was away. */
  async connect() {
    this.socket = new WebSocket(`${this.stage.server.origin.replace("http", "ws")}/v3.0/agent/rtm/ws`);
    await new Promise((done, fail) => {
      this.socket.onerror = ({ message }) => fail(new Error(`the agent's socket: ${message}`));
      const login = { request_id: "1", action: "login", payload: { token: this.token } };
      this.socket.onopen = () => this.socket.send(JSON.stringify(login));
      this.socket.onmessage = done;
    });
    this.socket.onerror = () => {};
  }

  leave() {
    this.socket.close();
  }

  /** Takes the chat that waits. */
  async accept() {
    await until("a chat waits", async () => {
      const { chats_summary: chats } = await this.act("get_filtered_chats", { filters: { include_active: true } });
      this.chatId = chats.find(({ last_thread_summary: { active, user_ids: there } }) => active && !there.includes(ANNA))?.id;
      return Boolean(this.chatId) || chats;
    });
    await this.act("add_user_to_chat", { chat_id: this.chatId, user_id: ANNA, user_type: "agent" });
  }

  send(text) {
    return this.act("send_event", { chat_id: this.chatId, event: { type: "message", text, recipients: "all" } });
  }

  types(is) {
    return this.act("send_typing_indicator", { chat_id: this.chatId, is_typing: is });
  }

  /** Up to now. */
  read() {
    return this.act("update_last_seen_timestamp", { chat_id: this.chatId });
  }

  async sendFile(name, bytes, type) {
    const form = new FormData();
    form.append("payload.chat_id", this.chatId);
    form.append("payload.file", new Blob([bytes], { type }), name);
    await this.fetch("/v3.0/agent/action/send_file", { method: "POST", body: form });
  }

  async events() {
    const { chat } = await this.act("get_chat_threads", { chat_id: this.chatId });
    return chat.threads.flatMap(({ events }) => events);
  }

  async hears(text) {
    await until(`the agent has "${text}"`, async () => (await this.events()).some((event) => event.text === text));
  }

  /** The bytes of a file that the visitor has sent. */
  async file(name) {
    let file;
    await until(`the agent has ${name}`, async () => {
      const events = await this.events();
      file = events.find((event) => event.type === "file" && event.name === name);
      return Boolean(file) || events;
    });
    const answer = await this.fetch(file.url);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** What is no action, as the agent. */
  async fetch(path, options) {
    const headers = { authorization: `Bearer ${this.token}` };
    const answer = await fetch(new URL(path, this.stage.server.origin), { ...options, headers });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer;
  }
}
