import { expect, test } from "./fixtures";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { LoopTablet } from "./pages/loop-tablet";
import { findingsOfAxe } from "./pages/findings-of-axe";
import { GLASS, looksRight } from "./pages/operator-looks";
import { picture } from "./pages/picture";
import { storedEntries } from "./pages/stored-entries";

const MIXER = "MIX-1.MIXER";
const OPERATOR = { badge: "0417", pin: "041700", person: "P-0417" };
const LEAD = { badge: "0108", pin: "010800" };

test.use({ viewport: GLASS.landscape, hasTouch: true });

test("EX-19 a wrong entry is found in the shift's entries and put right, by the lead at the tablet and at a desk; what was wrong stays readable", async ({
  browser,
  baseURL,
  page,
  product,
}) => {
  test.setTimeout(240_000);
  const clerk = new LoopClerk(product.erpUrl);
  const order = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "60" });
  await clerk.release(order);
  const tablet = new LoopTablet(page);
  const entries = async () => (await storedEntries(product.databaseUrl, order)).map(({ good, scrap }) => [good, scrap]);
  const list = page.getByRole("list", { name: "Entries of this shift" });

  await test.step("an operator runs the order; a lot that was put on by mistake never was, and one that is on comes off again", async () => {
    await tablet.enrol("DEMO-A");
    await tablet.signOn(OPERATOR.badge, OPERATOR.pin);
    await tablet.choose(MIXER);
    await tablet.start(order, 10);
    for (const lot of ["OAT-2611", "ENZ-0251"]) await tablet.issue(lot);
    await tablet.scanWithWedge("WAT-A-01");
    await page.getByRole("button", { name: "Undo WAT-A-01" }).click();
    await expect(tablet.log.getByText("Mounted WAT-A-01, taken back")).toBeVisible();
    await tablet.scanWithWedge("WAT-A-01");
    await expect(tablet.log.getByText("Mounted WAT-A-01", { exact: true })).toBeVisible();
    await tablet
      .key(/^Material/)
      .or(tablet.key(/^Scan/))
      .first()
      .click();
    await page.getByRole("button", { name: /^Take off/ }).waitFor();
    await looksRight(page, "take-off");
    await page.getByRole("button", { name: /^Take off/ }).click();
    await tablet.backToRun();
    await expect(tablet.log.getByText(/^Took off WAT-A-01/)).toBeVisible();
  });

  await test.step("UI-11 much scrap is asked about before it is saved", async () => {
    await tablet.recordGood("20");
    await tablet.record("Scrap", "12", "Handling");
    const question = page.getByRole("dialog", { name: "Is that much scrap right?" });
    await question.waitFor();
    await looksRight(page, "scrap-question");
    await question.getByRole("button", { name: "No, change it" }).click();
    await tablet.key("Cancel").click();
    await tablet.recordScrap("2", "Handling");
    expect(await entries()).toEqual([
      [20, 0],
      [0, 2],
    ]);
  });

  await test.step("the operator finds the own entries of the shift, and after half a minute who may put them right", async () => {
    await tablet.key("Menu").click();
    await tablet.key("Entries of this shift").click();
    await expect(page.getByRole("heading", { name: "My entries of this shift" })).toBeVisible();
    await list.getByRole("button", { name: /Good \+20/ }).waitFor();
    await looksRight(page, "entries-mine");
    await page.getByRole("button", { name: "Back", exact: true }).click();
  });

  await test.step("the lead finds it from the lead's page and corrects 20 to 25; it counts from its own time", async () => {
    await tablet.signOn(LEAD.badge, LEAD.pin);
    await page.goto("/lead");
    await page.getByRole("heading", { name: "Line lead" }).waitFor();
    await looksRight(page, "lead");
    await page
      .getByRole("region", { name: "Entries of this shift" })
      .getByRole("link", { name: /Mixer 1/ })
      .click();
    await list.getByRole("button", { name: /Good \+20.*Operator 0417/ }).waitFor();
    await looksRight(page, "entries");
    await list.getByRole("button", { name: /Good \+20.*Operator 0417/ }).click();
    await looksRight(page, "entry");
    await tablet.key(/^Correct the quantity/).click();
    await page.getByRole("group", { name: "What is corrected" }).waitFor();
    await tablet.type("25");
    await looksRight(page, "entry-right");
    await tablet.key(/^Then say why/).click();
    const reasons = page.getByRole("group", { name: "Reason of the correction" });
    await reasons.waitFor();
    await looksRight(page, "entry-why");
    await reasons.getByRole("button").first().click();
    await expect(list.getByRole("button", { name: /Good \+25.*corrects an earlier entry/ })).toBeVisible();
    await expect(list.getByRole("button", { name: /Good \+20.*taken back and corrected/ })).toBeVisible();
    await looksRight(page, "entries-corrected");
    expect((await entries()).map(([good]) => good).filter((good) => good !== 0)).toEqual(expect.arrayContaining([20, -20, 25]));
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await expect.poll(() => tablet.good()).toBe(25);
  });

  await test.step("at a desk the lead corrects the scrap in the order's history, where a number that could be read in two ways is refused", async () => {
    const office = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
    const desk = await signInAtDesk(office, { email: "lead@demo.example", password: "millrace-demo" }, `/orders/${order}`);
    await desk.getByRole("button", { name: "Correct 2 scrap, Handling" }).click();
    const dialog = desk.getByRole("dialog");
    await dialog.getByLabel("Scrap", { exact: true }).fill("3,000");
    await expect(dialog.getByRole("button", { name: "Save the right quantity" })).toBeDisabled();
    await picture(desk, "correction/desk-refused");
    expect.soft(await findingsOfAxe(desk), "desk").toEqual([]);
    await dialog.getByLabel("Scrap", { exact: true }).fill("3");
    await dialog.getByLabel("Why it is corrected").selectOption({ index: 1 });
    await picture(desk, "correction/desk");
    await dialog.getByRole("button", { name: "Save the right quantity" }).click();
    await expect(dialog).toBeHidden();
    await expect(desk.getByRole("button", { name: /^Correct .*3 scrap/ })).toBeVisible();
    await picture(desk, "correction/desk-history");
    await expect(tablet.key(/^Scrap 3 so far/)).toBeVisible();
  });

  await test.step("a call, whoever answers it, and the shift's report are as they should be", async () => {
    await tablet.key(/^Call/).click();
    await tablet.key(/^Shift lead help/).click();
    await tablet.key(/1 call is open/).click();
    await page.getByRole("button", { name: "Withdraw the call" }).waitFor();
    await looksRight(page, "call-open");
    await page.goto("/calls");
    const call = page.getByRole("main").getByRole("button", { name: /The shift lead is called.*Mixer 1/ });
    await call.waitFor();
    await looksRight(page, "calls");
    await call.click();
    await looksRight(page, "call-detail");
    await tablet.key(/^Done/).click();
    await page.getByRole("textbox", { name: "What was done" }).fill("Showed how it is set");
    await looksRight(page, "call-done");
    await tablet.key(/^Done/).click();
    await expect(call).toBeHidden();
    await page.goto("/lead");
    await page
      .getByRole("region", { name: "Shift report" })
      .getByRole("link", { name: /Mixer 1/ })
      .click();
    await page.getByRole("heading", { name: "Production" }).waitFor();
    await looksRight(page, "report");
    await tablet.open(MIXER);
  });

  await test.step("the order's rest is made, and the machine is free", async () => {
    await tablet.recordGood("35");
    await tablet.complete();
  });
});
