// Every code of the documents, where the contact center may answer with it: one calm sentence and what can be done, or
// nothing at all where nothing is wrong.
import assert from "node:assert/strict";
import { file, picture } from "../lib/files.mjs";
import { agents } from "../lib/server.mjs";
import { NETWORK } from "../lib/stage.mjs";
import { until } from "../lib/wait.mjs";

const error = (code, about, play, options = {}) => ({
  name: `error ${code}: ${about}`,
  ...options,
  settings: { agents, ...options.settings },
  expected: NETWORK,
  play: (stage) => play(stage, code),
});

const answers = (stage, code, path, more = {}) => stage.server.faults([{ path, kind: "status", status: 500, code, ...more }]);

/** Wrong set-up: said once, and asked again when the visitor wants it. */
async function setUp(stage, code) {
  await answers(stage, code, "/chats", { method: "POST" });
  const visitor = await stage.begun();
  await visitor.part("notice").getByText("The chat is not available on this page right now.").waitFor();
  assert.equal(await visitor.page.evaluate(() => window.Parlor.state.phase), "failed");
  await stage.server.faults([]);
  await visitor.part("reload").click();
  await visitor.phase("queued");
}

/** Trouble that may pass: said, tried again, and over as soon as it is over. */
const passing = (sentence) => async (stage, code) => {
  await answers(stage, code, "/chats", { method: "POST" });
  const visitor = await stage.begun();
  await visitor.page.getByText(sentence).first().waitFor();
  await stage.server.faults([]);
  await visitor.part("retry").first().click().catch(() => {});
  await visitor.phase("queued");
};

/** A poll that brought none of its own: nothing is said, and what comes is seen. */
async function quiet(stage, code) {
  const { visitor, agent } = await stage.meet();
  await answers(stage, code, "/events", { method: "GET", times: 2 });
  await agent.send("One");
  await visitor.hears("One");
  await agent.send("Two");
  await visitor.hears("Two");
  for (const part of ["notice", "banner"]) assert.equal(await visitor.part(part).count(), 0, part);
}

/** The visitor's file, refused with this sentence. */
const upload = (sentence) => async (stage, code) => {
  const { visitor } = await stage.meet();
  await answers(stage, code, "/files", { method: "POST" });
  await visitor.sendFiles(file("sky.png", picture()));
  await visitor.page.getByText(sentence).waitFor();
  await visitor.part("file-link").getByText("sky.png").waitFor();
};

const closeCase = (sentence) => async (stage, code) => {
  const { visitor, agent } = await stage.meet();
  await agent.part("case").fill("C-42");
  await agent.part("case-set").click();
  await answers(stage, code, "closecase");
  await visitor.part("menu").click();
  await visitor.part("case-close").click();
  await visitor.part("notice").getByText(sentence).waitFor();
};

const SETUP = [
  [1000, "the tenant is not known"],
  [2000, "the authorization is missing"],
  [2001, "the authorization can't be read"],
  [2002, "the authorization is of another scheme"],
  [2003, "no app is named"],
  [2004, "no client is named"],
  [3000, "the application is not known"],
  [5006, "the launch point is not known"],
];

export default [
  ...SETUP.map(([code, about]) => error(code, about, setUp)),
  error(5000, "the chat server takes too long", passing("We can't reach the chat service right now.")),
  error(5001, "no server takes the chat", passing("Nobody is available right now.")),
  error(5004, "the chat server is gone", passing("We can't reach the chat service right now.")),
  error(5500, "an internal error", passing("We can't reach the chat service right now.")),
  error(5955, "an error that nobody names", passing("We can't reach the chat service right now.")),
  error(5003, "a message that the server can't read is not sent again and again", async (stage, code) => {
    const { visitor, agent } = await stage.meet();
    await answers(stage, code, "/events", { method: "POST" });
    await visitor.send("Hello");
    await visitor.page.getByText("This message was not accepted.").waitFor();
    await stage.server.faults([]);
    await visitor.part("retry").click();
    await agent.hears("Hello");
  }),
  error(5005, "the chat is gone, and the next one is a press away", async (stage, code) => {
    const { visitor } = await stage.meet();
    await answers(stage, code, "/events");
    await visitor.send("Hello?");
    await visitor.phase("ended");
    await visitor.page.getByText("The chat ended while you were away").waitFor();
    await stage.server.faults([]);
    await visitor.part("start-again").click();
    await visitor.phase("queued", "connected");
  }),
  error(5501, "a file is too large for this server", upload("This file is larger than 25 MB.")),
  error(5558, "a file can't be kept", upload("Not sent. This file was not accepted.")),
  error(5502, "a file is no longer there", async (stage, code) => {
    const { visitor, agent } = await stage.meet();
    await agent.sendFiles(file("offer.txt", Buffer.from("An offer")));
    await visitor.part("file-link").getByText("offer.txt").waitFor();
    await answers(stage, code, "/chats/*/files/*", { method: "GET" });
    await visitor.part("file-link").click();
    await visitor.part("message").getByText("no longer available").waitFor();
    await answers(stage, 5500, "/chats/*/files/*", { method: "GET" });
    await visitor.part("file-link").click();
    await visitor.part("message").getByText("could not be loaded").waitFor();
    await stage.server.faults([]);
    const [download] = await Promise.all([visitor.page.waitForEvent("download"), visitor.part("file-link").click()]);
    assert.equal(download.suggestedFilename(), "offer.txt");
    await until("nothing is wrong with it any more", async () => !(await visitor.part("message").getByText("could not be loaded").count()));
  }),
  error(5509, "another poll is open", quiet),
  error(5511, "there is nothing to tell", quiet),
  error(5601, "the chat belongs to no case", closeCase("There is no request to be marked as solved.")),
  error(5602, "the case can't be closed", closeCase("Your request could not be marked as solved.")),
  error(5603, "too many tokens", async (stage) => {
    const { visitor } = await stage.meet();
    const refused = await visitor.page.evaluate(() =>
      window.Parlor.subscribeNotifications({ ios_firebase_device_token: "a", android_firebase_device_token: "b" }).catch(({ code, message }) => `${code}: ${message}`),
    );
    assert.match(refused, /^refused: .*Too many parameters/);
  }),
];
