import { ParlorChat } from "parlor-chat/vue";
import { createApp, h, ref } from "vue";
import { options } from "../options.js";

const said = ref(0);
const shown = ref(true);
window.hideWidget = () => (shown.value = false);
const widget = ref(null);
createApp({
  render: () =>
    h("main", { "data-said": said.value }, shown.value ? [h(ParlorChat, { options: options(), onMessage: () => said.value++, ref: widget })] : []),
  mounted: () => (window.parlor = widget.value.handle),
}).mount("#app");
