import { mkdirSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { findingsOfAxe } from "./pages/findings-of-axe";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { issueKey } from "./pages/messages-monitor";
import { lotsOf, MessagesProgram } from "./pages/messages-program";
import { picture } from "./pages/picture";

const IT = { email: "it@demo.example", password: "millrace-demo" };
const FINANCE = { email: "finance@demo.example", password: "millrace-demo" };
const screen = { viewport: { width: 1440, height: 900 } };
const SITE = "SITE-A";

mkdirSync(".artifacts/reconciliation", { recursive: true });

/** The line of a difference of an order. */
const line = (page: Page, order: string, what: RegExp) =>
  page.getByRole("table", { name: "Differences between Millrace and the ERP" }).getByRole("row").filter({ hasText: order }).filter({ hasText: what });

test("IN-11, C-17 what a clerk booked past the floor is found, owned and accepted: its quantity by IT, its cost by finance", async ({ browser, baseURL, product }) => {
  test.setTimeout(180_000);
  const clerk = new LoopClerk(product.erpUrl);
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/reconciliation");
  const look = (name: string, of = page) => picture(of, `reconciliation/${name}`);
  const token = await issueKey(page, `Reconciliation ${Date.now()}`, ["Read orders and operations", "Record production, also for a named person"]);
  const program = new MessagesProgram(product.url, token);
  const heading = page.getByRole("heading", { level: 1 });
  let order = "";

  const compare = async () => {
    await page.goto("/reconciliation");
    await page.getByLabel("Site and ERP").selectOption({ label: `${SITE}, Sandbox ERP` });
    await page.getByRole("button", { name: "Reconcile now" }).click();
    // However fast a worker is: done is what nobody has compared before.
    await expect(page.getByText(`${SITE} and Sandbox ERP,`)).toBeVisible();
    await expect(heading).toHaveText(/no explanation|explained|agree in everything/, { timeout: 60_000 });
  };

  await test.step("the floor takes three, and a clerk books two more by hand", async () => {
    order = await clerk.create({ site: SITE, item: "OAT-BASE", qty: "40" });
    await clerk.release(order);
    await program.firstOperation(order);
    await program.issueLots(order, 10, "P-0417", await lotsOf(product.erpUrl, SITE), "3");
    await expect.poll(async () => (await clerk.order(order)).consumed.map(({ qty }) => Number(qty)), { timeout: 30_000 }).toEqual([3]);
    const taken = (await clerk.order(order)).consumed.map(({ item, lot }) => ({ item, lot: lot ?? "", qty: "2" }));
    await clerk.correct({ order, consumed: taken });
  });

  await test.step("the comparison names the order and the lot, and integration accepts it with a reason", async () => {
    await compare();
    await expect(heading).toContainText("no explanation");
    await expect(line(page, order, /Component used/)).toContainText("−2");
    await expect(page.getByText(/differences? of cost (is|are) not listed here/)).toBeVisible();
    expect(await findingsOfAxe(page)).toEqual([]);
    await look("01-found");
    await line(page, order, /Component used/)
      .getByRole("link")
      .click();
    await accept(page, "Two litres spilt at the dock, booked by hand");
    expect(await findingsOfAxe(page)).toEqual([]);
    await look("02-accepted");
  });

  await test.step("finance sees what it cost, as a quantity at our rate, and accepts that", async () => {
    const finance = await signInAtDesk(await browser.newContext({ baseURL, ...screen }), FINANCE, "/reconciliation");
    const cost = line(finance, order, /Cost.*material/i);
    await expect(cost).toContainText("−");
    await cost.getByRole("link").click();
    await expect(finance.getByText("Quantity", { exact: true }).first()).toBeVisible();
    await look("03-cost", finance);
    await accept(finance, "The same two litres");
    expect(await findingsOfAxe(finance)).toEqual([]);
  });
  await office.close();
});

async function accept(page: Page, reason: string): Promise<void> {
  await page.getByRole("button", { name: "Accept with a reason" }).click();
  await page.getByRole("textbox").last().fill(reason);
  await page.getByRole("dialog").getByRole("button", { name: "Accept", exact: true }).click();
  await expect(page.getByText(/^Accepted by /)).toBeVisible();
}
