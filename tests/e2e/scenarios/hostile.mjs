// A contact center, a proxy or a visitor that sends what nobody should: the visitor sees one calm sentence, nothing that
// was typed is lost, the host page gets no error, and the chat goes on once the answers are right again.
import assert from "node:assert/strict";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const json = (body, status = 200) => ({ status, contentType: "application/json", body });

/** Answers to any question, none of them one. */
const NONSENSE = {
  "500": json('{"error_code":5500,"error_message":"Internal <b>error</b> at line 3"}', 500),
  "502 with HTML": { status: 502, contentType: "text/html", body: "<html><body><h1>Bad gateway</h1>" },
  "200 with HTML": { status: 200, contentType: "text/html", body: "<!doctype html><script>alert(1)</script>" },
  "half a JSON": json('{"events":[{"event":"chat_session_message","msg":"hal'),
  "nothing": json(""),
  "a number": json("1e400"),
  "a text": json('"yes"'),
  "a hundred thousand brackets": json("[".repeat(100_000)),
  "broken UTF-8": { status: 200, contentType: "application/json", body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a]) },
  "no connection": null,
};

/** Answers like this to what fits, until told otherwise. */
async function spoil(page, method, path) {
  let answer;
  let asked = 0;
  await page.route(
    (url) => path.test(url.pathname),
    async (route) => {
      if (answer === undefined || route.request().method() !== method) return route.fallback();
      asked += 1;
      return answer === null ? route.abort() : route.fulfill(answer);
    },
  );
  return {
    with(nonsense) {
      answer = nonsense;
      asked = 0;
    },
    stop() {
      answer = undefined;
    },
    until: (count = 1) => until("the bad answer was given", () => asked >= count || asked),
  };
}

const API = "/clientweb/api/v2";
const at = (end) => new RegExp(`^${API}${end}$`);

/** What is told to the visitor is for people: nothing of the machine's shows. */
function calm(sentence, why) {
  assert.ok(sentence.trim().length > 10, `${why}: something is told`);
  assert.doesNotMatch(sentence, /[{}<>[\]]|undefined|null|NaN|Error|JSON|5500|line 3|stack|http/, `${why}: "${sentence}"`);
}

/** Adds these events behind the agent's message of these words. */
async function append({ page }, behind, events) {
  await page.route("**/events?**", async (route) => {
    if (route.request().method() !== "GET") return route.fallback();
    const answer = await route.fetch().catch(() => null);
    if (!answer) return route.abort().catch(() => {});
    const body = await answer.json().catch(() => ({}));
    const list = body.events ?? [];
    const found = list.find(({ msg }) => msg === behind);
    const text = found ? JSON.stringify({ events: list }).slice(0, -2) + "," + events(found.party_id) + "]}" : JSON.stringify(body);
    await route.fulfill({ response: answer, body: text }).catch(() => {});
  });
}

