// axe-core over a page in a named state. It sees into open shadow roots. Read as text and run by the debugger,
// so that the page's own policy is left as it is.
import { axeSource } from "./tools.mjs";

export async function axe(page, state) {
  const found = await page.evaluate(
    async ({ source }) => {
      if (!window.axe) (0, eval)(source);
      const { violations, incomplete } = await window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { "target-size": { enabled: true } },
      });
      const short = (list) =>
        list.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target.flat().join(" ")}: ${failureSummary}`));
      return { violations: short(violations), incomplete: short(incomplete) };
    },
    { source: axeSource },
  );
  if (found.violations.length) throw new Error(`axe, ${state}:\n    ${found.violations.join("\n    ")}`);
  return found.incomplete;
}
