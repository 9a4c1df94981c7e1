// The wire as other clients rely on it: what the contact center tells has every field of the documents, also those that
// this widget could do without, and what the widget tells is in the history with every field of its own.
import { METHODS, METHOD_NOTES, SERVER_EVENTS, SERVER_NOTES } from "../lib/api.mjs";
import { Bot } from "../lib/bot.mjs";
import { file, picture } from "../lib/files.mjs";
import { agents } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const fields = (side, list, ...names) => names.flatMap((name) => [`${side} ${name}`, ...(list[name] ?? []).map((field) => `${side} ${name}.${field}`)]);
const told = (...names) => [...fields("server", SERVER_EVENTS, ...names), ...fields("server", SERVER_NOTES, ...names)];
const answered = (method) => ((METHODS[method] ?? METHOD_NOTES[method]).answers ?? []).map((field) => `${method} answers ${field}`);

/** Waits until the traffic has all of these. */
const carries = (stage, ...keys) =>
  until("the traffic has every field", () => {
    const missing = keys.flat().filter((key) => !stage.seen.has(key));
    return missing.length === 0 || missing;
  });

/** Waits until the contact center has told of each of these as it was sent, field for field. */
const echoes = (stage, ...names) =>
  until("the history has what was sent", () => {
    const sent = stage.sent.filter(({ event }) => names.includes(event));
    const same = (event) => stage.told.some((told) => Object.entries(event).every(([field, value]) => JSON.stringify(told[field]) === JSON.stringify(value)));
    const missing = [...sent.filter((event) => !same(event)), ...names.filter((name) => !sent.some(({ event }) => event === name))];
    return missing.length === 0 || missing;
  });

const bot = async (stage, visitor) => new Bot(stage, await visitor.page.evaluate(() => window.Parlor.state.chatId));

const font = { "font-family": "Georgia", "font-style": "italic", "font-size": "15px", "font-weight": "600" };
/** The documents' example, filled in. */
const DOCUMENTED = {
  widgets: [
    {
      name: "Workshop",
      urls: ["/"],
      definition: {
        contact_tab: {
          enabled: true, location: "right_bottom", color: "#ffffff", bg_color: "#1f4e79",
          font: { family: "Georgia", size: "16px", style: "italic", weight: "600" },
          agents_available_msg: "Ask us", agents_not_available_msg: "We are busy", out_of_hours_msg: "We are closed", show_ewt_out_of_hours: true,
        },
      },
      styles: {
        style1: {
          contentMargin: { margin: "12px" }, titleFont: font, contactTabFont: font, systemMessage: { "background-color": "#fafafa" },
          agentMessage: { "background-color": "#eef3f7" }, widgetBorder: { border: "1px solid #c4d0da", "border-radius": "10px" },
          contactTabBorder: { border: "1px solid #16395a", "border-radius": "10px" }, widgetBackground: { background: "#fff" },
          baseFont: { ...font, color: "#22303a" }, dialogShadow: { "box-shadow": "0 2px 8px #00000040" },
        },
      },
    },
  ],
};

const ORDER = { name: "Order", title: "Your order", fields: [{ formFieldType: "text", name: "number", label: "Number" }] };
const CARD = { id: "17", name: "Card", title: "Your card", secure: true, fields: [{ formFieldType: "text", name: "card", label: "Card" }] };
const withForms = { definition: { chatInitiations: [{ urls: ["/"], contactTab: { enabled: true } }], forms: [ORDER, CARD] } };

