"use client";
// For React: `<ParlorChat apiUrl="…" tenantUrl="…" appId="…" on={{ message: … }} />`. Draws nothing where it stands.
import { useEffect, useRef } from "react";
import { EVENTS, keyOf, start } from "./index.js";

export function ParlorChat({ on, onHandle, ...options }) {
  // What is told to is looked up when it is told: a new function is no new widget.
  const told = useRef({ on, onHandle });
  told.current = { on, onHandle };
  useEffect(() => {
    let handle;
    try {
      handle = start(options);
    } catch (reason) {
      console.error(`Parlor: ${reason.message}`);
      return undefined;
    }
    for (const name of EVENTS) handle.on(name, (payload) => told.current.on?.[name]?.(payload));
    told.current.onHandle?.(handle);
    return () => {
      told.current.onHandle?.(null);
      handle.destroy();
    };
  }, keyOf(options));
  return null;
}
