// What the playground has chosen, before the widget's script runs: its attributes, the page's tokens, and what the contact
// center answers for the configuration.
{
  const read = () => {
    try {
      return JSON.parse(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return {};
    }
  };
  const { attributes = {}, tokens = {}, configuration } = read();
  const tag = document.querySelector("#tag");
  for (const [name, value] of Object.entries(attributes)) tag.setAttribute(`data-${name}`, value);
  const sheet = new CSSStyleSheet();
  sheet.insertRule("parlor-chat {}");
  for (const [name, value] of Object.entries(tokens)) sheet.cssRules[0].style.setProperty(name, value);
  document.adoptedStyleSheets = [sheet];
  if (configuration) {
    const { fetch } = window;
    window.fetch = (url, init) =>
      String(url).includes("/configuration?") ? Promise.resolve(Response.json(configuration)) : fetch(url, init);
  }
}
