// An agent by the agents' API, for what the desk has no button for.
import { AGENTS } from "./server.mjs";

export class Bot {
  constructor(stage, chatId, token = AGENTS.anna) {
    Object.assign(this, { stage, chatId, token });
  }

  async act(action, payload) {
    const answer = await fetch(`${this.stage.server.origin}/v3.0/agent/action/${action}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ payload }),
    });
    if (!answer.ok) throw new Error(`${action}: ${await answer.text()}`);
    return answer.json();
  }

  /** An event of the visitors' API, as the contact center says it to the visitor. */
  say(content) {
    return this.act("send_event", { chat_id: this.chatId, event: { type: "custom", content, recipients: "all" } });
  }
}