const scenarios = {
  async "configuration and availability"(stage) {
    for (const [why, answer] of Object.entries(NONSENSE)) {
      const visitor = await stage.visitor();
      const bad = await spoil(visitor.page, "GET", at("/(configuration|availability)"));
      bad.with(answer);
      await visitor.goto(stage.page);
      await bad.until(2);
      await visitor.page.evaluate(() => window.Parlor.ready);
      assert.ok((await visitor.part("contact-tab").innerText()).trim(), `${why}: the tab says something`);
      await visitor.page.context().close();
    }
  },
  async "configuration and availability that never come"(stage) {
    const visitor = await stage.visitor();
    await visitor.page.clock.install();
    await visitor.page.route(/clientweb/, () => {});
    const asked = visitor.page.waitForRequest(/availability/);
    await visitor.page.goto(stage.page);
    await asked;
    await visitor.page.clock.fastForward(11_000);
    await visitor.part("contact-tab").waitFor();
  },
  async "parameters"(stage) {
    for (const [why, answer] of Object.entries(NONSENSE)) {
      const visitor = await stage.visitor();
      const bad = await spoil(visitor.page, "GET", at("/parameters"));
      bad.with(answer);
      await visitor.goto(stage.page);
      await visitor.open();
      await bad.until();
      // Who can't be asked is not kept waiting: the composer is there.
      await visitor.part("input").fill(`through ${why}`);
      await visitor.part("input").press("Enter");
      await visitor.phase("queued");
      await visitor.state(`through ${why}`, "sent", "delivered", "read");
      await visitor.page.context().close();
    }
  },
  async "Request Chat"(stage) {
    for (const [why, answer] of Object.entries(NONSENSE)) {
      const visitor = await stage.visitor();
      const bad = await spoil(visitor.page, "POST", at("/chats"));
      await visitor.goto(stage.page);
      await visitor.open();
      bad.with(answer);
      await visitor.submitForm({ first_name: "Vera", email: "vera@example.com" });
      await bad.until();
      await until(`${why}: it is told that it goes on or that it failed`, async () => {
        const told = await visitor.page.evaluate(() => {
          const root = document.querySelector("parlor-chat").shadowRoot;
          return [...root.querySelectorAll('[part~="notice"], [part~="banner"]')].map((part) => part.innerText).join(" ");
        });
        const phase = await visitor.page.evaluate(() => window.Parlor.state.phase);
        if (phase === "failed") {
          calm(told, why);
          const kept = await visitor.part("field").and(visitor.page.locator('[data-name="email"]')).locator("input").inputValue();
          assert.equal(kept, "vera@example.com", `${why}: what was typed stands there`);
        }
        return phase === "failed" || phase === "starting";
      });
      bad.stop();
      if (await visitor.part("form-submit").isEnabled()) await visitor.part("form-submit").click().catch(() => {});
      await visitor.phase("queued");
      await visitor.page.context().close();
    }
  },
  async "events that are sent"(stage) {
    const { agent, visitor } = await stage.meet();
    const bad = await spoil(visitor.page, "POST", at("/chats/[^/]+/events"));
    const typed = [];
    // An empty answer is what success looks like here.
    const { nothing, ...rest } = NONSENSE;
    for (const [why, answer] of Object.entries(rest)) {
      bad.with(answer);
      await visitor.send(`through ${why}`);
      typed.push(`visitor: through ${why}`);
      await bad.until();
      bad.stop();
      await agent.hears(`through ${why}`);
      await visitor.state(`through ${why}`, "read");
    }
    assert.deepEqual(await agent.talk(), typed);
    assert.deepEqual(await visitor.talk(), typed);
  },
  async "events that are polled, and the history"(stage) {
    const { agent, visitor } = await stage.meet();
    const typed = [];
    for (const path of ["/chats/[^/]+/events", "/chats/[^/]+/(events|history)"]) {
      const bad = await spoil(visitor.page, "GET", at(path));
      for (const [why, answer] of Object.entries(NONSENSE)) {
        bad.with(answer);
        // Ends the held poll, which came before the bad answer.
        await agent.send(`before ${why} ${path.length}`);
        typed.push(`agent: before ${why} ${path.length}`);
        await bad.until();
        await agent.send(`during ${why} ${path.length}`);
        typed.push(`agent: during ${why} ${path.length}`);
        const banner = await visitor.page.evaluate(() => document.querySelector("parlor-chat").shadowRoot.querySelector('[part~="banner"]')?.innerText);
        if (banner) calm(banner, why);
        bad.stop();
        await visitor.page.evaluate(() => window.dispatchEvent(new Event("online")));
        await visitor.hears(`during ${why} ${path.length}`);
      }
    }
    assert.deepEqual(await visitor.talk(), typed);
  },
  async "the history after a reload"(stage) {
    const { agent, visitor } = await stage.meet();
    await visitor.send("Before the reload");
    await agent.hears("Before the reload");
    const bad = await spoil(visitor.page, "GET", at("/chats/([^/]+/history|active)"));
    for (const [why, answer] of Object.entries(NONSENSE)) {
      bad.with(answer);
      await visitor.page.reload();
      await visitor.part("contact-tab").waitFor();
      await bad.until();
      bad.stop();
      await visitor.page.evaluate(() => window.dispatchEvent(new Event("online")));
      await visitor.hears("Before the reload", "visitor");
      assert.deepEqual(await visitor.talk(), ["visitor: Before the reload"], why);
    }
  },
  async "what agents' side sends"(stage) {
    const { agent, visitor } = await stage.meet();
    const huge = "words and more of them, ".repeat(430_000);
    const flipped = "\u202eAnna\u2066";
    await append(visitor, "Now", (party) => {
      const message = (more) => JSON.stringify({ event: "chat_session_message", party_id: party, ...more });
      return [
        message({ msg_id: "9001", msg: huge }),
        message({ msg_id: "9003", msg: "half a pair \ud83d" }),
        message({ msg_id: 9005, msg: "numbers as texts", timestamp: String(Math.floor(Date.now() / 1000)) }),
        `{"event":"chat_session_message","party_id":"${party}","msg_id":"9007","msg":"beyond numbers","timestamp":1e400}`,
        `{"event":"chat_session_message","party_id":"${party}","msg_id":"9009","msg":${"[".repeat(200)}${"]".repeat(200)}}`,
        message({ msg_id: "9011", msg: "<script>alert(1)</script><img src=x onerror=alert(1)><b onclick=alert(1)>bold</b>" }),
        message({ msg_id: "9013", msg: '<a href="javascript:alert(1)">click</a> <style>*{display:none}</style>' }),
        message({ msg_id: "9015", msg: "\u202eright to left\u202c \u2067never closed" }),
        JSON.stringify({ event: "chat_session_party_joined", party_id: "x1", display_name: flipped, type: "internal" }),
        JSON.stringify({ event: "chat_session_party_joined", party_id: "x2", display_name: "N".repeat(65_536), type: "internal" }),
        JSON.stringify({ event: "chat_session_status", state: "connected", ewt: "" }),
        JSON.stringify({ event: "chat_session_unheard_of", anything: { at: ["all"] } }),
        "null", "42", '"text"', "[]", "{}",
        message({ msg_id: "9017", msg: "after all" }),
      ].join(",");
    });
    // The poll that is held came before; the one after it is rewritten.
    await agent.send("Hello");
    await visitor.hears("Hello");
    await agent.send("Now");
    await visitor.hears("after all");
    const texts = (await visitor.messages()).map(({ text }) => text);
    const has = (pattern) => assert.ok(texts.some((text) => pattern.test(text)), `${pattern} is among ${texts.map((text) => text.slice(0, 60)).join(" | ")}`);
    for (const pattern of [/^words and more/, /could not be shown/, /numbers as texts/, /beyond numbers|could not/, /<script>alert/, /bold/, /click/, /right to left/]) has(pattern);
    const { page } = visitor;
    assert.equal(await page.locator("parlor-chat a[href^=javascript], parlor-chat [onclick], parlor-chat script, parlor-chat style").count(), 0);
    // A name that turns the direction around turns nothing else around: "joined" still stands left of "chat".
    const turned = await page.evaluate(() => {
      const root = document.querySelector("parlor-chat").shadowRoot;
      const line = [...root.querySelectorAll(".system-text")].find((line) => line.textContent.startsWith("\u2068Anna\u2069 "));
      const node = line.firstChild;
      const left = (word) => {
        const range = document.createRange();
        range.setStart(node, node.data.lastIndexOf(word));
        range.setEnd(node, node.data.lastIndexOf(word) + 1);
        return range.getBoundingClientRect().left;
      };
      return left("joined") >= left("chat");
    });
    assert.equal(turned, false);
    const wide = await page.evaluate(() => {
      const log = document.querySelector("parlor-chat").shadowRoot.querySelector('[part~="log"]');
      return log.scrollWidth - log.clientWidth;
    });
    assert.ok(wide <= 0, `the transcript is ${wide} px too wide`);
    await visitor.send("Still here");
    await agent.hears("Still here");
  },
  async "what visitors send"(stage) {
    const { agent, visitor } = await stage.meet();
    const { page } = visitor;
    const huge = "x".repeat(10 * 1024 * 1024);
    const long = "some words ".repeat(50_000);
    // Too long: it stays where it was typed, and the field says by how much.
    await page.evaluate((long) => {
      const input = document.querySelector("parlor-chat").shadowRoot.querySelector('[part~="input"]');
      input.value = long;
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }, long);
    await visitor.part("counter").waitFor();
    await visitor.part("input").press("Enter");
    assert.equal(await visitor.part("input").evaluate((input) => input.value.length), long.length);
    await visitor.part("input").evaluate((input) => {
      input.value = "";
      input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
    const outcome = (text) => page.evaluate((text) => window.Parlor.sendMessage(text).then(() => "done", ({ code }) => code), text);
    assert.equal(await outcome(huge), "limit");
    // Half a pair can't travel; what stands around it does.
    assert.equal(await page.evaluate(() => window.Parlor.sendMessage("half \ud83d pair").then(() => "done", ({ code }) => code)), "done");
    await agent.hears("half \ufffd pair");
    for (const text of ["\u202eturned\u2066 around", "<img src=x onerror=alert(1)>", "{{7*7}} ${7*7} %00 \\u0000", "a\u0007b\u200bc"]) {
      assert.equal(await outcome(text), "done", text);
      await until(`the agent has ${JSON.stringify(text)}`, async () => {
        const found = await agent.page.evaluate(() => [...document.querySelectorAll('[data-part="message-text"]')].map((row) => row.textContent));
        return found.includes(text) || found;
      });
    }
    // Past the widget: the server refuses with an error in the API's format and goes on.
    const refused = await page.evaluate(async (huge) => {
      const answer = await fetch(`/clientweb/api/v2/chats/${window.Parlor.state.chatId}/events?tenantUrl=localhost`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: 'MOBILE-API-140-327-PLAIN appId="demo", clientId="WebChat"' },
        credentials: "include",
        body: JSON.stringify({ events: [{ event: "chat_session_message", msg_id: "huge", msg: huge }] }),
      });
      return { status: answer.status, error: await answer.json() };
    }, huge);
    assert.ok(refused.status >= 400 && refused.status < 500, `status ${refused.status}`);
    assert.ok(Number(refused.error.error_code) > 0, JSON.stringify(refused.error));
    await visitor.send("Still here");
    await agent.hears("Still here");
  },
  async "names of 64 KB and names that turn around"(stage) {
    for (const name of ["N".repeat(65_536), "\u202eVera\u2066"]) {
      const agent = await stage.signedIn();
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      await visitor.open();
      await visitor.submitForm({ first_name: name, email: "vera@example.com" });
      if (name.length > 1000) {
        // The form says so, and keeps it.
        calm(await visitor.part("field-error").first().innerText(), "a long name");
        await visitor.page.evaluate((name) => window.Parlor.startChat({ first_name: name }).catch(() => {}), name);
        if ((await visitor.page.evaluate(() => window.Parlor.state.phase)) !== "queued") {
          calm(await visitor.part("notice").innerText(), "a long name");
          await visitor.fill({ first_name: "Vera" });
          await visitor.part("form-submit").click();
        }
      }
      await visitor.phase("queued");
      await agent.accept();
      await visitor.send("Hello");
      await agent.hears("Hello");
      const wide = await agent.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `the desk is ${wide} px too wide`);
      await agent.end();
      await visitor.phase("ended");
      await agent.page.context().close();
      await visitor.page.context().close();
    }
  },
};

export default Object.entries(scenarios).map(([name, play]) => ({
  name: `hostile: ${name}`,
  settings: { agents },
  expected: NETWORK,
  play,
}));
