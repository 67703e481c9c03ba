import { expect, test } from "./fixtures";
import { endPlan, givePlan } from "./pages/inspection-plan";
import { LoopClerk } from "./pages/loop-clerk";
import { LoopMachine } from "./pages/loop-machine";
import { LoopTablet } from "./pages/loop-tablet";
import { GLASS } from "./pages/operator-looks";
import { endReworkReasons, giveReworkReasons } from "./pages/rework-reasons";
import { longStopSince, silentUntil } from "./pages/stored-shift";
import { tabTo } from "./pages/tab-to";

test.use({ viewport: GLASS.landscape });

const MIXER = "MIX-1.MIXER";
const PLAN = "QP-KEYS";
/** Typed as a person does: what comes faster is a scanner. */
const TYPING = { delay: 120 };

test("UI-12 an operator's whole order by the keyboard alone: sign-on, start, material, quantities, rework, a check, a pause, a stop, a call, a handover, the rest and its completion, sign-off", async ({
  page,
  product,
}) => {
  test.setTimeout(180_000);
  const machine = await LoopMachine.connect(product.mqttUrl, "site-a/process/mix-1/mixer");
  const tablet = new LoopTablet(page);
  const clerk = new LoopClerk(product.erpUrl);
  const order = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "30" });
  await clerk.release(order);
  await tablet.enrol("DEMO-A");
  const newest = tablet.log.getByRole("listitem").first();
  const press = async (name: RegExp, key = "Enter") => {
    // What the tablet learns from the server, as that a check is due, may come a moment later.
    await expect(() => tabTo(page, name)).toPass({ timeout: 15_000 });
    // A key that has just come to mean something else takes no push for a moment.
    await expect(page.locator(":focus")).not.toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press(key);
  };

  const fromMenu = async (line: RegExp) => {
    await press(/^Menu$/);
    await page.getByRole("dialog", { name: "Menu" }).waitFor();
    await press(line);
  };
  // A stop long enough to be asked about, of before this order.
  const heard = (await silentUntil(product.databaseUrl, MIXER, 210)).getTime();
  const stood = new Date(heard - 205_000);
  await machine.state("DOWN", stood);
  await machine.state("PRODUCING", new Date(heard - 5_000));
  await machine.close();
  const stop = await longStopSince(product.databaseUrl, MIXER, stood);
  await givePlan(product.databaseUrl, { code: PLAN, site: "SITE-A", item: "OAT-BASE", operation: 10, everyGood: 20 });
  await giveReworkReasons(product.databaseUrl, "SITE-A");

  await test.step("badge and PIN are typed", async () => {
    await page.goto("/sign-in");
    await expect(page.getByRole("heading", { name: "Scan your badge" })).toBeVisible();
    await expect(async () => {
      await page.keyboard.press("Delete");
      await page.keyboard.type("0417", TYPING);
      await expect(page.getByText("0417", { exact: true })).toBeVisible({ timeout: 500 });
    }).toPass();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Enter your PIN" }).waitFor();
    await page.keyboard.type("041700", TYPING);
    await page.waitForURL((url) => url.pathname === "/station");
  });

  await test.step("machine, order and start", async () => {
    await press(/^Mixer 1/);
    await tablet.waiting(order, 10).waitFor();
    await press(new RegExp(`^${order} / Op 10 `));
    await press(/^Start/, "Space");
    await page.getByRole("heading", { name: `${order} / Op 10 ` }).waitFor();
    await expect(tablet.key(/^Setup done/)).toBeEnabled();
    await press(/^Setup done/);
    await expect(tablet.key(/^Pause/)).toBeEnabled();
  });

  await test.step("lots are typed where they are scanned, and Escape goes back to the run", async () => {
    await press(/^Scan/);
    for (const lot of ["OAT-2611", "ENZ-0251"]) {
      await expect(page.getByRole("textbox", { name: "Lot" })).toBeFocused();
      await page.keyboard.type(lot);
      await page.keyboard.press("Enter");
      await expect(page.getByText(new RegExp(`Issued ${lot}.*saved`))).toBeVisible();
    }
    await page.keyboard.press("Escape");
    await expect(newest).toContainText("Issued ENZ-0251");
    await expect(tablet.key(/^Scan/)).toBeFocused();
  });

  await test.step("good, and scrap with its reason", async () => {
    await press(/^Good/);
    await page.getByRole("group", { name: "Number pad" }).waitFor();
    await page.keyboard.type("28", TYPING);
    await expect(tablet.key("Save good 28")).toBeEnabled();
    await page.keyboard.press("Enter");
    await expect(newest).toContainText("Good +28");
    await press(/^Scrap/);
    await page.getByRole("group", { name: "Number pad" }).waitFor();
    await page.keyboard.type("2", TYPING);
    await press(/^Handling/, "Space");
    await press(/^Save scrap 2/);
    await expect(newest).toContainText("Scrap 2, handling");
    await expect(tablet.key(/^Scrap/)).toBeFocused();
  });

  await test.step("rework with a reason below its group, where Escape goes back to the groups alone; and out of rework again", async () => {
    await press(/^Rework/);
    await page.getByRole("group", { name: "Number pad" }).waitFor();
    await page.keyboard.type("1", TYPING);
    await press(/^Finish …/, "Space");
    await page.getByRole("group", { name: "Finish" }).getByRole("button", { name: "Burr" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("group", { name: "Reason" }).waitFor();
    await press(/^Fit …/, "Space");
    await press(/^Thread$/, "Space");
    await expect(tablet.key("Save rework 1")).toBeEnabled();
    await press(/^Save rework 1/);
    await expect(newest).toContainText("Rework 1, thread");
    // With its reason: without it the entry would be refused on its way.
    await expect(newest).toContainText("saved");
    await endReworkReasons(product.databaseUrl);
    await press(/^Good/);
    await page.getByRole("group", { name: "Number pad" }).waitFor();
    await press(/^Out of rework/, "Space");
    await page.keyboard.type("1", TYPING);
    await press(/^Save good 1/);
    await expect(newest).toContainText("Reworked +1");
  });

  await test.step("a check that is due: its value is typed, taken, and recorded", async () => {
    await press(/^Check due/);
    await page.getByRole("group", { name: "Number pad" }).waitFor();
    await page.keyboard.type("9.8", TYPING);
    await expect(tablet.key("Take 9.8")).toBeEnabled();
    await page.keyboard.press("Enter");
    await press(/^Record the check/);
    await expect(newest).toContainText(`Passed: check ${PLAN}`);
    await endPlan(product.databaseUrl, PLAN);
  });

  await test.step("a sheet is left by Escape; a pause with its reason, and on again", async () => {
    await press(/^Pause/);
    await page.getByRole("heading", { name: "Why is it paused?" }).waitFor();
    await page.keyboard.press("Escape");
    await expect(tablet.key(/^Pause/)).toBeFocused();
    await press(/^Pause/);
    await press(/Waiting for quality$/);
    await expect(page.getByText("Paused", { exact: true })).toBeVisible();
    await expect(tablet.key(/^Start/)).toBeEnabled();
    await press(/^Start/);
    await expect(tablet.key(/^Pause/)).toBeEnabled();
  });

  await test.step("a stop of the shift gets its reason", async () => {
    await fromMenu(/^Stops of this shift$/);
    await tablet.key(stop).waitFor();
    await expect(page.locator("main")).toBeFocused();
    await press(stop);
    await page.getByRole("heading", { name: "Why did it stand?" }).waitFor();
    await press(/Utility lost$/);
    await expect(tablet.key(new RegExp(`${stop.source}.*Utility lost`, "u"))).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Menu", exact: true })).toBeFocused();
  });

  await test.step("quality is called, and the call is withdrawn", async () => {
    await press(/^Call /);
    await page.getByRole("heading", { name: /^Who should come/ }).waitFor();
    // Maintenance was here for another journey: its call would come back, with who had it (§2.5).
    await press(/^Quality/);
    await expect(tablet.key(/1 call is open/)).toBeVisible();
    await press(/^Call 1 call is open/);
    await tablet.key("Withdraw the call").waitFor();
    await press(/^Withdraw the call$/);
    await page.keyboard.press("Escape");
    await expect(tablet.key(/^Call help to/)).toBeFocused();
  });

  await test.step("what the next crew has to know is left with a note", async () => {
    await fromMenu(/^Hand over to the next crew$/);
    await page.getByRole("textbox", { name: /^Note for/ }).waitFor();
    await tabTo(page, /^Note for the next crew/);
    await page.keyboard.type("The inlet filter is due for a change.");
    await press(/^Leave it/);
    await expect(tablet.key(/^Pause/)).toBeEnabled();
  });

  await test.step("a dialog keeps the focus, and Escape gives it back to the key that opened it", async () => {
    await press(/^Menu$/);
    const dialog = page.getByRole("dialog", { name: "Menu" });
    await dialog.waitFor();
    await tabTo(page, /^Light display$/);
    await tabTo(page, /^Close$/);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    await expect(page.getByRole("button", { name: "Menu", exact: true })).toBeFocused();
    await fromMenu(/^Entries kept on this tablet$/);
    await page.getByRole("dialog", { name: "Entries kept on this tablet" }).waitFor();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Menu", exact: true })).toBeFocused();
  });

  await test.step("the completion is opened and left by Escape", async () => {
    await page.keyboard.press("Enter");
    await press(/^Complete the operation$/);
    await page.getByText("Nothing is open.").waitFor();
    await page.keyboard.press("Escape");
    await expect(tablet.key(/^Pause/)).toBeEnabled();
  });

  await test.step("the rest is saved by one key, after which the completion stands there by itself; and the person signs off", async () => {
    await press(/^Good/);
    await press(/^The rest: /);
    await page.getByRole("heading", { name: /^Complete / }).waitFor();
    await page.getByText("Nothing is open.").waitFor();
    await press(/^Complete this is final/);
    await expect(tablet.key(/^Lines/)).toBeVisible();
    await press(/Signed on: Operator 0417/);
    await press(/^Somebody else/);
    await expect(page.getByRole("heading", { name: "Scan your badge" })).toBeVisible();
  });
});
