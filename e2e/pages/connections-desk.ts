import { expect, type Locator, type Page } from "@playwright/test";
import { findingsOfAxe } from "./findings-of-axe";

/** The page of connections, as IT uses it. */
export class ConnectionsDesk {
  constructor(readonly page: Page) {}

  async open(path = ""): Promise<void> {
    await this.page.goto(`/connections${path}`);
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  /** The card of a connection. */
  card(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Opens the form of a stored connection. */
  async change(name: string): Promise<Locator> {
    await this.page.getByRole("button", { name: `Change ${name}` }).click();
    const dialog = this.page.getByRole("dialog", { name: `Change ${name}` });
    await expect(dialog.getByRole("button", { name: "Save", exact: true })).toBeVisible();
    return dialog;
  }

  /** Sets the key of the connection anew in its form, which shows nothing of the stored one. */
  async replaceKey(dialog: Locator, key: string): Promise<void> {
    await dialog.getByRole("button", { name: "Replace API key" }).click();
    const field = dialog.getByLabel("API key");
    await expect(field).toHaveValue("");
    await field.fill(key);
  }

  /** How many messages wait on a connection, as its card says. */
  waiting(name: string): Locator {
    return this.card(name).locator("dt", { hasText: "Waiting to be sent" }).locator("xpath=following-sibling::dd");
  }

  /** Nothing on the page stands in anybody's way. */
  async expectAccessible(): Promise<void> {
    expect(await findingsOfAxe(this.page)).toEqual([]);
  }
}
