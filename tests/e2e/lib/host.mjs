// Host pages: what each is made of, and what holds on all of them. Either a chat works or one error says why there is none;
// and what the page does itself goes on.
import assert from "node:assert/strict";
import { NETWORK } from "./stage.mjs";
import { until } from "./wait.mjs";
import { Widget } from "./widget.mjs";

export const SAID = "Hello from here";

/**
 * `script` runs before the widget's, whose tag stands in the head or, with `late`, at the end of the body; `own` is true
 * where what the page does itself works.
 */
export function html({ start = '<!doctype html><html lang="en">', head = "", script = () => {}, body = "", own = () => true, late }, tag) {
  const run = (text) => `<script>//<![CDATA[\n${text}\n//]]></script>`;
  return `${start}<head><meta charset="utf-8"/><title>A customer</title><link rel="icon" href="data:,"/>${head}${run(`(${script})();`)}${late ? "" : tag}</head>
    <body><h1>A customer</h1>${body}<button type="button" id="own">Own</button>
    ${run(`document.getElementById("own").onclick = function () { this.setAttribute("data-own", String((${own})())); };`)}${late ? tag : ""}</body></html>`;
}

/** Whatever the page is: a chat works. Looks at what is drawn and runs nothing in the page, whose functions may be anybody's. */
export async function chats(stage, visitor) {
  await visitor.part("contact-tab").waitFor();
  const { y, height } = await visitor.part("contact-tab").boundingBox();
  assert.ok(y >= 0 && y + height <= 800, `the tab is in sight, not at ${y}`);
  await visitor.open();
  await visitor.submitForm({ first_name: "Vera" });
  await says(stage, visitor, SAID);
}

export async function says(stage, visitor, text) {
  await visitor.part("input").fill(text);
  await visitor.part("input").press("Enter");
  const row = visitor.page.locator('parlor-chat [part~="message"][data-sender="visitor"]', { hasText: text });
  await until(`"${text}" is sent`, async () => {
    const state = await row.getAttribute("data-state", { timeout: 2000 });
    return ["sent", "delivered", "read"].includes(state) || state;
  });
  await until("it has reached the contact center", () => stage.sent.some(({ event, msg }) => event === "chat_session_message" && msg === text));
}

export async function lives(page) {
  await page.locator("#own").click();
  assert.equal(await page.locator("#own").getAttribute("data-own"), "true", "what the page does itself works");
}

/** What the console says in the widget's name. */
async function refused(page, errors, pattern) {
  const own = () => errors.filter((text) => text.startsWith("Parlor: "));
  await until("the error is told", () => own().length > 0);
  await lives(page);
  assert.equal(own().length, 1, own().join("\n"));
  assert.match(own()[0], pattern);
}

/**
 * A scenario on such a page: what `html` takes, `headers` and the tag's `attributes`; `refuses`: the one error; `play` for more than a
 * chat.
 */
export const scenario = ([name, { play, headers, attributes, expected = [], refuses, tags = 1, ...host }]) => ({
  name: `hosts: a page with ${name}`,
  elsewhere: { attributes, pages: (path, tag) => path === "/" && { html: html(host, tag.repeat(tags)), headers } },
  expected: [...expected, ...(refuses ? [/^console: Parlor: /, ...NETWORK] : [])],
  async play(stage) {
    const page = await stage.context("visitor");
    const visitor = new Widget(page);
    const errors = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await page.goto(stage.page);
    if (refuses) return refused(page, errors, refuses);
    await (play ? play({ stage, visitor, page }) : chats(stage, visitor));
    await lives(page);
  },
});
