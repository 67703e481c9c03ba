import { type BrowserContext, expect, type Locator, type Page } from "@playwright/test";

/** Opens a page of the office in a browser context and signs in with e-mail and password. */
export async function signInAtDesk(context: BrowserContext, who: { readonly email: string; readonly password: string }, to: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto("/sign-in?way=desk");
  await page.getByLabel("E-mail").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).not.toHaveURL(/\/sign-in/);
  await page.goto(to);
  return page;
}

/** Marks a page, so that `sameLoad` can tell whether it was loaded again since. */
export async function markLoad(page: Page): Promise<void> {
  await page.evaluate(() => document.documentElement.setAttribute("data-marked-load", "yes"));
}

export async function expectSameLoad(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-marked-load", "yes");
}

/** A row of the planner's board in its table view: one operation of an order. */
export function boardRow(page: Page, order: string, operation: number): Locator {
  return page
    .getByRole("row")
    .filter({ has: page.getByRole("link", { name: order, exact: true }) })
    .filter({ has: page.getByRole("cell", { name: String(operation), exact: true }) });
}

const ELEMENTS = ["Material", "Labour", "Machine", "Overhead"] as const;

/** Amount of an element's actual cost in minor units, as the page of an order's cost shows it. */
async function actualCents(page: Page, element: string): Promise<number> {
  const table = page.getByRole("table", { name: "Cost by element" });
  const column = (await table.getByRole("columnheader").allInnerTexts()).findIndex((text) => text.trim() === "Actual");
  const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: element, exact: true }) });
  if ((await row.count()) === 0) return 0;
  // The element itself is the row's head, so that cells begin with the second column.
  const text = await row
    .getByRole("cell")
    .nth(column - 1)
    .innerText();
  return Math.round(Number(text.replaceAll(",", "").replace("−", "-")) * 100);
}

/** The actual cost that finance sees of an order, in minor units: its total, which its elements add up to. */
export async function actualCost(page: Page): Promise<number> {
  await expect(page.getByRole("table", { name: "Cost by element" })).toBeVisible();
  const total = await actualCents(page, "Total");
  const parts = await Promise.all(ELEMENTS.map((element) => actualCents(page, element)));
  expect(parts.reduce((sum, each) => sum + each, 0)).toBe(total);
  return total;
}

/** The document numbers that the message monitor shows of an order, once everything said of it has been accepted. */
export async function documentsOf(page: Page, expected: number): Promise<string[]> {
  const table = page.getByRole("table", { name: "Messages between Millrace and the ERP" });
  const documents = async () => {
    const sent = await table.getByRole("row").filter({ hasText: "to ERP" }).all();
    return (await Promise.all(sent.map((row) => row.getByRole("cell").nth(5).innerText()))).map((text) => text.trim()).filter((text) => text !== "");
  };
  await expect.poll(async () => (await documents()).length).toBe(expected);
  return documents();
}
