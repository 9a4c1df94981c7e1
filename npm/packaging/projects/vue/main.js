import { ParlorChat } from "parlor-chat/vue";
import { createApp, h, ref } from "vue";
import { options } from "../options.js";

const said = ref(0);
const shown = ref(true);
const more = ref({});
window.changeWidget = (given) => (more.value = given);
window.hideWidget = () => (shown.value = false);
const widget = ref(null);
createApp({
  render: () =>
    h("main", { "data-said": said.value }, shown.value ? [h(ParlorChat, { options: { ...options(), ...more.value }, onMessage: () => said.value++, ref: widget })] : []),
  mounted: () => (window.parlor = widget.value.handle),
}).mount("#app");
