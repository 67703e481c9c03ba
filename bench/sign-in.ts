import type { Browser, BrowserContext } from "@playwright/test";
import { DEMO_DESKS, DEMO_ENROLMENTS, DEMO_PASSWORD, DEMO_PEOPLE } from "@/db/seed/demo-people";
import type { Product } from "@/lib/processes/testing/product";

/** A browser in which the demo's first person of a desk role is signed in. */
export async function atDesk(browser: Browser, product: Product, role: "PLANNER" | "FINANCE"): Promise<BrowserContext> {
  const who = DEMO_DESKS.find(({ roles }) => roles.includes(role));
  const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  // Nothing of the form answers before its script is there.
  await page.goto("/sign-in?way=desk", { waitUntil: "networkidle" });
  await page.getByLabel("E-mail").fill(who?.email ?? "");
  await page.getByLabel("Password").fill(DEMO_PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await page.close();
  return context;
}

/** A tablet on which the demo's first operator is signed on. */
export async function atTablet(browser: Browser, product: Product): Promise<BrowserContext> {
  const [tablet] = DEMO_ENROLMENTS;
  const [person] = DEMO_PEOPLE;
  const context = await browser.newContext({ baseURL: product.url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`/enrol?code=${tablet?.code ?? ""}`, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: "Enrol", exact: false }).first().click();
  await page.waitForURL((url) => !url.pathname.startsWith("/enrol"), { waitUntil: "networkidle" });
  for (const digit of person?.badge ?? "") await page.getByRole("button", { name: digit, exact: true }).click();
  await page.getByRole("button", { name: "Next", exact: true }).click();
  for (const digit of person?.pin ?? "") await page.getByRole("button", { name: digit, exact: true }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/station"));
  await page.close();
  return context;
}
