// Firefox, by puppeteer, with devices of its own making. Playwright drives no stock Firefox.
import { puppeteer } from "./tools.mjs";

const PREFERENCES = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.peerconnection.ice.loopback": true,
  "media.autoplay.default": 0,
};
/** Which colours pages are told that the visitor prefers. */
const COLOURS = "layout.css.prefers-color-scheme.content-override";

export const launchFirefox = ({ dark } = {}) =>
  puppeteer.launch({
    browser: "firefox",
    executablePath: "/usr/bin/firefox-esr",
    headless: true,
    extraPrefsFirefox: { ...PREFERENCES, [COLOURS]: dark ? 0 : 1 },
  });
