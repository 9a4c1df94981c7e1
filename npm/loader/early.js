// What the tab asks first, asked while its wasm is still on its way: one way less until there is a tab, and of another
// origin the ways to get to know that, too. The wasm takes an answer by its address; where it would ask for another one,
// or as somebody else, it asks by itself.

/** Asks where the visitor is known by cookies. Returns addresses with the promises of their answers, and `abort`. */
export function askEarly({ "api-url": api, "tenant-url": tenant = "", "app-id": app = "", "client-id": id, page }) {
  // As they are meant, so that the wasm does not word them in another way.
  const plain = [tenant, app].every((word) => /^[\w.:-]+$/.test(word));
  if (!/^https?:[^\s?#\\]+$/i.test(api) || !plain || id || page) return;
  const abort = new AbortController();
  const asked = { __proto__: null, abort };
  const headers = { __proto__: null, Authorization: `MOBILE-API-140-327-PLAIN appId="${app}", clientId="WebChat"` };
  const of = encodeURIComponent;
  for (const [path, rest] of [["configuration", `&domain=${of(location.host)}&appId=${of(app)}`], ["availability", ""]]) {
    const url = `${api.replace(/\/+$/, "")}/${path}?tenantUrl=${of(tenant)}${rest}`;
    const ask = async () => fetch(url, { __proto__: null, headers, cache: "no-store", credentials: "include", signal: abort.signal });
    asked[url] = ask();
    // Nobody may come to hear of it.
    asked[url].catch(() => {});
  }
  return asked;
}
