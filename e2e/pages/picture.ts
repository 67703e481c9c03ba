import type { Page } from "@playwright/test";

/** A picture of the page under `.artifacts`, for whoever wants to look: only with MILLRACE_PICTURES=1, since a browser without a GPU paints slowly. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env.MILLRACE_PICTURES === "1") await page.screenshot({ path: `.artifacts/${name}.png`, animations: "disabled" });
}
