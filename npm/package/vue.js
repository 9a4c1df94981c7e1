// For Vue: `<ParlorChat :options="{ apiUrl, tenantUrl, appId }" @message="…" />`. Draws nothing where it stands.
import { defineComponent, onBeforeUnmount, onMounted, shallowRef, watch } from "vue";
import { EVENTS, keyOf, start } from "./index.js";

export const ParlorChat = defineComponent({
  name: "ParlorChat",
  props: { options: { type: Object, required: true } },
  emits: EVENTS,
  setup(props, { emit, expose }) {
    const handle = shallowRef(null);
    const end = () => {
      handle.value?.destroy();
      handle.value = null;
    };
    const begin = () => {
      end();
      try {
        handle.value = start(props.options);
      } catch (reason) {
        console.error(`Parlor: ${reason.message}`);
        return;
      }
      for (const name of EVENTS) handle.value.on(name, (payload) => emit(name, payload));
    };
    onMounted(begin);
    // Other options are another widget; the same ones in a new object are not.
    watch(
      () => keyOf(props.options),
      (now, before) => now.some((part, at) => part !== before[at]) && begin(),
    );
    onBeforeUnmount(end);
    expose({ handle });
    return () => null;
  },
});
