// Bundles the loader, the glue of both parts and the tab's style sheet into one classic script, or with
// `--entry mount.js` into the module of the npm package.
// Called by `cargo xtask build`; a part's SRI hash is that of its wasm file:
//   node build.mjs --tools DIR --glue FILE --tab-file NAME --tab-integrity SRI --chat-file NAME --chat-integrity SRI
//     --texts HASH --languages TAGS --css FILE --entry FILE --out FILE
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const PARTS = ["tab", "chat"];
const NAMES = ["tools", "glue", ...PARTS.flatMap((part) => [`${part}-file`, `${part}-integrity`]), "texts", "languages", "css", "entry", "out"];

function argumentsOf(words) {
  const given = {};
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at].replace(/^--/, "");
    if (!NAMES.includes(name) || words[at + 1] === undefined) {
      fail(`${words[at]}: expected ${NAMES.map((known) => `--${known} VALUE`).join(" ")}`);
    }
    given[name] = words[at + 1];
  }
  const missing = NAMES.filter((name) => !(name in given));
  if (missing.length) fail(`missing: ${missing.map((name) => `--${name}`).join(" ")}`);
  return given;
}

function fail(line) {
  console.error(`loader: ${line}`);
  process.exit(1);
}

/** Replaces exactly so many places, so that a glue of another shape fails the build and not the page. */
function replaceOnce(text, what, by, times = 1) {
  const parts = text.split(what);
  if (parts.length - 1 !== times) fail(`the glue has ${parts.length - 1} places like ${what}, expected ${times}`);
  return parts.join(by);
}

/** Replaces what there has to be some of. */
function replaceAll(text, what, by) {
  if (!what.test(text)) fail(`the glue has no place like ${what}`);
  return text.replace(what, by);
}

/** A text that is given to the wasm, `none` where it may be none. */
const WRITTEN =
  /(?:const|var) (ptr\d) = (isLikeNone\(ret\) \? 0 : )?passStringToWasm0\(ret, wasm\.__wbindgen_malloc, wasm\.__wbindgen_realloc\);\n.* (len\d) = WASM_VECTOR_LEN;\n.*\(arg0 \+ 4 \* 1, \3, true\);\n.*\(arg0 \+ 4 \* 0, \1, true\);/g;
const GIVEN = /^ {8}(\w+): function\(([^)]*)\) \{( return handleError\(function \(([^)]*)\) \{)?\n([^]*?)^ {8}\}(, arguments\); \})?,$/gm;

/**
 * What the wasm takes, as a list: its functions are named by their places in that (`xtask/src/glue.rs`), and a module's
 * imports may be had from a list as from any object. Those that catch what they throw come last.
 */
