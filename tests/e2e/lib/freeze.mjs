// Stops a page's renderer as the machine does it (SIGSTOP): the debugger's own freezing does nothing without a window.
import { processes } from "./stage.mjs";

const BUSY = 300;

/** The renderer of this page: the process that works while the page does. */
async function renderer(page) {
  const before = new Map((await processes()).map(({ id, cpuTime }) => [id, cpuTime]));
  await page.evaluate((busy) => {
    const until = performance.now() + busy;
    while (performance.now() < until);
  }, BUSY);
  const worked = ({ id, cpuTime }) => cpuTime - (before.get(id) ?? 0);
  const renderers = (await processes()).filter(({ type }) => type === "renderer");
  return renderers.sort((a, b) => worked(b) - worked(a))[0].id;
}

/** For so long the page answers nothing. Returns once it is stopped. */
export async function freeze(page, millis) {
  const pid = await renderer(page);
  process.kill(pid, "SIGSTOP");
  setTimeout(() => {
    try {
      process.kill(pid, "SIGCONT");
    } catch {
      // It was taken off meanwhile.
    }
  }, millis);
}
