import { mount, start, type ParlorError, type ParlorHandle } from "parlor-chat";
import "parlor-chat/element";
import { parlor } from "parlor-chat/svelte";
import { ParlorChat as ForVue } from "parlor-chat/vue";

const options = { apiUrl: "https://t.example/clientweb/api/v2", tenantUrl: "t.example", appId: "demo" };

export async function begin(): Promise<ParlorHandle> {
  const handle = await mount({ ...options, theme: "dark", parameters: { first_name: "Vera", vip: true }, target: document.body, messageLimit: 500 });
  const off = handle.on("message", ({ sender, text, at }) => console.log(sender.length, text.trim(), new Date(at)));
  handle.on("call", ({ state, video }) => state === "live" && video);
  off();
  await handle.startCall({ video: true }).catch((reason: ParlorError) => reason.code === "permission");
  const { chatId } = await handle.startChat();
  chatId.toUpperCase();
  await handle.setParameters({ order: { id: 4711, paid: null, items: ["book", "pen"] } });
  handle.push(["open"], ["sendMessage", "Hello"], ["startCall", { video: true }], ["on", "message", ({ text }) => text]).toFixed();
  return handle;
}

start(options).state.unread.toFixed();
document.querySelector("parlor-chat")?.handle?.open();
parlor(document.body, { ...options, on: { ended: ({ by }) => by } }).destroy();
export const component = ForVue;

// @ts-expect-error: no option of this name
mount({ ...options, apiURL: "x" });
// @ts-expect-error: appId is missing
mount({ apiUrl: "x", tenantUrl: "y" });
// @ts-expect-error: no theme
mount({ ...options, theme: "blue" });
// @ts-expect-error: nothing that JSON can say
mount({ ...options, parameters: { order: { id: 4711n } } });
// @ts-expect-error: no event of this name
start(options).on("mesage", () => {});
// @ts-expect-error: no call of this name
start(options).push(["opne"]);
