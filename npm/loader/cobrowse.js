// Looking at the page together: the provider's own script, had only once the visitor has agreed.

import { say } from "./page.js";

const SURFLY = "https://surfly.com/surfly.js";
/** What agents never operate (field notes 7). */
const BLOCKED = "[surfly_blocked]";

/** Begins; `tell` hears `started` with an address and an id, `failed` or `ended`. Returns what ends it. */
export function cobrowse({ provider, key }, tell) {
  let session = null;
  let over = false;
  let shut = [];
  const block = (on) => {
    for (const element of shut) element.inert = false;
    shut = on ? [...document.querySelectorAll(BLOCKED)].filter((element) => !element.inert) : [];
    for (const element of shut) element.inert = true;
  };
  const end = () => {
    over = true;
    block(false);
    try {
      session?.end();
    } catch (reason) {
      say("error", `Parlor: co-browsing could not end: ${reason.message}`);
    }
  };
  const told = (word, what = {}) => {
    if (over) return;
    if (word !== "started") end();
    tell(word, what);
  };
  const begin = async () => {
    if (provider !== "SURFLY") {
      // For tests and the demo: nobody looks, and all else is as it would be.
      block(true);
      return told("started", { provider, url: location.href, id: "test" });
    }
    await import(SURFLY);
    if (over) return;
    const { Surfly } = window;
    Surfly.init({ widget_key: key, confirm_session_start: false }, ({ success }) => {
      if (over) return;
      if (!success) return told("failed");
      session = Surfly.session();
      session.on("session_loaded", () => told("started", { provider, url: session.followerLink, id: session._sessionId }));
      session.on("control", (_, event) => block(Boolean(event && event.to)));
      session.on("session_ended", () => {
        session = null;
        told("ended");
      });
      session.startLeader();
    });
  };
  begin().catch((reason) => {
    say("error", `Parlor: co-browsing could not begin: ${reason.message}`);
    told("failed");
  });
  return end;
}
