import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/**
 * What axe objects to on the page, one line a rule: its id and the elements. `floor` asks for the contrast of the shop floor as well (UI-02);
 * `part` is a selector that limits the look to what differs, on a page that repeats one form hundreds of times.
 */
export async function findingsOfAxe(page: Page, { floor = false, part }: { readonly floor?: boolean; readonly part?: string | undefined } = {}): Promise<string[]> {
  const look = new AxeBuilder({ page })
    .options(floor ? { rules: { "color-contrast-enhanced": { enabled: true } } } : {})
    // Else axe opens a page of its own to add up what it finds in frames, which takes longer than the look; no page of ours has frames.
    .setLegacyMode()
    .exclude("nextjs-portal");
  const { violations } = await (part === undefined ? look : look.include(part)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
}
