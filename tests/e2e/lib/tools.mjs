// The pinned npm tools, from the cache that `cargo xtask` fills.
import { createRequire } from "node:module";
import { join } from "node:path";

const tools = process.env.PARLOR_TOOLS;
if (!tools) throw new Error("PARLOR_TOOLS is not set; run this by `cargo xtask test e2e`");
const require = createRequire(join(tools, "package.json"));

export const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;
export const WebSocket = require("ws");
export const puppeteer = require("puppeteer-core");
