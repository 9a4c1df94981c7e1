import { mount } from "parlor-chat";
import { options } from "../options.js";

try {
  window.parlor = await mount(options());
} catch ({ code }) {
  window.refused = code;
}
