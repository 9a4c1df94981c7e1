// Reads the choices, says what they come to, and shows it in the preview.
const LANGUAGES = "en es fr de it pt-BR nl pl cs sv da fi tr ru uk ar he hi ja ko zh-Hans".split(" ");
const LOCATIONS = ["bottom", "top", "left", "right"].flatMap((edge) =>
  (edge === "bottom" || edge === "top" ? ["right", "middle", "left"] : ["top", "middle", "bottom"]).map((place) => `${edge}_${place}`),
);
const CONTACT_TAB = ["location", "agentsAvailableMsg"];
const STYLING = ["title", "color", "textColor", "tabStyle"];

const form = document.querySelector("#choices");
let preview = document.querySelector("#preview");

const option = (value) => Object.assign(document.createElement("option"), { value, textContent: value });
form.elements.locale.append(...LANGUAGES.map(option));
form.elements.location.append(...LOCATIONS.map(option));

/** Of the controls with these names, what was chosen otherwise than the widget has it by itself. */
function chosen(names) {
  const found = {};
  for (const name of names) {
    const control = form.elements[name];
    const value = control.type === "checkbox" ? (control.checked ? "" : undefined) : control.value.trim() || undefined;
    const isUsual = name === "location" ? value === LOCATIONS[0] : control.type === "color" && value === control.defaultValue;
    if (value !== undefined && !isUsual) found[name] = value;
  }
  return found;
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

function show() {
  const attributes = chosen(["theme", "locale", "message-limit", "target", "open", "send-draft"]);
  const tokens = chosen([...form.elements].map(({ name }) => name).filter((name) => name.startsWith("--")));
  const configuration = {
    definition: { chatInitiations: [{ urls: [], contactTab: { enabled: true, ...chosen(CONTACT_TAB) } }], chatWidgetStyling: chosen(STYLING) },
  };
  const lines = Object.entries(attributes).map(([name, value]) => `\n        data-${name}${value === "" ? "" : `="${escaped(value)}"`}`);
  document.querySelector("#said-tag").textContent =
    `<script async src="https://cdn.example.com/parlor/parlor.js"\n        data-api-url="https://tenant.example.com/clientweb/api/v2"\n` +
    `        data-tenant-url="tenant.example.com"\n        data-app-id="1a2c26b0-b065-4f27-8696-cbac8f03bb57"${lines.join("")}></script>`;
  const rules = Object.entries(tokens).map(([name, value]) => `  ${name}: ${value};\n`);
  document.querySelector("#said-style").textContent = rules.length ? `parlor-chat {\n${rules.join("")}}` : "/* as it is */";
  document.querySelector("#said-configuration").textContent = JSON.stringify(configuration, null, 2);
  const said = encodeURIComponent(JSON.stringify({ attributes, tokens, configuration }));
  // A page of its own each time. What is under way in the last one is given up before that goes.
  preview.contentWindow?.Parlor?.destroy?.();
  const next = preview.cloneNode();
  next.src = `preview.html#${said}`;
  preview.replaceWith(next);
  preview = next;
}

form.addEventListener("change", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(show));
show();
