// A visitor at the widget in any browser, with mouse and keyboard as the browser itself hears them. `tab` is of `browsers.mjs`.
import { Seen } from "./seen.mjs";
import { until } from "./wait.mjs";

const part = (name) => `[part~="${name}"]`;

export const TAB = part("contact-tab");
export const INPUT = part("input");
/** Of a form. */
export const control = (name) => `[data-name="${name}"] input`;

/** Runs in the page: how the first element of this kind stands there, or null. */
function look(selector) {
  const root = document.querySelector("parlor-chat")?.shadowRoot;
  const element = root?.querySelector(selector);
  if (!element) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  const [x, y] = [left + width / 2, top + height / 2];
  const ends = ({ effect, playState }) => playState === "running" && effect.getComputedTiming().endTime !== Infinity;
  return {
    text: element.innerText,
    value: element.value,
    label: element.getAttribute("aria-label"),
    data: { ...element.dataset },
    isSeen: element.checkVisibility({ visibilityProperty: true }),
    hasFocus: root.activeElement === element,
    /** Nothing stands in front of its middle, and nothing is on its way. */
    isFree: element.contains(root.elementFromPoint(x, y)) && !root.getAnimations().some(ends),
    box: { x: left, y: top, width, height },
    x,
    y,
  };
}

export class Visitor extends Seen {
  constructor(tab) {
    super({ evaluate: (what, ...given) => tab.run(`(${what})(...${JSON.stringify(given)})`) });
    this.tab = tab;
  }

  async goto(url) {
    await this.tab.goto(url);
    await this.sees("contact-tab");
  }

  async reload() {
    await this.tab.reload();
    await this.sees("contact-tab");
  }

  find(selector) {
    return this.page.evaluate(look, selector);
  }

  part(name) {
    return this.find(part(name));
  }

  /** Waits for it, and for what it says. */
  async sees(name, words = "") {
    await until(`the ${name} is seen${words && ` and says "${words}"`}`, async () => {
      const found = await this.part(name);
      return (found?.isSeen && (found.text ?? "").includes(words)) || found;
    });
  }

  async misses(name) {
    await until(`the ${name} is gone`, async () => !(await this.part(name))?.isSeen);
  }

  async focus(selector) {
    await until(`${selector} has the focus`, async () => {
      const seen = await this.find(selector);
      return seen?.hasFocus || seen || "it is not there";
    });
  }

  async press(selector) {
    let spot;
    await until(`${selector} can be pressed`, async () => {
      const before = spot;
      spot = await this.find(selector);
      // What came beside it may move it.
      return (spot?.isFree && spot.x === before?.x && spot.y === before.y) || spot;
    });
    await this.tab.mouse(spot.x, spot.y);
  }

  click(name) {
    return this.press(part(name));
  }

  /** Into the field of this kind, letter by letter. */
  async type(selector, text) {
    await this.press(selector);
    await this.focus(selector);
    await this.tab.keys(text);
  }

  async open() {
    await this.click("contact-tab");
    await this.sees("window");
  }

  async send(text) {
    await this.type(INPUT, text);
    await this.tab.key("Enter");
  }

  /** Fills in the form before the chat. */
  async begin(name = "Vera") {
    await this.open();
    await this.type(control("first_name"), name);
    await this.click("form-submit");
    await this.phase("queued", "connected");
  }

  /** The panel says so, and goes. */
  async callEnds() {
    await until("the call has ended", async () => {
      const state = (await this.part("call-panel"))?.data.state;
      return state === undefined || state === "ended" || state;
    });
  }

  sendFiles(...paths) {
    return this.tab.choose(`document.querySelector("parlor-chat").shadowRoot.querySelector('input[type="file"]')`, paths);
  }

  async another(url) {
    const other = new Visitor(await this.tab.another());
    await other.goto(url);
    return other;
  }
}
