import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { LoopClerk } from "./pages/loop-clerk";
import { LoopTablet } from "./pages/loop-tablet";
import { GLASS } from "./pages/operator-looks";

test.use({ viewport: GLASS.landscape, hasTouch: true });

/** What docs/first-minute.md promises; fewer is better. A badge and lots come from the scanner and are no taps. */
const TAPS = 16;
const SCREENS = 10;

/** Counts what a hand touches and what the eye has to read anew: each change of the page's first heading is a screen. */
async function countFrom(page: Page): Promise<() => Promise<{ readonly taps: number; readonly screens: readonly string[] }>> {
  await page.addInitScript(() => {
    const counted = JSON.parse(sessionStorage.getItem("counted") ?? '{"taps":0,"screens":[]}') as { taps: number; screens: string[] };
    const keep = () => sessionStorage.setItem("counted", JSON.stringify(counted));
    const tapped = () => {
      counted.taps += 1;
      keep();
    };
    window.addEventListener("click", tapped, { capture: true });
    const look = () => {
      const heading = document.querySelector("[role=dialog] h2, main h1, main h2")?.textContent?.trim();
      if (heading === undefined || heading === "" || counted.screens.at(-1) === heading) return;
      counted.screens.push(heading);
      keep();
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  });
  return () => page.evaluate(() => JSON.parse(sessionStorage.getItem("counted") ?? "{}") as { taps: number; screens: string[] });
}

test("a whole order in the first minute: few taps, few screens", async ({ page, product }) => {
  test.setTimeout(120_000);
  const tablet = new LoopTablet(page);
  const clerk = new LoopClerk(product.erpUrl);
  const order = await clerk.create({ site: "SITE-B", item: "OAT-BASE", qty: "40" });
  await clerk.release(order);
  await tablet.enrol("DEMO-B");
  const counted = await countFrom(page);
  await page.goto("/sign-in");
  await tablet.signOnWithBadge("0741", "074100");
  await tablet.choose("MIX-7.MIXER");
  await tablet.start(order, 10);
  await tablet.issue("OAT-2612");
  await tablet.issue("ENZ-0249");
  await tablet.recordGood("40");
  await tablet.complete();
  const { taps, screens } = await counted();
  expect(taps).toBeLessThanOrEqual(TAPS);
  expect(screens.length, screens.join(" > ")).toBeLessThanOrEqual(SCREENS);
});
