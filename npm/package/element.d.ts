import type { ParlorHandle } from "./index.js";

/** `<parlor-chat api-url="…" tenant-url="…" app-id="…">`: the options as attributes. Importing this module defines it. */
export class ParlorChatElement extends HTMLElement {
  /** While the element is on the page. */
  readonly handle: ParlorHandle | null;
}

declare global {
  interface HTMLElementTagNameMap {
    "parlor-chat": ParlorChatElement;
  }
}
