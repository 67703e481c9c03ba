import { expect, type Locator, type Page } from "@playwright/test";
import { findingsOfAxe } from "./findings-of-axe";
import { picture } from "./picture";

const softly = expect.configure({ soft: true });

const SIZES = { desk: { width: 1440, height: 900 }, wall: { width: 1920, height: 1080 }, small: { width: 1280, height: 800 } } as const;

/** The planner's pages in a browser: board, line, order, trace. */
export class PlannerDesk {
  constructor(readonly page: Page) {}

  /** A row of the board. */
  row(order: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByRole("link", { name: order, exact: true }) });
  }

  /** A tile of the line strip, once it says this. */
  tile(line: string, says: string): Locator {
    return this.page.getByRole("link", { name: new RegExp(`^${line}.*${says}`) });
  }

  heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** Opens a row's order by keyboard alone: focus on its link, and Enter. */
  async openByKeyboard(link: Locator): Promise<void> {
    await link.focus();
    await this.page.keyboard.press("Enter");
  }

  /** A scan as a wedge scanner sends it: all keys in a moment, however busy this machine is. */
  async scan(code: string): Promise<void> {
    await this.page.evaluate(
      (keys) => {
        for (const key of keys) window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      },
      [...code, "Enter"],
    );
  }

  /** No finding of axe and nothing beyond the edge, light and dark, in three sizes; and pictures of it. */
  async looksRight(name: string): Promise<void> {
    for (const theme of ["light", "dark"] as const) {
      await this.page.evaluate((to) => {
        document.documentElement.dataset.theme = to;
        for (const surface of document.querySelectorAll<HTMLElement>("[data-surface]")) surface.dataset.theme = to;
      }, theme);
      for (const [size, glass] of Object.entries(SIZES)) {
        await this.page.setViewportSize(glass);
        await picture(this.page, `planner/${name}-${size}-${theme}`);
        // Charts measure themselves anew after the page has.
        await softly
          .poll(() => this.page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), {
            message: `${name} ${size}: wider than the screen`,
            timeout: 5_000,
          })
          .toBe(false);
      }
      expect.soft(await findingsOfAxe(this.page), `${name} ${theme}`).toEqual([]);
    }
    await this.page.setViewportSize(SIZES.desk);
  }
}
