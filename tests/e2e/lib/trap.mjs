// A wasm that traps as soon as the test says so.

/** Before the page's own scripts. */
export const trapping = (page) =>
  page.addInitScript(() => {
    const instantiate = WebAssembly.instantiate.bind(WebAssembly);
    const guarded = (what) =>
      typeof what !== "function"
        ? what
        : (...given) => {
            if (window.__trap) {
              window.__trap = false;
              throw new WebAssembly.RuntimeError("unreachable");
            }
            return what(...given);
          };
    WebAssembly.instantiate = async (...given) => {
      const { exports } = await instantiate(...given);
      return { exports: Object.fromEntries(Object.entries(exports).map(([name, what]) => [name, guarded(what)])) };
    };
  });

/** The next that enters the wasm, traps. */
export const trap = (page) =>
  page.evaluate(() => {
    window.__trap = true;
  });
