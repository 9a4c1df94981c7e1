// A customer's site on an origin of its own: one page under the strict policy with the script tag, or pages as they come.
import { createServer } from "node:http";

const NONCE = "c2l0ZS1ub25jZQ";

function strict(tag, center) {
  const policy = [
    "default-src 'none'", `script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'`, "style-src 'self'", `connect-src ${center}`,
    "img-src blob: data: https:", "media-src blob:", "base-uri 'none'", "object-src 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'",
  ].join("; ");
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A customer</title><link rel="icon" href="data:,">
    ${tag}</head><body><main><h1>A customer</h1></main></body></html>`;
  return { html, headers: { "content-security-policy": policy } };
}

/**
 * `host` and the center's make two sites where they differ; `attributes` go into the tag. `pages(path, tag, center)` makes
 * other pages, `{html, headers}`, and puts the tag where it wants it.
 */
export async function site({ host = "127.0.0.1", attributes = "", pages } = {}) {
  let center = "";
  const tag = (more) => `<script ${more} src="${center}/parlor/parlor.js" data-api-url="${center}/clientweb/api/v2"
    data-tenant-url="localhost" data-app-id="demo" ${attributes}></script>`;
  const server = createServer((request, response) => {
    const page = pages ? pages(request.url, tag(""), center) : request.url === "/" && strict(tag(`async nonce="${NONCE}"`), center);
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
