// The tab that stands where the widget's files could not be loaded, or can't run, or where it died too often: pressed, it
// does the next best thing, and says so where that fails.
// English, as all words that are not loaded.

import { make, past } from "./page.js";

/**
 * Draws it in the shadow root, with another `part` beside its own. `press()` is what it does; where that brings the widget,
 * it resolves with nothing, and the plain tab goes.
 */
export function plainTab(root, part, press) {
  const place = root.appendChild(element("div", { class: "parlor" }));
  const at = { "data-location": "bottom_right", lang: "en", dir: "ltr" };
  const tab = place.appendChild(element("button", { type: "button", class: "contact-tab", part: `contact-tab ${part}`.trim(), ...at }));
  const notice = place.appendChild(element("div", { class: "tab-notice", role: "alert", ...at }));
  tab.textContent = part === "reload" ? "Reload the chat" : "Chat";
  tab.onclick = async () => {
    // Busy and not disabled, which would take the focus away.
    if (tab.ariaBusy) return;
    tab.ariaBusy = true;
    notice.replaceChildren();
    try {
      if (!(await press())) {
        // The tab that comes takes the focus on, unless that has gone elsewhere meanwhile.
        const follow = () => past(document, "activeElement") === past(document, "body") && root.querySelector(".contact-tab")?.focus();
        if (root.activeElement === tab) root.host.addEventListener("parlor:ready", follow, { __proto__: null, once: true });
        place.remove();
      }
    } catch {
      notice.append(element("p", { part: "notice" }));
      notice.firstChild.textContent = "The chat could not be loaded. Please try again.";
    }
    tab.ariaBusy = null;
  };
}

function element(name, attributes) {
  const made = make(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
