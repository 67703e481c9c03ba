import { expect, test } from "./fixtures";
import { findingsOfAxe } from "./pages/findings-of-axe";
import { LoopClerk } from "./pages/loop-clerk";
import { LoopTablet } from "./pages/loop-tablet";
import { GLASS, looksRight } from "./pages/operator-looks";

const LEAD = { badge: "0108", pin: "010800" };

test.use({ viewport: GLASS.landscape, hasTouch: true });

test("EX-03 an operation of which much less was issued than went in is completed by a lead with a reason, and stands with the lead until it is found", async ({
  page,
  product,
}) => {
  test.setTimeout(180_000);
  const clerk = new LoopClerk(product.erpUrl);
  const order = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "40" });
  await clerk.release(order);
  const tablet = new LoopTablet(page);
  const oats = page.getByText(/^RM-OAT: 6\.\d+\skg issued, 8\.32\skg went in\.$/);

  await test.step("twelve are scrapped beyond the plan, and nothing is issued for them", async () => {
    await tablet.enrol("DEMO-A");
    await tablet.signOn("0417", "041700");
    await tablet.choose("MIX-1.MIXER");
    await tablet.start(order, 10);
    for (const lot of ["OAT-2611", "ENZ-0251"]) await tablet.issue(lot);
    for (const quantity of ["3", "3", "3", "3"]) await tablet.recordScrap(quantity, "Handling");
    await tablet.recordGood("40");
  });

  await test.step("the completion names what is missing, and leads to its issue", async () => {
    await tablet
      .key(/^Complete/)
      .first()
      .click();
    await expect(oats).toBeVisible();
    await looksRight(page, "issued-short");
    expect(await findingsOfAxe(page)).toEqual([]);
    await page.getByRole("button", { name: "Issue it" }).first().click();
    await expect(page.getByRole("region", { name: /RM-OAT/ })).toBeVisible();
    await tablet.backToRun();
    await tablet
      .key(/^Complete/)
      .first()
      .click();
  });

  await test.step("the final word is refused, and the lead gives it here with a reason", async () => {
    await tablet.key(/^Complete this is final/).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText("For 52 processed, clearly less was issued than went in: RM-OAT, RM-ENZYME.");
    await looksRight(page, "issued-short-refused");
    await dialog.getByRole("button", { name: "The shift lead approves here" }).click();
    const approval = page.getByRole("dialog", { name: "The shift lead approves" });
    await approval.getByRole("textbox", { name: "Badge of the shift lead" }).fill(LEAD.badge);
    await approval.getByRole("button", { name: "Take" }).click();
    await expect(approval.getByText(/^Why less was issued than went in/).first()).toBeVisible();
    await looksRight(page, "issued-short-why");
    await approval.getByRole("button", { name: "Used, not scanned" }).click();
    await approval.getByRole("group", { name: "PIN pad" }).waitFor();
    await tablet.type(LEAD.pin);
    await approval.waitFor({ state: "hidden" });
    await expect(tablet.key(/^Lines/)).toBeVisible();
  });

  await test.step("the lead has it on the page, by item and operation", async () => {
    await tablet.signOn(LEAD.badge, LEAD.pin);
    await page.goto("/lead");
    await expect(page.getByText(/^1\.\d+\skg of RM-OAT .* are missing\.$/).first()).toBeVisible();
    await expect(page.getByText(`${order} / 10`).first()).toBeVisible();
    await looksRight(page, "issued-short-lead");
  });
});
