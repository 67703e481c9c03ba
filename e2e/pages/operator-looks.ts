import type { Page } from "@playwright/test";
import { expect } from "@/e2e/fixtures";
import { findingsOfAxe } from "./findings-of-axe";
import { OperatorTablet } from "./operator-tablet";
import { picture } from "./picture";

/** The glass of a tablet, both ways round. */
export const GLASS = { landscape: { width: 1280, height: 800 }, portrait: { width: 800, height: 1280 } } as const;

/** The theme that the page has not, or has again. */
async function turnTheme(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const surface of document.querySelectorAll<HTMLElement>("[data-surface=floor]")) surface.dataset.theme = surface.dataset.theme === "light" ? "dark" : "light";
  });
}

/**
 * Nothing that axe objects to, at the contrast of the floor (UI-02) in both themes, as the tablet is held; both ways round no target too small (UI-01)
 * and nothing cut off; and a picture of each, with one in the other theme.
 */
export async function looksRight(page: Page, name: string): Promise<void> {
  const tablet = new OperatorTablet(page);
  const look = async () => {
    // A sheet that is opened for the first time may still be on its way.
    await page.locator("main h1").first().waitFor({ state: "attached" });
    // The server streams a page's name behind its content.
    await expect(page).toHaveTitle(/\S/);
    return findingsOfAxe(page, { floor: true });
  };
  const wasWide = page.viewportSize()?.width === GLASS.landscape.width;
  const found = await look();
  // One that was just then on its way to another, with nothing on it, is looked at when it is there.
  expect.soft(found.some((finding) => finding.startsWith("landmark-one-main")) ? await look() : found, name).toEqual([]);
  await turnTheme(page);
  expect.soft(await findingsOfAxe(page, { floor: true, colours: true }), `${name} in the other theme`).toEqual([]);
  await picture(page, `operator/${name}-other-theme`);
  await turnTheme(page);
  for (const [way, glass] of Object.entries(GLASS)) {
    await page.setViewportSize(glass);
    await picture(page, `operator/${name}-${way}`);
    expect.soft(await tablet.smallTargets(), `${name} ${way}: targets`).toEqual([]);
    expect.soft(await tablet.overflowing(), `${name} ${way}: cut off`).toEqual([]);
  }
  await page.setViewportSize(wasWide ? GLASS.landscape : GLASS.portrait);
}
