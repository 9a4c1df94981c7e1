// Minifies a style sheet. Called by `cargo xtask build`: node minify.mjs TOOLS-DIR IN OUT
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [tools, from, to] = process.argv.slice(2);
const esbuild = createRequire(join(tools, "package.json"))("esbuild");
const { code } = await esbuild.transform(readFileSync(from, "utf8"), { loader: "css", minify: true });
writeFileSync(to, code.trim());
