// A customer's site on an origin of its own: one page under the strict policy with the script tag, or pages as they come.
import { createServer } from "node:http";

const NONCE = "c2l0ZS1ub25jZQ";

/** Runs in the page before anything else: tells the site what goes wrong there. */
function watch() {
  const told = [];
  const tell = (body) => told.push(fetch("/wrong", { method: "POST", body, keepalive: true }));
  window.__told = () => Promise.all(told).then(() => told.length);
  // Some browsers' stacks begin with the message, some leave it out.
  window.addEventListener("error", ({ message, error }) => tell(`uncaught ${message} ${error?.stack}`));
  window.addEventListener("unhandledrejection", ({ reason }) => tell(`unhandled ${reason} ${reason?.stack}`));
  document.addEventListener("securitypolicyviolation", (event) =>
    tell(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`),
  );
  const { error } = console;
  console.error = (...given) => {
    error.apply(console, given);
    tell(`console: ${given.join(" ")}`);
  };
}

async function textOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}

function strict(tag, center, { lang, watched }) {
  const policy = [
    "default-src 'none'", `script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'`, "style-src 'self'",
    `connect-src ${center}${watched ? " 'self'" : ""}`,
    "img-src blob: data: https:", "media-src blob:", "base-uri 'none'", "object-src 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].join("; ");
  const html = `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>A customer</title><link rel="icon" href="data:,">
    ${watched}${tag}</head><body><main><h1>A customer</h1></main></body></html>`;
  return { html, headers: { "content-security-policy": policy } };
}

/**
 * `host` and the center's make two sites where they differ; `lang` is the page's, `attributes` go into the tag.
 * `pages(path, tag, center)` makes other pages, `{html, headers}`, and puts the tag where it wants it. `hear` is told what goes
 * wrong on the strict page, where the browser's driver does not say.
 */
export async function site({ host = "127.0.0.1", lang = "en", attributes = "", pages, hear } = {}) {
  let center = "";
  const watched = hear ? `<script nonce="${NONCE}">(${watch})()</script>` : "";
  const tag = (more) => `<script ${more} src="${center}/parlor/parlor.js" data-api-url="${center}/clientweb/api/v2"
    data-tenant-url="localhost" data-app-id="demo" ${attributes}></script>`;
  const own = (path) => path === "/" && strict(tag(`async nonce="${NONCE}"`), center, { lang, watched });
  const server = createServer(async (request, response) => {
    if (hear && request.url === "/wrong") {
      hear(await textOf(request));
      return response.writeHead(204).end();
    }
    const page = pages ? pages(request.url, tag(""), center) : own(request.url);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...page.headers }).end(page.html);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://${host}:${server.address().port}`,
    set center(origin) {
      center = origin;
    },
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
