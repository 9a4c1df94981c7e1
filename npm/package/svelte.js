// For Svelte: `<div use:parlor={{ apiUrl, tenantUrl, appId, on: { message } }}></div>`. The widget is put into the element.
import { EVENTS, keyOf, start } from "./index.js";

export function parlor(node, given) {
  let on = {};
  let handle = null;
  let key = [];
  const end = () => {
    handle?.destroy();
    handle = null;
  };
  const begin = (next) => {
    const { on: told, ...options } = { ...next };
    on = told ?? {};
    // Other options are another widget; other handlers are not.
    const now = keyOf(options);
    if (handle && now.every((part, at) => part === key[at])) return;
    key = now;
    end();
    try {
      handle = start({ target: node, ...options });
    } catch (reason) {
      console.error(`Parlor: ${reason.message}`);
      return;
    }
    for (const name of EVENTS) handle.on(name, (payload) => on[name]?.(payload));
  };
  begin(given);
  return { update: begin, destroy: end };
}
