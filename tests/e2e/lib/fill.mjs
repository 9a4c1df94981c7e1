// A long conversation at once: what the visitor of this page says, past the widget.

/** So many messages, `message 0 with a few words more` and on, by the API. */
export const fill = (page, count) =>
  page.evaluate(async (count) => {
    const id = window.Parlor.state.chatId;
    for (let n = 0; n < count; n += 100) {
      const events = Array.from({ length: 100 }, (_, k) => ({ event: "chat_session_message", msg_id: `bench:${n + k}`, msg: `message ${n + k} with a few words more` }));
      await fetch(`/clientweb/api/v2/chats/${id}/events?tenantUrl=localhost`, {
        method: "POST",
        credentials: "include",
        headers: { "Content-Type": "application/json", Authorization: 'MOBILE-API-140-327-PLAIN appId="demo", clientId="WebChat"' },
        body: JSON.stringify({ events }),
      });
    }
  }, count);
