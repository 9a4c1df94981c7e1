/** What no address can say. */
const WRONG = {
  number: () => ({ messageLimit: NaN }),
  function: () => ({ locale: () => "en" }),
  bigint: () => ({ parameters: { order: 4711n } }),
  circle() {
    const order = {};
    order.of = order;
    return { parameters: { order } };
  },
};

/** The widget's options, from the page's address. */
export function options() {
  const given = new URLSearchParams(location.search);
  const more = Object.fromEntries(["assets", "theme", "locale"].filter((name) => given.has(name)).map((name) => [name, given.get(name)]));
  return { apiUrl: given.get("api"), tenantUrl: "localhost", appId: "demo", ...more, ...WRONG[given.get("wrong")]?.() };
}
