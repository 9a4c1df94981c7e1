/** The widget's options, from the page's address. */
export function options() {
  const given = new URLSearchParams(location.search);
  const assets = given.get("assets");
  return { apiUrl: given.get("api"), tenantUrl: "localhost", appId: "demo", ...(assets && { assets }) };
}
