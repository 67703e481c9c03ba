import { expect, type Locator, type Page } from "@playwright/test";
import { findingsOfAxe } from "./findings-of-axe";

/** The message monitor, as integration uses it. */
export class MessagesMonitor {
  constructor(readonly page: Page) {}

  async open(query = ""): Promise<void> {
    await this.page.goto(`/messages${query}`);
    await expect(this.heading()).toBeVisible();
  }

  heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  lane(key: string): Locator {
    return this.page
      .getByRole("table", { name: /^Lanes/ })
      .getByRole("row")
      .filter({ hasText: key });
  }

  /** The card of a message that stands still. */
  refusal(words: RegExp): Locator {
    return this.page.getByRole("region", { name: words });
  }

  /** A row of the list of messages. */
  row(words: string | RegExp): Locator {
    return this.page.getByRole("table", { name: "Messages between Millrace and the ERP" }).getByRole("row").filter({ hasText: words });
  }

  /** Nothing on the page, or in a part of it, stands in anybody's way. */
  async expectAccessible(part?: string): Promise<void> {
    expect(await findingsOfAxe(this.page, { part })).toEqual([]);
  }
}

/** Issues a key on the page for it, and answers its token, which is shown once. */
export async function issueKey(page: Page, name: string, scopes: readonly string[]): Promise<string> {
  await page.goto("/machine-keys");
  await page.getByRole("button", { name: "Issue a key" }).click();
  const dialog = page.getByRole("dialog", { name: "Issue a machine key" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  for (const scope of scopes) await dialog.getByLabel(scope).check();
  await dialog.getByLabel(/SITE-A/).check();
  await dialog.getByRole("button", { name: "Issue the key" }).click();
  return (await dialog.getByTestId("token").innerText()).trim();
}
