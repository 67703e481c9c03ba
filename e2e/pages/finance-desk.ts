import { expect, type Locator, type Page } from "@playwright/test";
import { findingsOfAxe } from "./findings-of-axe";
import { picture } from "./picture";

const softly = expect.configure({ soft: true });

const SIZES = [
  { name: "1440", width: 1440, height: 900 },
  { name: "1920", width: 1920, height: 1080 },
  { name: "1280", width: 1280, height: 800 },
] as const;

/** Finance at a desk: the value of WIP and an order's cost. */
export class FinanceDesk {
  constructor(readonly page: Page) {}

  /** The answer of the screen, its only heading of the first level. */
  get answer(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** An order in the list of WIP. */
  order(number: string): Locator {
    return this.page
      .getByRole("table", { name: "Open orders by value of WIP" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("link", { name: number, exact: true }) });
  }

  /** A row of the cost by element, its cells as text. */
  async element(name: string): Promise<string[]> {
    return this.page
      .getByRole("table", { name: "Cost by element" })
      .getByRole("row")
      .filter({ has: this.page.getByRole("rowheader", { name, exact: true }) })
      .getByRole("cell")
      .allInnerTexts();
  }

  /** Source events of the figure that is open. */
  sources(figure: string): Locator {
    return this.page.getByRole("table", { name: `Source events of ${figure}` });
  }

  /** Rows of the export behind a figure, by column name. */
  async exported(path: string): Promise<Record<string, string>[]> {
    const answer = await this.page.request.get(path);
    expect(answer.status()).toBe(200);
    expect(answer.headers()["content-disposition"]).toContain("attachment");
    const [head = "", ...rows] = (await answer.text()).replace("\uFEFF", "").trim().split("\r\n");
    const columns = head.split(",");
    return rows.map((row) => Object.fromEntries(row.split(",").map((value, index) => [columns[index] ?? "", value])));
  }

  /** Nothing that axe objects to, nothing that sticks out, and a picture, in every size and both themes. */
  async looksRight(name: string): Promise<void> {
    for (const theme of ["light", "dark"] as const) {
      await this.page.context().addCookies([{ name: "millrace-theme", value: theme, url: this.page.url() }]);
      await this.page.reload();
      await this.answer.waitFor();
      for (const size of SIZES) {
        await this.page.setViewportSize(size);
        await picture(this.page, `finance/${name}-${theme}-${size.name}`);
        // Charts measure themselves anew after the page has.
        await softly
          .poll(() => this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), {
            message: `${name} ${theme} ${size.name}: sticks out`,
            timeout: 5_000,
          })
          .toBe(0);
      }
      expect.soft(await findingsOfAxe(this.page), `${name} ${theme}`).toEqual([]);
    }
    await this.page.context().clearCookies({ name: "millrace-theme" });
    await this.page.setViewportSize({ width: 1440, height: 900 });
  }
}

/** "1,234.50" as minor units. */
export function minorUnits(text: string): number {
  return Math.round(Number(text.replaceAll(",", "").replaceAll("−", "-").replaceAll("+", "")) * 100);
}
