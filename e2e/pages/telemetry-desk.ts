import { expect, type Locator, type Page } from "@playwright/test";
import { findingsOfAxe } from "./findings-of-axe";

/** The page of the machines' values, as IT uses it. */
export class TelemetryDesk {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/telemetry");
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  /** The line of a source. */
  source(name: string): Locator {
    return this.page.getByRole("table", { name: "Sources of telemetry" }).getByRole("row").filter({ hasText: name });
  }

  /** The line of a value that nobody has mapped. */
  unmapped(words: string): Locator {
    return this.page.getByRole("table", { name: "Values that nobody has mapped" }).getByRole("row").filter({ hasText: words });
  }

  /** The line of a mapping. */
  mapping(words: string): Locator {
    return this.page.getByRole("table", { name: "Mappings of JSON topics and Sparkplug metrics" }).getByRole("row").filter({ hasText: words });
  }

  /** Nothing stands in anybody's way, and nothing stands out of the page. */
  async expectSound(): Promise<void> {
    expect(await findingsOfAxe(this.page)).toEqual([]);
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  }
}