export default [
  {
    name: "wire: a talk",
    settings: { agents, chat: { ewt: "90" } },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const api = await bot(stage, visitor);
      await visitor.type("Hel");
      await agent.part("typing").waitFor();
      await visitor.part("input").fill("");
      // After six seconds without a word it would be forgotten anyway.
      await agent.part("typing").waitFor({ state: "hidden", timeout: 4_000 });
      await visitor.send("Hello");
      await agent.hears("Hello");
      await agent.part("input").pressSequentially("Hi there");
      await visitor.part("typing").waitFor();
      await agent.part("input").press("Enter");
      await visitor.hears("Hi there");
      await visitor.part("minimize").click();
      await agent.send("Are you there?");
      await agent.state("Are you there?", "delivered");
      await visitor.open();
      await agent.state("Are you there?", "read");
      await agent.part("input").pressSequentially("x");
      await agent.part("input").fill("");
      await carries(stage, told("chat_session_not_typing", "chat_session_typing", "chat_session_message_delivered", "chat_session_message_read"));
      await api.say({ event: "chat_session_info", service_name: "Workshop" });
      await agent.part("case").fill("C-42");
      await agent.part("case-set").click();
      await visitor.part("header").getByText("Workshop").waitFor();
      await api.act("remove_user_from_chat", { chat_id: api.chatId, user_id: "anna", user_type: "agent" });
      await visitor.page.getByText(/Anna Lee.? left the chat/).first().waitFor();
      await visitor.page.reload();
      await visitor.hears("Hi there");
      await carries(
        stage,
        told("chat_session_status", "chat_session_party_joined", "chat_session_party_left", "chat_session_message", "chat_session_info", "chat_session_case_set"),
      );
      await echoes(stage, "chat_session_message");
    },
  },
  {
    name: "wire: who asks, from where, and for a call",
    settings: { agents, chat: { ewt: "90" } },
    elsewhere: { attributes: 'data-from="workshop-page" data-phone-number="+44 1225 000000" data-parameters=\'{"first_name":"Vera","last_name":"Lee","email":"vera@site.example"}\'' },
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      await visitor.open();
      await visitor.send("Hello");
      await visitor.phase("queued");
      await visitor.page.reload();
      await visitor.phase("queued");
      const agent = await stage.signedIn();
      await agent.accept();
      await agent.page.getByText("workshop-page").first().waitFor();
      await agent.page.getByText("+44 1225 000000").first().waitFor();
      await agent.page.getByText("Vera").first().waitFor();
      await carries(stage, answered("POST chats"), answered("GET chats/active"), answered("GET availability"));
    },
  },
  {
    name: "wire: things",
    settings: { agents },
    async play(stage) {
      const visitor = await stage.visitor({ geolocation: { latitude: 51.38, longitude: -2.36 }, permissions: ["geolocation"] });
      const { agent } = await stage.meet(visitor);
      const api = await bot(stage, visitor);
      await visitor.sendFiles(file("sky.png", picture()));
      await agent.page.getByText("sky.png").first().waitFor();
      await visitor.part("location-send").click();
      await visitor.part("confirm-yes").click();
      await agent.page.getByText("51.38000, -2.36000").first().waitFor();
      await agent.sendFiles(file("offer.txt", Buffer.from("An offer")));
      await visitor.part("file-link").getByText("offer.txt").waitFor();
      await api.say({ event: "chat_session_location", latitude: "51.4", longitude: "-2.3", url: "https://maps.example/fernhill", msg_id: "9" });
      await until("both places are there", async () => (await visitor.part("location").count()) === 2);
      await api.say({ event: "chat_session_cobrowsing_requested" });
      await visitor.page.getByText("which is not possible here").waitFor();
      await visitor.page.reload();
      await visitor.part("file-link").getByText("offer.txt").waitFor();
      await carries(
        stage,
        told("chat_session_file", "chat_session_location", "chat_session_cobrowsing_requested"),
      );
      await echoes(stage, "chat_session_file", "chat_session_location", "chat_session_navigation", "chat_session_cobrowsing_rejected");
    },
  },
  {
    name: "wire: forms",
    settings: { agents },
    widget: withForms,
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      const api = await bot(stage, visitor);
      await api.say({ event: "chat_session_form_show", form_name: "Order", form_request_id: "1", form_timeout: 60 });
      await visitor.submitForm({ number: "17" });
      await agent.page.getByText("17").first().waitFor();
      await agent.ask("Card");
      await visitor.submitForm({ card: "4111" });
      await agent.part("secret-show").click();
      await agent.part("secure").getByText("4111").waitFor();
      await api.say({ event: "chat_session_secure_form_show", form_id: "17", form_request_id: "2" });
      await visitor.part("form").waitFor();
      await api.say({ event: "chat_session_secure_form_cancel", form_request_id: "2" });
      await visitor.page.getByText("This form is no longer needed").waitFor();
      await visitor.page.reload();
      await visitor.page.getByText("This form is no longer needed").waitFor();
      await carries(
        stage,
        told("chat_session_form_show", "chat_session_secure_form_show", "chat_session_secure_form_cancel"),
        ["server chat_session_secure_form_data.form_request_id", "server chat_session_secure_form_data.form_name"],
      );
      await echoes(stage, "chat_session_form_data");
    },
  },
  {
    name: "wire: looking at the page together",
    settings: { agents },
    widget: { ...withForms, cobrowsing: { provider: "PARLOR_TEST", widget_key: "" } },
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.page.locator('[part="cobrowse-ask"]').click();
      await visitor.part("cobrowse-accept").click();
      await agent.part("cobrowse-link").waitFor();
      await visitor.part("cobrowse-end").click();
      await agent.page.getByText("no longer shown").first().waitFor();
      await visitor.page.reload();
      await visitor.page.getByText("The agent no longer sees this page").waitFor();
      await echoes(stage, "chat_session_cobrowsing_started", "chat_session_cobrowsing_ended");
    },
  },
  {
    name: "wire: silence",
    settings: { agents, chat: { inactivity_warning: `"1 s"`, inactivity_timeout: `"3 s"` } },
    async play(stage) {
      const { visitor } = await stage.meet();
      await visitor.phase("ended");
      await carries(stage, told("chat_session_timeout_warning", "chat_session_inactivity_timeout"));
    },
  },
  {
    name: "wire: the configuration of the documents dresses the tab and the window",
    settings: { agents },
    widget: DOCUMENTED,
    async play(stage) {
      const visitor = await stage.visitor();
      await visitor.goto(stage.page);
      await visitor.availability("available", "Ask us");
      const tab = await visitor.part("contact-tab").evaluate((tab) => {
        const { color, backgroundColor, fontFamily, fontStyle } = getComputedStyle(tab);
        return { color, backgroundColor, fontFamily, fontStyle, location: tab.dataset.location };
      });
      const expected = { color: "rgb(255, 255, 255)", backgroundColor: "rgb(31, 78, 121)", fontFamily: "Georgia", fontStyle: "italic", location: "right_bottom" };
      if (JSON.stringify(tab) !== JSON.stringify(expected)) throw new Error(`the tab is ${JSON.stringify(tab)}`);
      await carries(stage, answered("GET configuration"));
    },
  },
  {
    name: "wire: cases, and by the documents' own paths where a server has no others",
    settings: { agents },
    expected: [/Failed to load resource/],
    async play(stage) {
      const { agent, visitor } = await stage.meet();
      await agent.part("case").fill("C-41");
      await agent.part("case-set").click();
      await carries(stage, answered("GET chats/…/casehistory"));
      await stage.server.faults([
        { path: "/chats/*/casehistory", kind: "status", status: 404, code: 0 },
        { path: "/chats/*/closecase", kind: "status", status: 404, code: 0 },
      ]);
      await agent.part("case").fill("C-42");
      await agent.part("case-set").click();
      await carries(stage, "GET casehistory", answered("GET casehistory"));
      await visitor.part("menu").click();
      await visitor.part("case-close").click();
      await agent.page.getByText("solved, says the visitor").waitFor();
      await carries(stage, "POST closecase");
    },
  },
  {
    name: "wire: hybrid apps subscribe with each kind of token, and cancel",
    expected: [/Failed to load resource/],
    settings: { agents, chat: { notifications: `["ios_apns", "ios_firebase", "android_firebase"]` } },
    async play(stage) {
      const visitor = await stage.queued();
      const tokens = [
        { ios_apns_device_token: "a", ios_app_bundle_id: "example.app" },
        { ios_firebase_device_token: "b" },
        { android_firebase_device_token: "c" },
        {},
      ];
      for (const token of tokens) await visitor.page.evaluate((token) => window.Parlor.subscribeNotifications(token), token);
      const alone = await visitor.page.evaluate(() => window.Parlor.subscribeNotifications({ ios_apns_device_token: "a" }).catch(({ code }) => code));
      if (alone !== "refused") throw new Error("a token without its bundle was taken");
    },
  },
];
