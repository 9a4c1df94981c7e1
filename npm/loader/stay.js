// Where the host stands, and that it stays on a page that changes its body under it: Turbo and htmx swap it, and
// `document.open` begins another document.

import { failure } from "./failure.js";
import { find, past } from "./page.js";

/** The body, unless what is fixed in it does not stand still: a transformed body takes it along. */
export function corner() {
  const body = find("body");
  if (!body) return null;
  const { transform, translate, scale, rotate, perspective, filter, backdropFilter, contain, willChange } = getComputedStyle(body);
  const holds =
    [transform, translate, scale, rotate, perspective, filter, backdropFilter].some((value) => value && value !== "none") ||
    /paint|layout|strict|content|transform|filter|perspective/.test(`${contain} ${willChange}`);
  return holds ? past(document, "documentElement") : body;
}

/** Makes its shadow root. */
export function rootOf(host) {
  try {
    return host.attachShadow({ __proto__: null, mode: "open" });
  } catch {
    throw failure("not-available", "this page has an element <parlor-chat> that is somebody else's");
  }
}

/** A page that puts the host out again and again is not argued with. */
const RETURNS = 5;
const WITHIN = 10_000;

/**
 * Watches the host's place. `back(anew)` puts it there again where it went together with what stood around it; `anew`: the
 * document is another one, which took every listener along. `out()` hears that it was taken off alone, or too often.
 * Returns what ends the watch.
 */
export function stay(host, back, out) {
  let root = past(document, "documentElement");
  let stood = true;
  let timer;
  /** Looked for and not found: where its place comes again later, nobody argues. */
  let away = false;
  let returns = [];
  const observer = new MutationObserver((records) => {
    if (host.isConnected) return watch();
    const others = (list) => [...list].some((node) => node !== host && node.nodeType === 1);
    const alone = stood && !host.parentNode && !records.some(({ addedNodes, removedNodes }) => others(addedNodes) || others(removedNodes));
    const now = Date.now();
    returns = returns.filter((at) => now - at < WITHIN);
    if (alone || returns.length >= RETURNS) {
      observer.disconnect();
      return out();
    }
    stood = false;
    clearTimeout(timer);
    // Behind the page's own observers: two that answer each other would never end.
    timer = setTimeout(() => {
      const before = root;
      root = past(document, "documentElement");
      if (!host.isConnected && root) {
        back(root !== before);
        if (host.isConnected && !away) returns.push(now);
        away = !host.isConnected;
      }
      watch();
    });
  });
  /** Where a change can take the host along: the body and all that it stands in. Gone, its place may come again anywhere. */
  const watch = () => {
    observer.disconnect();
    stood = host.isConnected;
    const places = [document, past(document, "documentElement"), past(document, "body")];
    for (let at = host; (at = past(at, "parentNode") || (at.nodeType === 11 && at.host)); ) places.push(at);
    for (const place of places) if (place) observer.observe(place, { __proto__: null, childList: true, subtree: !stood });
  };
  watch();
  return () => {
    clearTimeout(timer);
    observer.disconnect();
  };
}
