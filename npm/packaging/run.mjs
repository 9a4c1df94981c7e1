// What the npm package is to those who install it: its tarball is unpacked into a folder with tiny projects, which are built
// with the usual bundlers and played in a browser. `cargo xtask test npm` runs it:
//   node run.mjs TARBALL FOLDER      FOLDER has this one's node_modules
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { agents } from "../../tests/e2e/lib/server.mjs";
import { close, launch, Stage } from "../../tests/e2e/lib/stage.mjs";
import { until } from "../../tests/e2e/lib/wait.mjs";

const [tarball, folder] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));
const require = createRequire(join(folder, "package.json"));
const load = async (name) => import(pathToFileURL(require.resolve(name)));
const built = join(folder, "built");
const installed = join(folder, "node_modules/parlor-chat");
const projects = join(folder, "projects");

const node = (...given) => execFileSync(process.execPath, given, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

async function prepare() {
  for (const place of [built, installed, projects, join(folder, "types")]) await rm(place, { recursive: true, force: true });
  await mkdir(installed, { recursive: true });
  execFileSync("tar", ["xzf", tarball, "-C", installed, "--strip-components=1"]);
  for (const name of ["projects", "types"]) await cp(join(here, name), join(folder, name), { recursive: true });
}

/** One HTML page for each project, which loads its script. */
const page = (script, type = "module") =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A customer</title><link rel="icon" href="data:,"></head><body><div id="app"></div><script type="${type}" src="${script}"></script></body></html>`;

const CHECKS = {
  async "publint finds nothing"() {
    const { publint } = await load("publint");
    const { messages } = await publint({ pkgDir: installed, strict: true });
    assert.deepEqual(messages.map(({ code, path }) => `${code} at ${path?.join(".")}`), []);
  },

  async "types are found by every kind of resolution (E47)"() {
    const attw = join(folder, "node_modules/@arethetypeswrong/cli/dist/index.js");
    node(attw, tarball, "--profile", "esm-only", "--exclude-entrypoints", "./parlor.js", "./popout.html", "./integrity.json", "./*.wasm", "./*.txt");
  },

  async "the examples hold under tsc --strict"() {
    const tsc = join(folder, "node_modules/typescript/bin/tsc");
    for (const [module, resolution] of [["esnext", "bundler"], ["nodenext", "nodenext"]]) {
      const options = { strict: true, noEmit: true, target: "es2022", lib: ["es2022", "dom"], jsx: "react-jsx", module, moduleResolution: resolution, types: [] };
      const path = join(folder, `types/tsconfig.${resolution}.json`);
      await writeFile(path, JSON.stringify({ compilerOptions: options, include: ["./*"] }));
      await writeFile(join(folder, "types/package.json"), `{"type":"module"}`);
      node(tsc, "--project", path);
    }
  },

  async "nothing is in it that nobody asked for, and nothing runs when it is installed"() {
    const names = await readdir(installed);
    const known = /^(index|element|react|vue|svelte)\.(js|d\.ts)$|^parlor\.js$|^popout\.html$|^parlor-(chat-)?[0-9a-f]{16}\.wasm$|^parlor-[\w-]+-[0-9a-f]{16}\.txt$|^(integrity|package)\.json$|^README\.md$|^LICENSE-(MIT|APACHE)$/;
    assert.deepEqual(names.filter((name) => !known.test(name)), []);
    const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
    assert.equal(manifest.scripts ?? manifest.dependencies, undefined);
    const listed = Object.keys(JSON.parse(await readFile(join(installed, "integrity.json"), "utf8")));
    assert.deepEqual(listed.filter((name) => !names.includes(name)), []);
  },

  async "a server may import all of it, and is told that there is no page (E46)"() {
    const said = node(
      "--input-type=module", "--eval",
      `import { mount } from "parlor-chat"; import "parlor-chat/element"; import "parlor-chat/svelte";
       import { ParlorChat } from "parlor-chat/react"; import { ParlorChat as ForVue } from "parlor-chat/vue";
       import { createElement } from "react"; import { renderToString } from "react-dom/server";
       import { createSSRApp, h } from "vue"; import { renderToString as renderVue } from "vue/server-renderer";
       const options = { apiUrl: "https://t.example/api", tenantUrl: "t.example", appId: "demo" };
       console.log(await mount(options).catch(({ code }) => code));
       console.log(renderToString(createElement("p", null, createElement(ParlorChat, options))));
       console.log(await renderVue(createSSRApp({ render: () => h("p", [h(ForVue, { options })]) })));`,
    );
    assert.deepEqual(said.trim().split("\n"), ["unsupported", "<p></p>", "<p><!----></p>"]);
  },
};

async function copyFiles(to) {
  await mkdir(to, { recursive: true });
  for (const name of await readdir(installed)) if (/\.(wasm|txt)$/.test(name)) await cp(join(installed, name), join(to, name));
}

const vite = async (name, plugins = []) => {
  const { build } = await load("vite");
  const root = join(projects, name);
  await writeFile(join(root, "index.html"), page("./main.js"));
  await build({ root, base: `/${name}-vite/`, logLevel: "error", configFile: false, plugins, build: { outDir: join(built, `${name}-vite`), target: "es2022", emptyOutDir: true } });
};

/** Each way to have it in a page, by the folder that it is served from: what builds it, and the address's parameters. */
const WAYS = {
  "script-tag": {
    async build(to) {
      await copyFiles(to);
      await cp(join(installed, "parlor.js"), join(to, "parlor.js"));
      const tag = (api) => `<script async src="parlor.js" data-api-url="${api}" data-tenant-url="localhost" data-app-id="demo"></script>`;
      await writeFile(join(to, "index.html"), page("none.js").replace(/<script.*<\/script>/, tag("API")));
    },
  },
  unbundled: {
    async build(to) {
      await cp(installed, join(to, "parlor-chat"), { recursive: true });
      for (const name of ["plain/main.js", "options.js"]) await cp(join(projects, name), join(to, name), { recursive: true });
      const map = `<script type="importmap">{"imports":{"parlor-chat":"./parlor-chat/index.js"}}</script>`;
      await writeFile(join(to, "index.html"), page("./plain/main.js").replace("</head>", `${map}</head>`));
    },
  },
  esbuild: {
    async build(to) {
      const { build } = createRequire(join(process.env.PARLOR_TOOLS, "package.json"))("esbuild");
      await build({ entryPoints: [join(projects, "plain/main.js")], bundle: true, format: "esm", target: "es2022", outfile: join(to, "main.js"), logLevel: "error" });
      await copyFiles(join(to, "assets"));
      await writeFile(join(to, "index.html"), page("./main.js"));
    },
    parameters: { assets: "assets" },
  },
  webpack: {
    async build(to) {
      const { default: webpack } = await load("webpack");
      const compiler = webpack({ mode: "production", entry: join(projects, "plain/main.js"), output: { path: to, filename: "main.js", publicPath: "auto" }, experiments: { outputModule: true }, performance: false });
      await new Promise((done, fail) =>
        compiler.run((error, stats) => (error || stats.hasErrors() ? fail(error ?? new Error(stats.toString("errors-only"))) : compiler.close(done))),
      );
      await writeFile(join(to, "index.html"), page("./main.js"));
    },
  },
  "plain-vite": { build: () => vite("plain") },
  "element-vite": { build: () => vite("element"), isReplaced: true },
  "react-vite": { build: () => vite("react"), unmounts: true },
  "vue-vite": { build: () => vite("vue"), unmounts: true },
  "svelte-vite": {
    async build() {
      const { svelte } = await load("@sveltejs/vite-plugin-svelte");
      await vite("svelte", [svelte({ configFile: false })]);
    },
    unmounts: true,
  },
};

const KINDS = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".txt": "text/plain", ".css": "text/css", ".json": "application/json" };

/** Serves what was built; `api` goes into pages that can't read their address. */
async function serve(api) {
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, "http://localhost").pathname);
    const file = join(built, path.endsWith("/") ? `${path}index.html` : path);
    try {
      let content = await readFile(file);
      if (file.endsWith(".html")) content = content.toString().replace("API", api());
      response.writeHead(200, { "content-type": KINDS[extname(file)] ?? "application/octet-stream" }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => server.close(done) && server.closeAllConnections()) };
}

/** A message goes through, and what is taken away leaves nothing. */
async function play(name, { parameters = {}, unmounts, isReplaced }) {
  let api = "";
  const site = await serve(() => api);
  const stage = await Stage.set(`npm ${name}`, { settings: { agents }, origins: [site.origin] });
  let failure;
  try {
    api = `${stage.server.origin}/clientweb/api/v2`;
    const visitor = await stage.visitor();
    await visitor.goto(`${site.origin}/${name}/?${new URLSearchParams({ api, ...parameters })}`);
    assert.equal(await visitor.page.locator("parlor-chat").count(), 1);
    await visitor.open();
    await visitor.submitForm({ first_name: "Vera" });
    await visitor.part("input").waitFor();
    await visitor.send("Hello");
    await visitor.state("Hello", "sent");
    if (isReplaced) {
      await visitor.page.evaluate(() => {
        const old = document.querySelector("parlor-chat");
        const fresh = document.createElement("parlor-chat");
        for (const { name, value } of old.attributes) fresh.setAttribute(name, value);
        old.replaceWith(fresh);
      });
      await visitor.part("contact-tab").waitFor();
      await until("the other one has the chat", async () => (await visitor.talk()).includes("visitor: Hello"));
    }
    if (unmounts) {
      await until("the page has heard of the message", async () => Number(await visitor.page.locator("main").getAttribute("data-said")) > 0);
      await changes(visitor);
      await visitor.part("contact-tab").waitFor();
      await visitor.page.evaluate(() => window.hideWidget());
      await visitor.page.locator("parlor-chat").waitFor({ state: "detached" });
    }
    stage.expected.push(/^console: Parlor: /);
    if (unmounts) {
      await misfits(await stage.context("visitor"), (wrong) => `${site.origin}/${name}/?${new URLSearchParams({ api, ...parameters, wrong })}`);
    }
    await refuses(await stage.context("visitor"), (more) => {
      api = "nowhere";
      return `${site.origin}/${name}/?${new URLSearchParams({ api, ...parameters, ...more })}`;
    });
  } catch (why) {
    failure = why;
  }
  await stage.strike(failure).finally(() => site.close());
}

/** Another value is another widget; the same one in a new object is not. */
async function changes({ page }) {
  const change = (id) =>
    page.evaluate((id) => {
      window.before = window[Symbol.for("parlor-chat")];
      window.changeWidget({ parameters: { order: { id } } });
    }, id);
  const isAnother = () => page.evaluate(() => window[Symbol.for("parlor-chat")] !== window.before);
  await change(4711);
  await until("another widget is there", isAnother);
  await change(4711);
  // Longer than any framework takes to hear of it.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 200)));
  assert.equal(await isAnother(), false);
  await change(4712);
  await until("another widget is there again", isAnother);
}

/** What wrappers are told of values that only a script can give; the app around them lives. */
const MISFITS = {
  number: 'messageLimit is "NaN"; expected a whole number from 1 to 100000',
  function: "locale is a function; expected a value",
  bigint: "parameters is no JSON; expected an object that has no BigInt and does not refer to itself",
  circle: "parameters is no JSON; expected an object that has no BigInt and does not refer to itself",
};

async function misfits(page, address) {
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  for (const [wrong, line] of Object.entries(MISFITS)) {
    errors.length = 0;
    await page.goto(address(wrong));
    await until(`${wrong} is told`, () => errors.length > 0);
    await page.evaluate(() => new Promise((done) => setTimeout(done)));
    assert.deepEqual(errors, [`Parlor: ${line}`]);
    assert.equal(await page.locator("main").count(), 1, "the app is there");
  }
}

const ADDRESS = "an absolute http or https address, as in https://tenant.example.com/clientweb/api/v2";

/** Wrong options: one clear error that names each, by whatever way they came, and the page lives. */
async function refuses(page, address) {
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(address({ theme: "blue", locale: "englisch!" }));
  await until("the error is told", () => errors.length > 0);
  await page.evaluate(() => new Promise((done) => setTimeout(done)));
  // The tag has the one wrong option that the server puts into it.
  const wrong = errors[0].includes("data-api-url")
    ? [["data-api-url", "nowhere", ADDRESS]]
    : [["apiUrl", "nowhere", ADDRESS], ["locale", "englisch!", "a BCP 47 language tag, as in en-GB"], ["theme", "blue", "auto, light or dark"]];
  const lines = wrong.map(([name, value, expected]) => `${name} is "${value}"; expected ${expected}`);
  assert.deepEqual(errors, [`Parlor: ${lines.join("; ")}`]);
  assert.equal(await page.evaluate(() => document.querySelector("parlor-chat")?.shadowRoot?.querySelector("[part]") ?? null), null, "nothing is drawn");
}

let failed = 0;
async function attempt(name, work) {
  const start = Date.now();
  try {
    await work();
    console.log(`ok    npm: ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (why) {
    failed += 1;
    console.log(`FAIL  npm: ${name}\n${why.stack ?? why}`);
  }
}

await prepare();
for (const [name, check] of Object.entries(CHECKS)) await attempt(name, check);
await launch();
for (const [name, way] of Object.entries(WAYS)) {
  await attempt(name, async () => {
    await mkdir(join(built, name), { recursive: true });
    await way.build(join(built, name));
    await play(name, way);
  });
}
await close();
process.exit(failed ? 1 : 0);
