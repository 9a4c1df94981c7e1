import type { ParlorHandle } from "./index.js";

/** `<parlor-chat api-url="…" tenant-url="…" app-id="…">`: the options as attributes. Importing this module defines it. */
export class ParlorChatElement extends HTMLElement {
  /** From a moment after the element is put on the page until it is taken off. */
  readonly handle: ParlorHandle | null;
}

declare global {
  interface HTMLElementTagNameMap {
    "parlor-chat": ParlorChatElement;
  }
}
