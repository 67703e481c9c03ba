import axe from "axe-core";
import type { Page } from "@playwright/test";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

type Look = { readonly floor?: boolean; readonly part?: string | undefined; readonly colours?: boolean };

/**
 * What axe objects to on the page, one line a rule: its id and the elements; targets below 24 px among it (WCAG 2.5.8). `floor` asks for the contrast of the shop floor as well (UI-02);
 * `part` is a selector that limits the look to what differs, on a page that repeats one form hundreds of times; `colours` looks at contrast alone.
 */
export async function findingsOfAxe(page: Page, { floor = false, part, colours = false }: Look = {}): Promise<string[]> {
  // Half a megabyte of script: a page that is looked at in several sizes gets it once.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    async ({ floor: onTheFloor, part: only, colours: coloursAlone }) => {
      // A colour on its way to another is neither; what turns for ever is not waited for. A key may change while axe looks: then it changes at once.
      // A sheet made by script: the page's policy lets no style element of ours in.
      const atOnce = new CSSStyleSheet();
      atOnce.replaceSync("* { transition: none !important; }");
      const before = document.adoptedStyleSheets;
      document.adoptedStyleSheets = [...before, atOnce];
      const passing = document.getAnimations().filter((each) => each.effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(passing.map((each) => each.finished));
      const { violations } = await window.axe.run(
        { ...(only === undefined ? {} : { include: [[only]] }), exclude: [["nextjs-portal"]] },
        // What passes is not worked out element by element.
        {
          resultTypes: ["violations"],
          ...(coloursAlone ? { runOnly: ["color-contrast", ...(onTheFloor ? ["color-contrast-enhanced"] : [])] } : {}),
          // Neither is on by itself.
          rules: { ...(coloursAlone ? {} : { "target-size": { enabled: true } }), ...(onTheFloor ? { "color-contrast-enhanced": { enabled: true } } : {}) },
        },
      );
      document.adoptedStyleSheets = before;
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
    },
    { floor, part, colours },
  );
}
