// The script tag: finds its own, reads its attributes, makes `window.Parlor` and runs what was queued before.
import { Handle } from "./handle.js";

const tag = document.currentScript;
const before = window.Parlor;

function optionsOf({ dataset }) {
  const options = {};
  for (const [name, value] of Object.entries(dataset)) {
    options[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] = value;
  }
  return options;
}

if ((before instanceof Object && before.ready instanceof Promise) || window[Symbol.for("parlor-chat")]) {
  console.warn("Parlor: the page has this widget already", tag);
} else if (!tag) {
  console.error("Parlor: the script must be loaded by a <script> tag of its own, without type=\"module\"");
} else {
  // Files stand beside the script, whatever the page's address.
  const url = (name) => new URL(name, tag.src || location.href).href;
  const handle = new Handle(optionsOf(tag), { url, popout: url("popout.html") });
  window.Parlor = handle;
  if (Array.isArray(before)) before.forEach((call) => handle.push(call));
}
