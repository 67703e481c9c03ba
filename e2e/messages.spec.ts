import { mkdirSync } from "node:fs";
import { expect, test } from "./fixtures";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { issueKey, MessagesMonitor } from "./pages/messages-monitor";
import { lockPeriod, lotsOf, MessagesProgram } from "./pages/messages-program";
import { picture } from "./pages/picture";

const IT = { email: "it@demo.example", password: "millrace-demo" };
const FINANCE = { email: "finance@demo.example", password: "millrace-demo" };
const screen = { viewport: { width: 1440, height: 900 } };
const SITE = "SITE-A";
const NEXT_CENTURY = "2100-01-01T00:00:00Z";

mkdirSync(".artifacts/messages", { recursive: true });

test.afterEach(({ product }) => lockPeriod(product.erpUrl, SITE, null));

test("a refused message is explained, replayed and accepted; another is settled by two people", async ({ browser, baseURL, product }) => {
  test.setTimeout(240_000);
  const clerk = new LoopClerk(product.erpUrl);
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/messages");
  const monitor = new MessagesMonitor(page);
  const look = (name: string) => picture(page, `messages/${name}`);
  const token = await issueKey(page, `Journey ${Date.now()}`, ["Read orders and operations", "Record production, also for a named person", "Read equipment states"]);
  const program = new MessagesProgram(product.url, token);
  let order = "";

  /** Takes some of the first component. */
  const issue = async (quantity: string) => program.issueLots(order, 10, "P-0417", await lotsOf(product.erpUrl, SITE), quantity);

  await test.step("all is well, and the page says so", async () => {
    await monitor.open();
    await expect(monitor.heading()).toHaveText(/Nothing is stuck/);
    await monitor.expectAccessible();
    await look("01-calm");
  });

  await test.step("the ERP refuses what the floor recorded, and the page changes by itself", async () => {
    order = await clerk.create({ site: SITE, item: "OAT-BASE", qty: "40" });
    await clerk.release(order);
    await program.firstOperation(order);
    await lockPeriod(product.erpUrl, SITE, NEXT_CENTURY);
    await issue("3");
    await expect(monitor.heading()).toHaveText("One order is held up. Everything else is on time.", { timeout: 30_000 });
    await expect(monitor.lane(order)).toContainText(/refusal|Refused/);
    await look("02-refused");
  });

  await test.step("what happened and what to do stand in plain words beside the ERP's own", async () => {
    const card = monitor.refusal(/^The ERP refused .* because its posting period is closed$/);
    await expect(card).toContainText("Ask finance to open the period");
    await expect(card).toContainText("PERIOD_CLOSED");
    await monitor.expectAccessible();
    await card.getByRole("link", { name: "Payload and every try" }).click();
    await expect(page.getByRole("group", { name: "Payload of the message" })).toContainText(order);
    await expect(
      page
        .getByRole("table", { name: /^Tries/ })
        .getByRole("row")
        .nth(1),
    ).toContainText("Refused");
    await monitor.expectAccessible();
    await look("03-message");
  });

  await test.step("once finance has opened the period, a replay is accepted and shows its document", async () => {
    await lockPeriod(product.erpUrl, SITE, null);
    await page.getByRole("button", { name: "Replay with the same id" }).click();
    await expect(page.getByText("Document in the ERP")).toBeVisible({ timeout: 30_000 });
    await monitor.expectAccessible();
    await look("04-accepted");
    await monitor.open(`?order=${order}`);
    await expect(monitor.row(/Issued 3/)).toContainText("Accepted");
    await expect(
      monitor
        .row(/Issued 3/)
        .getByRole("cell")
        .nth(5),
    ).toHaveText(/\w-?\d+/);
  });

  await test.step("a message that is not to be sent takes a reason and a second person", async () => {
    await lockPeriod(product.erpUrl, SITE, NEXT_CENTURY);
    await issue("2");
    await monitor.open();
    const card = monitor.refusal(/^The ERP refused/);
    await expect(card).toBeVisible({ timeout: 30_000 });
    await card.getByRole("button", { name: "Resolve, do not send" }).click();
    await page.getByLabel("Why").fill("Booked by hand in the ERP");
    await look("05-reason");
    await page.getByRole("button", { name: "Propose" }).click();
    await expect(card).toContainText("A second person has to approve");

    const other = await browser.newContext({ baseURL, ...screen });
    const finance = await signInAtDesk(other, FINANCE, "/messages");
    await finance.getByRole("button", { name: "Approve: do not send" }).click();
    await finance.getByRole("button", { name: "Approve", exact: true }).click();
    await lockPeriod(product.erpUrl, SITE, null);
    await expect(monitor.heading()).toHaveText(/Nothing is stuck/, { timeout: 60_000 });
    await monitor.open(`?order=${order}`);
    await expect(monitor.row(/Issued 2/)).toContainText("Settled without sending");
    await other.close();
  });

  await test.step("sync now sends and reads at once, and says how far it has come", async () => {
    await page.goto("/connections");
    await page.getByRole("button", { name: /^Test / }).click();
    await expect(page.getByText(/Answered in \d+ ms/)).toBeVisible({ timeout: 20_000 });
    await page.getByRole("button", { name: /^Sync .* now$/ }).click();
    await expect(page.getByText(/^In step/)).toBeVisible({ timeout: 45_000 });
    await monitor.expectAccessible();
    await look("06-connections");
  });
  await office.close();
});