function listed(glue) {
  const begin = /^ {4}const import0 = \{\n {8}__proto__: null,\n/m.exec(glue);
  const end = glue.indexOf("\n    };", begin?.index);
  if (!begin || end < 0) fail("the glue has no object of imports");
  const given = [...glue.slice(begin.index + begin[0].length, end + 1).replace(/^ *\/\/.*\n/gm, "").matchAll(GIVEN)];
  if (given.some(([, , , , , body]) => /\b(this|arguments)\b/.test(body))) fail("a function of the glue's needs its own this or arguments");
  const [plain, catching] = [false, true].map((catches) => given.filter(([, , , caught]) => Boolean(caught) === catches));
  const wrong = [...plain, ...catching].findIndex(([, name], place) => Number(name) !== place);
  if (wrong >= 0) fail(`the glue's functions are not in their places: ${wrong}`);
  const arrows = (all) => all.map(([, , own, , inner, body]) => `(${inner ?? own}) => {\n${body}},`).join("\n");
  const list = `[${arrows(plain)}...[${arrows(catching)}].map((take) => (...given) => handleError(take, given))]`;
  return `${glue.slice(0, begin.index)}const import0 = ${list};${glue.slice(end + "\n    };".length)}`;
}

/**
 * wasm-bindgen's glue keeps one instance in module variables. As the body of a function it makes new ones with each
 * call, of either part; and all ways into the wasm, from the loader and from the browser's events alike, go through `guard`.
 */
function factory(glue) {
  let body = listed(glue);
  const classes = [...body.matchAll(/^export class (\w+)/gm)].map((match) => match[1]);
  const functions = [...body.matchAll(/^export function (\w+)/gm)].map((match) => match[1]);
  body = body.replace(/^export (class|function) /gm, "$1 ");
  body = body.replace(/^export \{[^}]*\};?\s*$/gm, "");
  body = body.replace(/^\/\/# sourceMappingURL=.*$/gm, "");
  body = replaceOnce(body, /wasm = instance\.exports;/, "wasm = guard(instance.exports);");
  // The loader frees what it has made.
  body = replaceOnce(body, /^const \w+Finalization = [^]*?;\n/m, "", classes.length);
  body = body.replace(/^ *\w+Finalization\.\w+\([^)]*\);\n/gm, "").replace(/^if \(Symbol\.dispose\) .*\n/gm, "");
  // Every browser that has what the widget is built of has these.
  body = replaceOnce(body, /^if \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?^\}$/m, "");
  body = replaceOnce(body, /\(typeof FinalizationRegistry === 'undefined'\)\s*\? \{.*\}\s*: /, "");
  body = body.replace(/typeof (global|globalThis|self|window) === 'undefined' \? null : \1;/g, "globalThis;");
  // A memory that grew has another buffer. Texts are never written without a way to grow.
  body = replaceOnce(body, /if \(cachedDataViewMemory0 === null .*\) \{$/m, "if (cachedDataViewMemory0?.buffer !== wasm.memory.buffer) {");
  body = replaceOnce(body, /^ {4}if \(realloc === undefined\) \{[^]*?^ {4}\}$/m, "");
  // What is said a hundred times, said once.
  body = replaceAll(body, /return isLikeNone\(ret\) \? 0 : addToExternrefTable0\(ret\);/g, "return some(ret);");
  body = replaceAll(body, WRITTEN, (_, pointer, none) => `writeText(arg0, ret, ${Boolean(none)});`);
  // The loader fetches; what finds and loads the file by itself goes.
  body = replaceOnce(body, /^function initSync\([^]*?^\}$/m, "");
  body = replaceOnce(body, /^async function __wbg_load\([^]*?^\}$/m, "");
  body = replaceOnce(body, /^async function __wbg_init\([^]*?^\}$/m, "");
  // What the page may have put in the place of the browser's own: classes (MooTools has a Window and a Document of its own),
  // elements that bear the names of the document's members, properties that every object inherits, a toJSON of texts.
  body = body.replace(/\b(arg\d) instanceof (\w+);/g, (all, thing, name) => (/^(Object|Error)$/.test(name) ? all : `isA(${thing}, "${name}");`));
  // It throws nothing that would have to be caught.
  body = body.replace(/let result;\s*try \{\s*result = (isA\([^)]*\));\s*\} catch \(_\) \{\s*result = false;\s*\}\s*const ret = result;/g, "const ret = $1;");
  body = body.replace(/\b(arg\d)\.(createElement|createElementNS|querySelector|querySelectorAll)\(/g, 'past($1, "$2").call($1, ');
  body = body.replace(/\b(arg\d)\.(documentElement|activeElement|head|title);/g, 'past($1, "$2");');
  body = replaceOnce(body, /\bnew Object\(\);/, "Object.create(null);");
  body = body.replace(/\bJSON\.stringify\(/g, "stringify(");
  if (/^\s*(import|export) /m.test(body)) fail("the glue imports or exports something that the factory does not know");
  if (/import\.meta/.test(body)) fail("the glue looks for its own address");
  return `import { isA, past, stringify } from "parlor:page";
export default function instance(guard) {
${body}
const some = (thing) => (isLikeNone(thing) ? 0 : addToExternrefTable0(thing));
const writeText = (place, text, orNone) => {
  const at = orNone && isLikeNone(text) ? 0 : passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
  getDataViewMemory0().setInt32(place + 4, WASM_VECTOR_LEN, true);
  getDataViewMemory0().setInt32(place, at, true);
};
return { imports: __wbg_get_imports, finish: __wbg_finalize_init, ${[...classes, ...functions].join(", ")} };
}`;
}

const given = argumentsOf(process.argv.slice(2));
const esbuild = createRequire(join(given.tools, "package.json"))("esbuild");
const here = dirname(fileURLToPath(import.meta.url));

const css = readFileSync(given.css, "utf8").trim();
const files = PARTS.map((part) => [part.toUpperCase(), [given[`${part}-file`], given[`${part}-integrity`]]]);
const virtual = {
  "parlor:build": [...files, ["TEXTS", given.texts], ["CSS", css]].map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`).join("\n"),
};
virtual["parlor:glue"] = factory(readFileSync(given.glue, "utf8"));

// Each address is written out: bundlers look for such lines, and bring the file along. None is made before it is needed.
const names = [...PARTS.map((part) => given[`${part}-file`]), ...given.languages.split(",").map((tag) => `parlor-${tag}-${given.texts}.txt`)];
virtual["parlor:files"] = `export const FILES = {\n${names.map((name) => `"${name}": () => new URL("./${name}", import.meta.url).href`).join(",\n")}\n};`;

const result = await esbuild.build({
  entryPoints: [join(here, given.entry)],
  bundle: true,
  minify: true,
  format: given.entry === "tag.js" ? "iife" : "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  write: false,
  logLevel: "warning",
  plugins: [
    {
      name: "parlor",
      setup(build) {
        build.onResolve({ filter: /^parlor:page$/ }, () => ({ path: join(here, "page.js") }));
        build.onResolve({ filter: /^parlor:/ }, ({ path }) => ({ path, namespace: "parlor" }));
        build.onLoad({ filter: /.*/, namespace: "parlor" }, ({ path }) => ({ contents: virtual[path], loader: "js" }));
      },
    },
  ],
});
// Through a rename, so that a running server never serves half a file.
writeFileSync(`${given.out}.part`, result.outputFiles[0].contents);
renameSync(`${given.out}.part`, given.out);
