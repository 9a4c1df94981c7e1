import type { ParlorEvents, ParlorHandle, ParlorOptions } from "./index.js";

export interface ParlorChatProps extends Omit<ParlorOptions, "target"> {
  /** A CSS selector of the element to put the widget in. */
  target?: string;
  /** What is told, by the events' names. */
  on?: { [Name in keyof ParlorEvents]?: (payload: ParlorEvents[Name]) => void };
  /** Hears of the handle, and of its end with null. */
  onHandle?: (handle: ParlorHandle | null) => void;
}

/** The widget for as long as it is rendered. Draws nothing where it stands. Other options are another widget. */
export function ParlorChat(props: ParlorChatProps): null;
