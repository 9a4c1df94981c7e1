import "parlor-chat/element";
import { options } from "../options.js";

const { apiUrl, tenantUrl, appId, ...more } = options();
const element = document.createElement("parlor-chat");
for (const [name, value] of Object.entries({ "api-url": apiUrl, "tenant-url": tenantUrl, "app-id": appId, ...more })) element.setAttribute(name, value);
document.body.append(element);
