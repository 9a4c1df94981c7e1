// What goes between widget and contact center, as rows of api.mjs.
const API = "/clientweb/api/v2/";

function fieldsOf(value, found = new Set()) {
  if (Array.isArray(value)) for (const one of value) fieldsOf(one, found);
  else if (value && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) {
      found.add(name);
      fieldsOf(inner, found);
    }
  }
  return found;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function note(events, side, seen) {
  for (const event of Array.isArray(events) ? events : []) {
    seen.add(`${side} ${event?.event}`);
    // What is empty says nothing.
    const said = Object.entries(event ?? {}).filter(([, value]) => value !== "" && value !== null);
    for (const [field] of said) seen.add(`${side} ${event.event}.${field}`);
    if (event?.event === "chat_session_signaling") note([{ event: event.data?.type, ...event.data }], side, seen);
  }
}

/** Adds to `seen` what the page's requests and their answers carry, and to `sent` and `told` the events themselves. */
export function record(page, { seen, sent, told }) {
  page.on("response", async (answer) => {
    const request = answer.request();
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith(API) || request.method() === "OPTIONS") return;
    const path = pathname.slice(API.length);
    const pattern = path === "chats/active" ? path : path.replace(/(chats|files|profilephotos)\/[^/]+/g, "$1/…");
    const method = `${request.method()} ${pattern}`;
    seen.add(method);
    const asked = parse(request.postData() ?? "");
    for (const field of fieldsOf(asked)) seen.add(`${method} asks ${field}`);
    note(asked?.events, "client", seen);
    sent.push(...(asked?.events ?? []));
    const answered = parse(await answer.text().catch(() => ""));
    for (const field of fieldsOf(answered)) seen.add(`${method} answers ${field}`);
    note(answered?.events, "server", seen);
    told.push(...(answered?.events ?? []));
    if (answered?.error_code) seen.add(`error ${answered.error_code}`);
  });
}
