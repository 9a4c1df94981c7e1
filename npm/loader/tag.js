// The script tag: finds its own, reads its attributes, makes `window.Parlor` and runs what was queued before.
import { Handle } from "./handle.js";
import { past, say } from "./page.js";

// A picture of that name would bring options of its own.
const tag = past(document, "currentScript");
const before = window.Parlor;

function optionsOf({ dataset }) {
  const options = { __proto__: null };
  for (const [name, value] of Object.entries(dataset)) {
    options[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] = value;
  }
  return options;
}

if ((before instanceof Object && typeof before.ready?.then === "function") || window[Symbol.for("parlor-chat")]) {
  say("warn", "Parlor: the page has this widget already", tag);
} else if (!tag) {
  say("error", "Parlor: the script must be loaded by a <script> tag of its own, without type=\"module\"");
} else {
  // Files stand beside the script, whatever the page's address.
  const url = (name) => new URL(name, tag.src || location.href).href;
  const handle = new Handle(optionsOf(tag), { __proto__: null, url, popout: url("popout.html") });
  window.Parlor = handle;
  if (Array.isArray(before)) before.forEach((call) => handle.push(call));
}
