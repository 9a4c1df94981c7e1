import { ParlorChat } from "parlor-chat/react";
import { createElement, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { options } from "../options.js";

function Page() {
  const [said, setSaid] = useState(0);
  const [shown, setShown] = useState(true);
  const [more, setMore] = useState({});
  window.changeWidget = setMore;
  window.hideWidget = () => setShown(false);
  // A new function with each render is no new widget.
  const on = { message: () => setSaid((count) => count + 1) };
  const onHandle = (handle) => (window.parlor = handle);
  return createElement("main", { "data-said": said }, shown && createElement(ParlorChat, { ...options(), ...more, on, onHandle }));
}

createRoot(document.getElementById("app")).render(createElement(StrictMode, null, createElement(Page)));
