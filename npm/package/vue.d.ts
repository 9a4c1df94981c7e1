import type { DefineComponent, ShallowRef } from "vue";
import type { ParlorEvents, ParlorHandle, ParlorOptions } from "./index.js";

/** The widget for as long as it is mounted; its events are the component's. Draws nothing where it stands. */
export const ParlorChat: DefineComponent<
  { options: Omit<ParlorOptions, "target"> & { target?: string } },
  { handle: ShallowRef<ParlorHandle | null> },
  {},
  {},
  {},
  {},
  {},
  { [Name in keyof ParlorEvents]: (payload: ParlorEvents[Name]) => void }
>;
