// Starts the desk. A file of its own, because the page's policy allows no script in the page itself.
import init, { open_desk } from "./desk.js";

function say(words) {
  const line = document.createElement("p");
  line.className = "boot-problem";
  line.setAttribute("role", "alert");
  line.textContent = words;
  document.body.append(line);
}

try {
  await init({ module_or_path: new URL("desk_bg.wasm", import.meta.url) });
  open_desk();
} catch (error) {
  console.error(error);
  say("The desk could not start. Reload the page to try again.");
}
