// The tab that stands where the widget's files could not be loaded, or where it died too often: pressed, it tries again, and
// says so where that fails.
// English, as all words that are not loaded.

/**
 * Draws it in the shadow root, with another `part` beside its own. `again()` is the next try, a promise; where that
 * succeeds, the plain tab goes.
 */
export function plainTab(root, part, again) {
  const place = root.appendChild(element("div", { class: "parlor" }));
  const at = { "data-location": "bottom_right" };
  const tab = place.appendChild(element("button", { type: "button", class: "contact-tab", part: `contact-tab ${part}`.trim(), ...at }));
  const notice = place.appendChild(element("div", { class: "tab-notice", role: "alert", ...at }));
  tab.textContent = part ? "Reload the chat" : "Chat";
  tab.onclick = async () => {
    tab.disabled = true;
    notice.replaceChildren();
    try {
      await again();
      place.remove();
    } catch {
      notice.append(element("p", { part: "notice" }));
      notice.firstChild.textContent = "The chat could not be loaded. Please try again.";
      tab.disabled = false;
      tab.focus();
    }
  };
}

function element(name, attributes) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
