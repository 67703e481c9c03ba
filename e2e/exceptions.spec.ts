import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { endPlan, givePlanByEye } from "./pages/inspection-plan";
import { keptOnTablet } from "./pages/kept-on-tablet";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { LoopTablet } from "./pages/loop-tablet";
import { GLASS, looksRight } from "./pages/operator-looks";
import { storedEntries } from "./pages/stored-entries";
import { setParallel, storedIssued } from "./pages/stored-shift";

test.use({ viewport: GLASS.landscape, hasTouch: true, erp: "shared" });

const MIXER = "MIX-1.MIXER";
const OPERATOR = { badge: "0533", pin: "053300" };
const FITTER = { badge: "0901", pin: "090100" };
const PASSWORD = "millrace-demo";
const QUALITY = "quality@demo.example";
const PLANNER = "planner@demo.example";
/** Cocoa is no input of the oat base. */
const COCOA = "COC-0418";
const PLAN = "QP-SEEN";

/** Signs what stands in the dialog that is open. */
async function sign(desk: Page, email: string, action: string): Promise<void> {
  const dialog = desk.getByRole("dialog");
  await dialog.getByLabel("Your e-mail").fill(email);
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: action }).click();
  await expect(dialog).toBeHidden();
}

test("what goes otherwise than planned at one machine: a fitter is called, two orders run at once, another material is asked for, a check by eye, rework round after round", async ({
  page,
  browser,
  baseURL,
  product,
}) => {
  test.setTimeout(240_000);
  const { databaseUrl } = product;
  const clerk = new LoopClerk(product.erpUrl);
  const [order, beside] = [await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "60" }), await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "10" })];
  for (const each of [order, beside]) await clerk.release(each);
  await setParallel(databaseUrl, MIXER, true);
  const tablet = new LoopTablet(page);
  const newTablet = async () => new LoopTablet(await (await browser.newContext({ baseURL, viewport: GLASS.landscape, hasTouch: true })).newPage());
  const desk = async (email: string, to: string) => signInAtDesk(await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } }), { email, password: PASSWORD }, to);
  const runs = page.getByRole("navigation", { name: "Runs on this machine" });

  await test.step("EX-01 two orders run at one machine at once, each with its own screen", async () => {
    await tablet.enrol("DEMO-A");
    await tablet.signOn(OPERATOR.badge, OPERATOR.pin);
    await tablet.choose(MIXER);
    await tablet.start(beside, 10);
    await runs.getByRole("button", { name: "Start another" }).click();
    await tablet.start(order, 10);
    await runs.getByRole("button", { name: beside }).click();
    await expect(page.getByRole("heading", { name: `${beside} / Op 10 ` })).toBeVisible();
    await expect(runs.getByRole("button", { name: beside })).toHaveAttribute("aria-pressed", "true");
    for (const lot of ["OAT-2611", "ENZ-0251"]) await tablet.issue(lot);
    await tablet.recordGood("10");
    await looksRight(page, "two-runs");
    await runs.getByRole("button", { name: order }).click();
    await expect.poll(() => tablet.good()).toBe(0);
    expect((await storedEntries(databaseUrl, beside)).map(({ good }) => good)).toEqual([10]);
    expect(await storedEntries(databaseUrl, order)).toEqual([]);
  });

  await test.step("maintenance is called, sees it at once at another tablet, comes, and says what was done; the operator sees who is at it", async () => {
    const other = await newTablet();
    const fitter = other.page;
    await other.enrol("DEMO-A");
    await fitter.goto("/sign-in");
    await other.type(FITTER.badge);
    await fitter.getByRole("button", { name: "Next", exact: true }).click();
    await fitter.getByRole("heading", { name: "Enter your PIN" }).waitFor();
    await other.type(FITTER.pin);
    await fitter.waitForURL((url) => url.pathname === "/calls");
    await tablet.key(/^Call/).click();
    await tablet.key(/^Maintenance/).click();
    const call = fitter.getByRole("main").getByRole("button", { name: /Mixer 1/ });
    await call.click();
    await looksRight(fitter, "fitter-call");
    // Until the page has read what the server makes of it, the tap stands on the tablet with the answer, which says by name who has the call.
    let goOn = (): void => undefined;
    const looked = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await fitter.route("**/api/calls", async (route) => {
      await looked;
      await route.continue();
    });
    await other.key(/^On my way/).click();
    await expect.poll(() => keptOnTablet(fitter)).toMatch(/"name":"acknowledge-exception".*"state":"SENT"/);
    expect(await keptOnTablet(fitter)).not.toContain("Fitter 0901");
    goOn();
    await other.key(/^I am there/).click();
    await expect(fitter.getByText(/you have it|have had it|at it since/i)).toBeVisible();
    await tablet.key(/1 call is open/).click();
    await looksRight(page, "call-fitter-at-it");
    await expect(page.getByRole("region", { name: "Call to maintenance" })).toContainText("Fitter 0901 has had it since");
    await tablet.key(/^Back/).click();
    await other.key(/^Done/).click();
    await fitter.getByRole("textbox", { name: "What was done?" }).fill("Bearing greased");
    await other.key(/^Done/).click();
    await expect(call).toBeHidden();
    await expect(tablet.key(/^Call help/)).toBeVisible();
    await fitter.context().close();
  });

  await test.step("EX-12 the wrong material is refused, asked for, approved by planner and quality with their signatures, and issued up to that much", async () => {
    await tablet.scanWithWedge(COCOA);
    const refused = page.getByRole("dialog");
    await refused.getByRole("button", { name: /^Ask for a deviation/ }).click();
    await refused.getByRole("textbox", { name: "Why" }).waitFor();
    await looksRight(page, "deviation-ask");
    await tablet.type("2");
    await refused.getByRole("textbox", { name: "Why" }).fill("Trial batch");
    await refused.getByRole("button", { name: "Ask for 2 kg" }).click();
    await expect(refused).toBeHidden();
    expect(await storedIssued(databaseUrl, order, COCOA)).toBe(0);
    const planner = await desk(PLANNER, `/orders/${order}`);
    await planner.getByRole("button", { name: /^Approve/ }).click();
    await sign(planner, PLANNER, "Sign the approval");
    await expect(planner.getByRole("table", { name: "Deviations" })).toContainText("quality: not yet");
    await planner.context().close();
    await tablet.key(/^Scan/).click();
    await page
      .getByRole("list", { name: "Material of this operation" })
      .getByRole("button", { name: /RM-OAT/ })
      .click();
    await expect(page.getByRole("region", { name: "Deviations" })).toContainText("waits for quality");
    await looksRight(page, "deviation-waits");
    const quality = await desk(QUALITY, "/quality");
    const row = quality.getByRole("table", { name: "Deviations" }).getByRole("row").filter({ hasText: order });
    await row.getByRole("button", { name: /^Approve/ }).click();
    await sign(quality, QUALITY, "Sign the approval");
    await expect(row).toContainText("Approved until");
    await quality.context().close();
    await expect(page.getByRole("region", { name: "Deviations" })).toContainText("approved, 2 kg left");
    await looksRight(page, "deviation-approved");
    await tablet.scan(COCOA);
    await expect(page.getByText(new RegExp(`Issued ${COCOA}.*saved`))).toBeVisible();
    expect(await storedIssued(databaseUrl, order, COCOA)).toBe(2);
    for (const lot of ["OAT-2611", "ENZ-0251"]) {
      await tablet.scan(lot);
      await expect(page.getByText(new RegExp(`Issued ${lot}.*saved`))).toBeVisible();
    }
    await tablet.backToRun();
    // The ERP takes what it never planned, for the message names the deviation.
    await expect.poll(async () => (await clerk.order(order)).consumed.find(({ lot }) => lot === COCOA)?.qty, { timeout: 30_000 }).toBe("2");
  });

  await test.step("EX-14 a check by eye: what was rejected by mistake is put right before it is recorded", async () => {
    await givePlanByEye(databaseUrl, {
      code: PLAN,
      site: "SITE-A",
      item: "OAT-BASE",
      operation: 10,
      everyGood: 20,
      characteristic: "Surface",
      defects: ["LUMPS", "FOAM", "COLOUR"],
    });
    await tablet.recordGood("20");
    await tablet.key(/^Check due/).click();
    await page.getByRole("heading", { name: "Surface" }).waitFor();
    await looksRight(page, "check-seen");
    await tablet.key(/^Reject/).click();
    await page.getByRole("group", { name: "Which defect?" }).waitFor();
    await looksRight(page, "check-defect");
    await page.getByRole("group", { name: "Which defect?" }).getByRole("button", { name: "FOAM" }).click();
    await expect(page.getByText("Fails: Surface")).toBeVisible();
    await looksRight(page, "check-fails");
    await tablet.key("Surface: FOAM").click();
    await tablet.key(/^Accept/).click();
    await expect(page.getByText("Passes", { exact: true })).toBeVisible();
    await looksRight(page, "check-passes");
    await tablet.key(/^Record the check/).click();
    await expect(tablet.log.getByText(`Passed: check ${PLAN}`)).toBeVisible();
    await endPlan(databaseUrl, PLAN);
  });

  await test.step("EX-13 what fails again goes round again, up to three rounds; quality allows a fourth with a signature", async () => {
    await tablet.record("Rework", "3", "Handling");
    await expect(tablet.key(/^Rework 3 so far/)).toBeVisible();
    const again = async () => {
      await tablet.key(/^Rework/).click();
      await tablet.key(/^Out of rework/).click();
      await tablet.type("3");
      await page.getByRole("group", { name: "Reason" }).getByRole("button", { name: "Handling" }).click();
    };
    for (const round of [2, 3]) {
      await again();
      if (round === 2) await looksRight(page, "rework-again");
      await tablet.key("Save rework again 3").click();
      await expect(tablet.log.getByText(/rework again/i)).toHaveCount(round - 1);
      await expect(tablet.log.getByText("saving")).toHaveCount(0);
    }
    await again();
    await tablet.key("Save rework again 3").click();
    await page.getByRole("dialog").waitFor();
    await looksRight(page, "rework-refused");
    const said = await tablet.readRefusal();
    expect(said).toContain("These pieces were reworked as often as is allowed.");
    expect(said).toContain("Ask quality to allow another round, or record them as scrap.");
    const quality = await desk(QUALITY, "/quality");
    const nonconformance = quality
      .getByRole("table", { name: "Nonconformances" })
      .getByRole("row")
      .filter({ hasText: `${order} / 10` });
    await nonconformance.getByRole("button", { name: /^Allow another round/ }).click();
    await quality.getByLabel("Why").fill("The new blade will do");
    await sign(quality, QUALITY, "Sign the allowance");
    await again();
    await tablet.key("Save rework again 3").click();
    await expect(tablet.log.getByText(/rework again/i)).toHaveCount(3);
    await tablet.key(/^Good/).click();
    await tablet.key(/^Out of rework/).click();
    await tablet.type("3");
    await looksRight(page, "rework-good");
    await tablet.key("Save good 3").click();
    await expect.poll(() => tablet.good()).toBe(23);
    await expect(
      quality
        .getByRole("table", { name: "Nonconformances" })
        .getByRole("row")
        .filter({ hasText: `${order} / 10` }),
    ).toContainText("Closed");
    await quality.context().close();
  });

  await test.step("both are completed", async () => {
    await tablet.recordGood("37");
    await tablet.complete();
    await runs.getByRole("button", { name: beside }).click();
    await tablet.complete();
    await setParallel(databaseUrl, MIXER, false);
  });
});
