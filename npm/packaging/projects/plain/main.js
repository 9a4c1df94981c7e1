import { mount } from "parlor-chat";
import { options } from "../options.js";

window.parlor = await mount(options());
