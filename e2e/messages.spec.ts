import { mkdirSync } from "node:fs";
import type { Locator } from "@playwright/test";
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
  const issue = async (quantity: string, of = order) => program.issueLots(of, 10, "P-0417", await lotsOf(product.erpUrl, SITE), quantity);
  const released = async () => {
    const number = await clerk.create({ site: SITE, item: "OAT-BASE", qty: "40" });
    await clerk.release(number);
    await program.firstOperation(number);
    return number;
  };

  await test.step("all is well, and the page says so", async () => {
    await monitor.open();
    await expect(monitor.heading()).toHaveText(/Nothing is stuck/);
    await monitor.expectAccessible();
    await look("01-calm");
  });

  await test.step("the ERP refuses what the floor recorded, and the page changes by itself", async () => {
    order = await released();
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

  await test.step("two orders that stand still for one cause are replayed together, once it is mended", async () => {
    const second = await released();
    await lockPeriod(product.erpUrl, SITE, NEXT_CENTURY);
    await issue("1");
    await issue("1", second);
    await monitor.open();
    await expect(monitor.heading()).toContainText("Two orders are held up", { timeout: 30_000 });
    await page.getByRole("link", { name: "Repair them together" }).click();
    const together = page.getByRole("region", { name: "Repair together" });
    await expect(together).toContainText("2 wait for a person");
    await monitor.expectAccessible();
    await look("06-together");
    await lockPeriod(product.erpUrl, SITE, null);
    await together.getByRole("button", { name: "Replay all 2" }).click();
    await expect(together.getByRole("status")).toHaveText("2 of 2 replayed");
    await expect(monitor.heading()).toHaveText(/Nothing is stuck/, { timeout: 60_000 });
    for (const each of [order, second]) {
      await monitor.open(`?order=${each}`);
      await expect(monitor.row(/Issued 1/)).toContainText("Accepted");
    }
  });

  await test.step("the policy lets issues of the site go two at a time, from the next one on", async () => {
    const policy = page.getByRole("row").filter({ hasText: "Material issue" }).filter({ hasText: SITE });
    const change = async (fill: (dialog: Locator) => Promise<void>) => {
      await page.goto("/policy");
      await policy.getByRole("button", { name: `Change Material issue of ${SITE}` }).click();
      const dialog = page.getByRole("dialog");
      await fill(dialog);
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect(dialog).toBeHidden();
    };
    await change(async (dialog) => {
      await dialog.getByLabel("They go").selectOption("BATCH");
      await dialog.getByLabel("Times").fill("every full hour");
      await dialog.getByRole("button", { name: "Save" }).click();
      await expect(dialog.getByRole("alert")).toContainText("never comes round");
      await dialog.getByLabel("Times").fill("0 0 1 1 *");
      await dialog.getByLabel("Or as soon as so many wait").fill("2");
      await monitor.expectAccessible();
      await look("07-policy");
    });
    await expect(policy).toContainText("in batches, 0 0 1 1 *, or as soon as 2 wait");
    const bundled = await released();
    await issue("1", bundled);
    await monitor.open(`?order=${bundled}`);
    await expect(monitor.row(/Issued 1/)).toContainText("Waits its turn");
    // Where the page cannot be read anew, what was read stays, and it is read as soon as it can be.
    const asked = page.waitForEvent("requestfailed", (request) => request.url().includes("/api/health"));
    // The stream stays: it tells that there is something to read.
    await page.route(
      ({ pathname }) => !pathname.startsWith("/api/stream"),
      (route) => route.abort(),
    );
    await issue("2", bundled);
    await asked;
    await expect(monitor.row(/Issued 1/)).toContainText("Waits its turn");
    await page.unrouteAll({ behavior: "ignoreErrors" });
    for (const taken of [/Issued 1/, /Issued 2/]) await expect(monitor.row(taken)).toContainText("Accepted", { timeout: 30_000 });
    await change((dialog) => dialog.getByRole("button", { name: "As shipped" }).click());
    await expect(policy).toContainText("at once");
  });

  await test.step("sync now sends and reads at once, and says how far it has come", async () => {
    await page.goto("/connections");
    await page.getByRole("button", { name: /^Test / }).click();
    await expect(page.getByText(/Answered in \d+ ms/)).toBeVisible({ timeout: 20_000 });
    await page.getByRole("button", { name: /^Sync now/ }).click();
    await expect(page.getByText(/^In step/)).toBeVisible({ timeout: 45_000 });
    await monitor.expectAccessible();
    await look("08-connections");
  });
  await office.close();
});
