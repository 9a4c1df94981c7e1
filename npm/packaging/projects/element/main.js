import "parlor-chat/element";
import { options } from "../options.js";

const { apiUrl, tenantUrl, appId } = options();
const element = document.createElement("parlor-chat");
for (const [name, value] of Object.entries({ "api-url": apiUrl, "tenant-url": tenantUrl, "app-id": appId })) element.setAttribute(name, value);
document.body.append(element);
