// The page of the pop-out: hears what to show from the page that opened it, and gives the widget all of the window.
{
  /** What it heard, for a reload. */
  const KEPT = "parlor-popout";
  /** How long the page that opened this one may take to answer, in milliseconds. */
  const PATIENCE = 2_000;
  /** And a chat that is handed over. */
  const LONG = 12_000;
  const place = document.querySelector("main");

  const tell = (words) => {
    const line = document.createElement("p");
    line.setAttribute("role", "alert");
    line.textContent = words;
    place.replaceChildren(line);
  };

  const isSaid = (said) => said instanceof Object && said.options instanceof Object;
  const parsed = (text, decoded = (as) => as) => {
    try {
      const said = JSON.parse(decoded(text));
      return isSaid(said) ? said : null;
    } catch {
      return null;
    }
  };

  /** Where another page chose the id, it could read along: who may is in `parlor-origins`. */
  const trusted = (origin) =>
    origin === location.origin || document.querySelector("meta[name=parlor-origins]").content.split(" ").includes(origin);

  /** What an address may say: anybody can make one. */
  const PLAIN = ["api-url", "tenant-url", "app-id", "theme", "locale", "page"];
  const addressed = () => {
    const said = parsed(location.hash.slice(1), decodeURIComponent);
    return said && { options: Object.fromEntries(PLAIN.filter((name) => name in said.options).map((name) => [name, said.options[name]])) };
  };

  const asked = () =>
    new Promise((resolve) => {
      const { opener } = window;
      if (!opener) return resolve(null);
      let timer = setTimeout(() => done(null), PATIENCE);
      const hear = ({ source, origin, data }) => {
        if (source !== opener) return;
        if (data === "parlor:wait") {
          // A chat that runs is on its way, from who may say as whom the visitor speaks.
          clearTimeout(timer);
          timer = setTimeout(() => done(null), LONG);
          if (trusted(origin)) opener.postMessage("parlor:ready", origin);
          else window.close();
        }
        if (!isSaid(data)) return;
        if (!trusted(origin)) {
          const id = data.options["client-id"];
          if (id && id !== "WebChat") data.options["client-id"] = "auto";
          if (data.vendor) delete data.vendor.clientId;
          delete data.chat;
        }
        done(data);
      };
      const done = (said) => {
        clearTimeout(timer);
        window.removeEventListener("message", hear);
        resolve(said);
      };
      window.addEventListener("message", hear);
      opener.postMessage("parlor:popout", "*");
    });

  /** Takes over a chat that runs: a token for one time says as whom. */
  const take = async ({ options, chat }) => {
    const { url, authorization, token, session, app } = chat;
    const headers = { Authorization: authorization, "Content-Type": "application/json; charset=UTF-8" };
    const answer = await fetch(url, { method: "POST", credentials: "include", headers, body: JSON.stringify({ token }), signal: AbortSignal.timeout(LONG) });
    if (!answer.ok) return;
    const { chat_id, client_id } = await answer.json();
    if (client_id !== "WebChat") options["client-id"] = client_id;
    localStorage.setItem(`parlor-chat:${app}`, chat_id);
    if (session) sessionStorage.setItem(`parlor-session:${app}`, session);
  };

  const begin = ({ options, title, vendor }) => {
    if (typeof title === "string" && title) document.title = title;
    if (typeof options.locale === "string" && options.locale) document.documentElement.lang = options.locale;
    if (vendor instanceof Object) window.SERVICE_PATTERN_CHAT_CONFIG = vendor;
    window.Parlor = [
      // Who minimizes it is done with the window; the conversation waits.
      ["on", "close", () => window.close()],
    ];
    const tag = document.createElement("script");
    for (const [name, value] of Object.entries(options)) tag.setAttribute(`data-${name}`, String(value));
    tag.dataset.target = "#chat";
    tag.dataset.open = "";
    const { trustedTypes } = window;
    const same = { createScriptURL: (url) => url };
    tag.src = (trustedTypes ? trustedTypes.createPolicy("parlor-popout", same) : same).createScriptURL("parlor.js");
    tag.onerror = () => tell("The chat could not be loaded. Please try again.");
    tag.onload = () => window.Parlor.ready.catch(({ message }) => tell(`The chat can't be shown here: ${message}`));
    document.head.append(tag);
  };

  const run = async () => {
    const before = parsed(sessionStorage.getItem(KEPT));
    const said = before || (await asked()) || addressed();
    if (!said) return tell("This page shows a chat that another page opens. Please open it from there.");
    // Without it the chat is looked for as after any reload.
    if (said.chat) await take(said).catch(() => {});
    delete said.chat;
    sessionStorage.setItem(KEPT, JSON.stringify(said));
    begin(said);
  };
  run().catch(() => tell("The chat could not be loaded. Please try again."));
}
