import { expect, test } from "./fixtures";
import { endPlan, givePlan } from "./pages/inspection-plan";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { LoopTablet } from "./pages/loop-tablet";
import { findingsOfAxe } from "./pages/findings-of-axe";

const QUALITY = { email: "quality@demo.example", password: "millrace-demo" };
const PLAN = "QP-S24";
const MIXER = "MIX-7.MIXER";
const PASTEURISER = "PAST-7.PASTEURISER";

test("a check passes at its limit and fails beyond it: what was made since is held, and quality decides with a signature", async ({ browser, baseURL, product }) => {
  test.setTimeout(150_000);
  const clerk = new LoopClerk(product.erpUrl);
  const floor = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 }, hasTouch: true });
  const office = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const tablet = new LoopTablet(await floor.newPage());
  const order = await clerk.create({ site: "SITE-B", item: "OAT-BASE", qty: "40" });
  await clerk.release(order);
  await givePlan(product.databaseUrl, { code: PLAN, site: "SITE-B", item: "OAT-BASE", operation: 20, everyGood: 10 });
  const measure = async (digits: string) => {
    await tablet.key(/^Check due/).click();
    await expect(tablet.page.getByText("9.5 to 10")).toBeVisible();
    await tablet.type(digits);
  };

  await test.step("the order reaches its last operation", async () => {
    await tablet.enrol("DEMO-B");
    await tablet.signOn("0709", "070900");
    await tablet.open(MIXER);
    await expect(tablet.waiting(order, 10)).toBeVisible({ timeout: 20_000 });
    await tablet.start(order, 10);
    await tablet.issue("OAT-2612");
    await tablet.issue("ENZ-0249");
    await tablet.recordGood("40");
    await tablet.complete();
    await tablet.open(PASTEURISER);
    await tablet.start(order, 20);
  });

  await test.step("S24 after ten good the check is due, and 10.00 passes", async () => {
    await tablet.recordGood("10");
    await expect(tablet.key(/^Check due/)).toContainText("Diameter");
    await measure("10.00");
    await expect(tablet.page.getByText("Within the limits", { exact: true })).toBeVisible();
    expect(await tablet.smallTargets()).toEqual([]);
    expect(await tablet.overflowing()).toEqual([]);
    expect(await findingsOfAxe(tablet.page, { floor: true })).toEqual([]);
    await tablet.key("Take 10.00").click();
    await expect(tablet.page.getByText("Passes", { exact: true })).toBeVisible();
    await tablet.key(/^Record the check/).click();
    await expect(tablet.log.getByText(`Passed: check ${PLAN}`)).toBeVisible();
    await expect(tablet.key(/^Check due/)).toHaveCount(0);
  });

  await test.step("EX-14 what is due keeps the operation from ending", async () => {
    await tablet.recordGood("12");
    await expect(tablet.key(/^Check due/)).toBeVisible();
    await tablet.key("Menu").click();
    await tablet.page.getByRole("button", { name: "Complete the operation" }).click();
    await expect(tablet.page.getByText(`The check ${PLAN} is due.`)).toBeVisible();
    await expect(tablet.key(/^Complete settle what is open first/)).toBeDisabled();
    await tablet.key(/^Back/).click();
  });

  await test.step("S24 10.01 fails, says what follows, and is recorded", async () => {
    await measure("10.01");
    await expect(tablet.page.getByText("Outside the limits", { exact: true })).toBeVisible();
    await tablet.key("Take 10.01").click();
    await expect(tablet.page.getByText("Fails: Diameter")).toBeVisible();
    await expect(tablet.page.getByText("goes on hold, and quality is called")).toBeVisible();
    expect(await tablet.overflowing()).toEqual([]);
    await tablet.key(/^Record the failure/).click();
    await expect(tablet.log.getByText(`Failed: Diameter, check ${PLAN}`)).toBeVisible();
  });

  const desk = await signInAtDesk(office, QUALITY, "/quality");
  const nonconformance = desk
    .getByRole("table", { name: "Nonconformances" })
    .getByRole("row")
    .filter({ hasText: `${order} / 20` });

  await test.step("the desk shows the nonconformance over just what was made since the pass, and the lot that is held", async () => {
    await expect(nonconformance).toContainText("Diameter 10.01");
    await expect(nonconformance.getByRole("cell", { name: "12 L", exact: true })).toBeVisible();
    await expect(desk.getByRole("table", { name: "Holds that stand" })).toContainText(`L-${order}`);
    await expect(desk.getByRole("table", { name: "Checks that failed" })).toContainText(PLAN);
    expect(await findingsOfAxe(desk)).toEqual([]);
  });

  await test.step("§2.5 what quality is called for is taken and ended at the desk", async () => {
    const call = desk.getByRole("region", { name: "What quality is called for" }).getByRole("listitem").filter({ hasText: order });
    await call.getByRole("button", { name: "Take it" }).click();
    await expect(call).toContainText("Quality manager has it");
    await call.getByRole("button", { name: "Resolve it" }).click();
    await call.getByRole("button", { name: "Close it" }).click();
    await expect(call).toHaveCount(0);
  });

  await test.step("SEC-12 the decision is signed: a wrong password signs nothing", async () => {
    await nonconformance.getByRole("button", { name: /^Review/ }).click();
    await expect(nonconformance).toContainText("In review");
    await nonconformance.getByRole("button", { name: /^Decide/ }).click();
    await desk.getByLabel(/^Rework/).fill("12");
    await desk.getByLabel("Why").fill("Can be turned down");
    await desk.getByLabel("Your e-mail").fill(QUALITY.email);
    await desk.getByLabel("Your password").fill("not the password");
    await desk.getByRole("button", { name: "Sign the decision" }).click();
    await expect(desk.getByRole("alert").filter({ hasText: "do not fit" })).toBeVisible();
    await desk.getByLabel("Your password").fill(QUALITY.password);
    await desk.getByRole("button", { name: "Sign the decision" }).click();
    await expect(nonconformance).toContainText("Decided");
    await expect(nonconformance).toContainText("signed by Quality manager");
  });

  await test.step("S23 the hold is lifted by a second person with a signature", async () => {
    const row = desk
      .getByRole("table", { name: "Holds that stand" })
      .getByRole("row")
      .filter({ hasText: `L-${order}` });
    await row.getByRole("button", { name: /^Lift/ }).click();
    await desk.getByLabel("Why").fill("Sorted");
    await desk.getByLabel("Your e-mail").fill(QUALITY.email);
    await desk.getByLabel("Your password").fill(QUALITY.password);
    await desk.getByRole("button", { name: "Sign and lift" }).click();
    await expect(row).toHaveCount(0);
  });

  await test.step("EX-14 the lot is inspected at the desk: asked for, typed by keyboard alone, read once more, recorded, and taken back", async () => {
    await desk.goto(`/trace/L-${order}`);
    const record = desk.getByRole("button", { name: new RegExp(`^Record ${PLAN}`) });
    await desk.getByRole("button", { name: "Ask for a check" }).click();
    await desk.getByRole("button", { name: "Ask for it" }).click();
    const measureAtDesk = async (value: string) => {
      await record.press("Enter");
      await expect(desk.getByRole("group", { name: "Diameter" }).getByRole("textbox", { name: "Value" })).toBeFocused();
      await desk.keyboard.type(value);
    };
    await measureAtDesk("10.01");
    await expect(desk.getByText("outside", { exact: true })).toBeVisible();
    await expect(desk.getByRole("img", { name: /^Diameter: \d+ values/ })).toBeVisible();
    expect(await findingsOfAxe(desk)).toEqual([]);
    await desk.keyboard.press("ControlOrMeta+a");
    await desk.keyboard.type("9.8");
    await expect(desk.getByText("within", { exact: true })).toBeVisible();
    await desk.keyboard.press("Enter");
    expect(await findingsOfAxe(desk)).toEqual([]);
    await desk.getByRole("button", { name: "Record the check" }).press("Enter");
    await expect(desk.getByText(`${PLAN} is recorded: it passed.`)).toBeVisible();
    await desk.getByRole("button", { name: /^Undo/ }).press("Enter");
    await expect(record).toBeVisible();
    await measureAtDesk("9.9");
    await desk.keyboard.press("Enter");
    await desk.getByRole("button", { name: "Record the check" }).press("Enter");
    await expect(record).toHaveCount(0);
    await expect(desk.getByRole("table", { name: "Checks of the lot" })).toContainText("passed");
  });

  await test.step("nothing stands in anybody's way where quality writes what is read at a machine", async () => {
    await desk.goto("/instructions");
    const written = desk.getByRole("link", { name: "Line clearance before filling" });
    await written.waitFor();
    expect(await findingsOfAxe(desk)).toEqual([]);
    await written.click();
    await desk.getByRole("link", { name: "All instructions" }).waitFor();
    expect(await findingsOfAxe(desk)).toEqual([]);
  });

  await test.step("the order ends on the floor", async () => {
    await endPlan(product.databaseUrl, PLAN);
    await tablet.recordGood("18");
    await tablet.complete();
  });
});
