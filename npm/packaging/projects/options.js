/** The widget's options, from the page's address. */
export function options() {
  const given = new URLSearchParams(location.search);
  const more = Object.fromEntries(["assets", "theme", "locale"].filter((name) => given.has(name)).map((name) => [name, given.get(name)]));
  return { apiUrl: given.get("api"), tenantUrl: "localhost", appId: "demo", ...more };
}
