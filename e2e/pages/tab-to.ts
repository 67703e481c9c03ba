import { expect, type Page } from "@playwright/test";

/** More controls than any screen of a tablet has. */
const MOST_TABS = 60;

/** Goes on with Tab until a control of that name has the focus, as it can be seen; fails where none of the screen is reached. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const focus = () =>
    page.evaluate(() => {
      const one = document.activeElement;
      if (!(one instanceof HTMLElement) || one === document.body) return { name: "", seen: true };
      const { outlineStyle, outlineWidth } = getComputedStyle(one);
      const label = one instanceof HTMLTextAreaElement ? one.labels[0]?.innerText : undefined;
      return {
        name: (one.getAttribute("aria-label") ?? label ?? one.innerText).replaceAll(/\s+/g, " ").trim(),
        seen: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
      };
    });
  const passed: string[] = [];
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press("Tab");
    const now = await focus();
    expect(now.seen, `the focus on "${now.name}" cannot be seen`).toBe(true);
    if (name.test(now.name)) return;
    passed.push(now.name);
  }
  throw new Error(`Tab does not come to ${name.source}, but to ${passed.join(" > ")}`);
}
