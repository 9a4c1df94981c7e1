import type { ParlorEvents, ParlorOptions } from "./index.js";

export interface ParlorAction extends Omit<ParlorOptions, "target"> {
  on?: { [Name in keyof ParlorEvents]?: (payload: ParlorEvents[Name]) => void };
}

/** `use:parlor={{ apiUrl, tenantUrl, appId }}`: the widget in this element, for as long as it is there. */
export function parlor(node: Element, options: ParlorAction): { update(options: ParlorAction): void; destroy(): void };
