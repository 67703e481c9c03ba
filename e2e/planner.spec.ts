import { mkdirSync } from "node:fs";
import { connectAsync } from "mqtt";
import { expect, test } from "./fixtures";
import { deniedAttempts } from "./pages/audit-trail";
import { findingsOfAxe } from "./pages/findings-of-axe";
import { LoopClerk } from "./pages/loop-clerk";
import { expectSameLoad, markLoad, signInAtDesk } from "./pages/loop-desk";
import { LoopTablet } from "./pages/loop-tablet";
import { looksRight } from "./pages/operator-looks";
import { PlannerDesk } from "./pages/planner-desk";

const LINE = "MIX-7";
const PLANNER = { email: "planner@demo.example", password: "millrace-demo" };
const LEAD = { email: "lead@demo.example", password: "millrace-demo" };
const PLANNER_B = { email: "planner-b@demo.example", password: "millrace-demo" };
const GOOD = "23";
const REST = "21";

mkdirSync(".artifacts/planner", { recursive: true });

test.use({ erp: "shared" });

test("the planner sees what is made, what a stop moves, and where a lot came from and went", async ({ browser, baseURL, product }) => {
  test.setTimeout(300_000);
  const plant = await connectAsync(product.mqttUrl, { clientId: "planner-journey" });
  const tell = (what: object) => plant.publishAsync("sandbox/plant/command", JSON.stringify(what), { qos: 1 });
  const clerk = new LoopClerk(product.erpUrl);
  const office = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const floor = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 } });
  const desk = new PlannerDesk(await signInAtDesk(office, PLANNER, "/wip?site=SITE-B"));
  const tablet = new LoopTablet(await floor.newPage());
  let order = "";

  await test.step("an order that the ERP releases appears on the board by itself", async () => {
    await expect(desk.heading()).toContainText(/make it|on time|late|down/);
    await markLoad(desk.page);
    order = await clerk.create({ site: "SITE-B", item: "OAT-BASE", qty: "44" });
    await clerk.release(order);
    await expect(desk.row(order)).toContainText("MIX-7", { timeout: 30_000 });
  });

  await test.step("what an operator records changes the board without a reload", async () => {
    await tablet.enrol("DEMO-B");
    await tablet.signOn("0709", "070900");
    await tablet.open(`${LINE}.MIXER`);
    await tablet.start(order, 10);
    await tablet.scan("OAT-2612");
    await expect(tablet.page.getByText(/Issued OAT-2612.*saved/)).toBeVisible();
    await tablet.scan("ENZ-0249");
    await expect(tablet.page.getByText(/Issued ENZ-0249.*saved/)).toBeVisible();
    await tablet.backToRun();
    await tablet.recordGood(GOOD);
    await expect(desk.row(order)).toContainText(GOOD);
    await expect(desk.row(order)).toContainText("running");
    await expectSameLoad(desk.page);
    await desk.looksRight("board");
  });

  await test.step("the order is finished on the floor", async () => {
    await tablet.recordGood(REST);
    await tablet.complete();
    await tablet.open("PAST-7.PASTEURISER");
    await tablet.start(order, 20);
    await tablet.recordGood("44");
    await tablet.complete();
  });

  await test.step("the table twin says the same as the board, and the search finds an order", async () => {
    await desk.page.getByRole("link", { name: "Table", exact: true }).click();
    await expect(desk.page.getByRole("table", { name: "Operations of open orders" })).toBeVisible();
    await desk.looksRight("board-table");
    await desk.page.getByRole("searchbox", { name: "Order, item or machine" }).fill("no such order");
    await desk.page.keyboard.press("Enter");
    await expect(desk.page.getByRole("heading", { name: /No open order fits/ })).toBeVisible();
    await desk.looksRight("board-empty");
    await desk.page.getByRole("link", { name: "Clear the filter" }).click();
  });

  await test.step("the search finds a machine by its code or name, and leads to its page", async () => {
    await desk.page.getByRole("searchbox", { name: "Order, item or machine" }).fill("mix-7");
    await desk.page.keyboard.press("Enter");
    const found = desk.page.getByRole("navigation", { name: "Lines and machines" });
    await expect(found.getByRole("link")).toHaveCount(2);
    await desk.looksRight("board-machines");
    await found.getByRole("link", { name: /MIX-7\.MIXER/ }).click();
    await expect(desk.heading()).toContainText("MIX-7.MIXER");
  });

  await test.step("the order's page says what was done, with which lots, and what the ERP booked", async () => {
    await desk.page.goto(`/orders/${order}`);
    await expect(desk.page.getByRole("table", { name: "Materials and lots taken" })).toContainText("OAT-2612");
    await expect(desk.page.getByRole("table", { name: "Lots produced" })).toContainText("44");
    await expect(desk.page.getByRole("group", { name: "Messages" })).toContainText(/accepted/, { timeout: 30_000 });
    await desk.looksRight("order");
  });

  await test.step("from the finished lot back to what it was made of, and forward again", async () => {
    await desk.openByKeyboard(desk.page.getByRole("table", { name: "Lots produced" }).getByRole("link").first());
    await expect(desk.heading()).toContainText(/came from \d+ lots?/);
    const made = new URL(desk.page.url()).pathname.split("/").at(-1) ?? "";
    await expect(desk.page.getByRole("table", { name: "Where it came from" })).toContainText("P-0709");
    const conditions = desk.page.getByRole("region", { name: "Conditions while it was made" });
    await conditions
      .getByRole("button", { name: /^Trend of/ })
      .first()
      .click();
    await expect(conditions.getByRole("figure").first()).toBeVisible();
    await desk.looksRight("trace-back");
    await desk.page.getByRole("tab", { name: "Graph" }).click();
    await expect(desk.page.getByRole("group", { name: /^Genealogy of/ })).toContainText("OAT-2612");
    await desk.looksRight("trace-graph");
    await desk.page.getByRole("tab", { name: "List" }).click();
    await desk.page.getByRole("table", { name: "Where it came from" }).getByRole("link", { name: "OAT-2612" }).first().click();
    await expect(desk.page.getByRole("table", { name: "Where it went" })).toContainText(decodeURIComponent(made));
    await expect(desk.page.getByRole("table", { name: "Mass balance of OAT-2612" })).toContainText("Unexplained");
  });

  await test.step("a lot is found by typing, and by a scan wherever the cursor is", async () => {
    await desk.page.goto("/trace");
    await desk.looksRight("trace-find");
    await desk.page.getByRole("textbox", { name: "Lot number" }).fill("ENZ-02");
    await expect(desk.page.getByRole("link", { name: "ENZ-0249" })).toBeVisible();
    await desk.page.getByRole("heading", { level: 1 }).click();
    await desk.scan("OAT-2612");
    await expect(desk.heading()).toContainText("OAT-2612");
  });

  await test.step("a line that goes down shows at once what moves, and to when", async () => {
    await desk.page.goto("/wip?site=SITE-B");
    await markLoad(desk.page);
    await tell({ line: LINE, action: "stop", reason: "BRK-MECH" });
    await expect(desk.heading()).toContainText(/MIX-7.* (is|are) down/, { timeout: 20_000 });
    const action = desk.page.getByRole("link", { name: `What moves on ${LINE}` });
    await expect(action).toBeVisible({ timeout: 20_000 });
    await expectSameLoad(desk.page);
    await desk.looksRight("board-down");
    await desk.openByKeyboard(action);
    await expect(desk.heading()).toContainText(`${LINE} is down since`);
    await expect(desk.page.getByText("Expected back, assumed")).toBeVisible();
    await expect(desk.page.getByRole("table", { name: "Orders of this line, plan against now" })).toContainText(/\+\d+:\d\d/);
    await desk.looksRight("line-down");
  });

  await test.step("what the line made of its time opens to formula, inputs and facts, and splits by machine and order", async () => {
    const line = desk.page.url();
    const dialog = desk.page.getByRole("dialog");
    await desk.openByKeyboard(desk.page.getByRole("button", { name: /Availability, .*open it$/ }));
    await expect(dialog.getByText(/^APT ÷ PBT = /)).toBeVisible();
    await expect(dialog.getByRole("table", { name: "Times by state" })).toContainText("Down");
    await desk.looksRight("line-figure");
    await desk.page.keyboard.press("Escape");
    await desk.openByKeyboard(desk.page.getByRole("link", { name: "All figures" }));
    await expect(desk.heading()).toContainText(LINE);
    await expect(desk.page.getByRole("figure", { name: /^Planned busy time of/ })).toContainText("Lost to stops and setup");
    await desk.page
      .getByRole("listitem")
      .filter({ hasText: /^›?Quality/ })
      .getByRole("button")
      .click();
    await expect(dialog.getByRole("table", { name: "Entries, first pass" })).toContainText(order);
    await desk.page.keyboard.press("Escape");
    await desk.looksRight("line-performance");
    await desk.page.getByRole("navigation", { name: "Split" }).getByRole("link", { name: "By order" }).click();
    await expect(desk.page.getByRole("table", { name: "OEE by order" })).toContainText(order);
    await desk.openByKeyboard(
      desk.page
        .getByRole("row")
        .filter({ hasText: order })
        .getByRole("button", { name: /^[^,]*, OEE, / }),
    );
    await expect(dialog).toContainText("ideal time of what was good");
    await expect(dialog.getByRole("link", { name: `All that was recorded of ${order}` })).toBeVisible();
    await desk.page.keyboard.press("Escape");
    await desk.page.getByRole("table", { name: "OEE by order" }).getByRole("link", { name: order }).click();
    await expect(desk.heading()).toContainText(order);
    await desk.looksRight("order-performance");
    await desk.page.goto(line);
  });

  await test.step("the machine's page says what it does, did and says, opens its stop, and follows without a reload", async () => {
    await desk.openByKeyboard(desk.page.getByRole("list", { name: "Machines" }).getByRole("link", { name: `${LINE}.MIXER` }));
    await expect(desk.heading()).toContainText(`${LINE}.MIXER: Down`);
    await markLoad(desk.page);
    await expect(desk.page.getByRole("figure", { name: /^mix-temp of/ })).toBeVisible();
    await expect(desk.page.getByRole("table", { name: "Stops by reason" })).toContainText("Mechanical");
    await expect(desk.page.getByRole("region", { name: "Counters" })).toContainText(/reads \d/);
    await desk.looksRight("unit-down");
    await desk.openByKeyboard(desk.page.getByRole("list", { name: "Stops" }).getByRole("button").first());
    await expect(desk.page.getByRole("dialog")).toContainText("the machine");
    await desk.page.keyboard.press("Escape");
    await desk.page.getByRole("button", { name: "Table" }).first().click();
    await expect(desk.page.getByRole("table", { name: /^mix-temp of/ })).toContainText("Greatest °C");
    await expectSameLoad(desk.page);
    await desk.page.getByRole("navigation", { name: "Period" }).getByRole("link", { name: "24 hours" }).click();
    await expect(desk.page).toHaveURL(/period=day/);
    await expect(desk.page.getByRole("region", { name: "What it did" })).toBeVisible();
  });

  await test.step("ST-05 a lead names the stop where it opens on the machine's page, by keyboard", async () => {
    const office2 = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
    const lead = new PlannerDesk(await signInAtDesk(office2, LEAD, `/lines/${LINE}/units/${LINE}.MIXER?site=SITE-B`));
    const stops = lead.page.getByRole("list", { name: "Stops" });
    await lead.openByKeyboard(stops.getByRole("button").first());
    const asked = lead.page.getByRole("dialog");
    await asked.getByRole("combobox", { name: "Another reason" }).selectOption({ label: "Electrical breakdown" });
    expect(await findingsOfAxe(lead.page)).toEqual([]);
    await lead.openByKeyboard(asked.getByRole("button", { name: "Save the reason" }));
    await expect(asked).toBeHidden();
    await expect(stops.getByRole("button").first()).toContainText("Electrical breakdown");
    await office2.close();
  });

  await test.step("the wall shows the line down in the language of who hung it, and large", async () => {
    await desk.page.goto("/wall/SITE-B?theme=light");
    await expect(desk.heading()).toContainText(`${LINE} is down`);
    await expect(desk.page.getByRole("region", { name: LINE })).toContainText("Down");
    await desk.looksRight("wall");
    const scrolls = () => desk.page.evaluate(() => document.documentElement.scrollHeight > document.documentElement.clientHeight);
    expect(await scrolls()).toBe(false);
    // No tile loses its last line at its edge, upright neither.
    const cut = () =>
      desk.page.evaluate(() =>
        [...document.querySelectorAll("main section")].filter((tile) => tile.scrollHeight > tile.clientHeight).map((tile) => tile.getAttribute("aria-label")),
      );
    for (const glass of [
      { width: 1920, height: 1080 },
      { width: 1080, height: 1920 },
    ]) {
      await desk.page.setViewportSize(glass);
      await expect.poll(cut, { message: `${glass.width} by ${glass.height}` }).toEqual([]);
    }
    await desk.page.setViewportSize({ width: 1440, height: 900 });
    await desk.page.goto(`/lines/${LINE}?site=SITE-B`);
  });

  await test.step("the planner takes it, says when it is back, and the projection follows", async () => {
    await markLoad(desk.page);
    // The stop: the line may have others to be taken, as what was counted and not confirmed in a shift that is over.
    const stop = desk.page.getByRole("listitem").filter({ has: desk.page.getByLabel("Expected back") });
    await stop.getByLabel("Expected back").selectOption({ index: 6 });
    await stop.getByRole("button", { name: "Take it" }).click();
    await expect(desk.page.getByText(/ has it, taken /)).toBeVisible();
    await expect(desk.page.getByText("Expected back as maintenance said.")).toBeVisible();
    await expect(desk.page.getByRole("region", { name: "Commitments that move" })).toContainText("if we wait");
    await expectSameLoad(desk.page);
    await desk.looksRight("line-taken");
  });

  await test.step("restored: the page is calm again by itself", async () => {
    await tell({ line: LINE, action: "restore" });
    await expect(desk.heading()).not.toContainText("is down", { timeout: 20_000 });
    await expectSameLoad(desk.page);
    await desk.looksRight("line-up");
  });

  await test.step("planned downtime stands in the plan and on the machine's tablet at once, until it is called off", async () => {
    await tablet.open(`${LINE}.MIXER`);
    await markLoad(tablet.page);
    const planned = desk.page.getByRole("list", { name: "Planned downtime" });
    await desk.page.getByRole("button", { name: "Plan downtime" }).click();
    await desk.looksRight("line-plan-downtime");
    await desk.page.getByRole("dialog").getByLabel("Reason").selectOption("PM");
    await desk.page.getByRole("dialog").getByRole("button", { name: "Plan it" }).click();
    await expect(planned).toContainText("whole line");
    const strip = tablet.page.getByRole("status").filter({ hasText: "Planned to stand" });
    await expect(strip).toBeVisible({ timeout: 20_000 });
    await looksRight(tablet.page, "planned-downtime");
    await planned.getByRole("button", { name: /^Change/ }).click();
    await desk.page.getByRole("dialog").getByLabel("Reason").selectOption("MEETING");
    await desk.page.getByRole("dialog").getByRole("button", { name: "Change it" }).click();
    await expect(planned).toContainText("Meeting");
    await desk.looksRight("line-downtime");
    await planned.getByRole("button", { name: /^Call off/ }).click();
    await desk.page.getByRole("dialog").getByRole("button", { name: "Call it off" }).click();
    await expect(planned).toBeHidden();
    await expect(strip).toBeHidden({ timeout: 20_000 });
    await expectSameLoad(tablet.page);
  });

  await test.step("a lost stream is said, and what is old is grey", async () => {
    // The stream says hello, ends, and does not come back.
    let said = false;
    await desk.page.route("**/api/stream", async (route) => {
      if (said) return route.abort();
      said = true;
      return route.fulfill({ contentType: "text/event-stream", body: `event: hello\ndata: ${JSON.stringify({ now: new Date().toISOString(), up: true })}\n\n` });
    });
    await desk.page.goto("/wip?site=SITE-B");
    await expect(desk.page.getByText(/^The live stream broke at/)).toBeVisible();
    await expect(desk.heading()).toContainText(/^As of /);
    await desk.looksRight("board-stale");
    await desk.page.unroute("**/api/stream");
    await expect(desk.page.getByText(/^The live stream broke at/)).toBeHidden({ timeout: 30_000 });
    await expect(desk.heading()).not.toContainText(/^As of /);
  });

  await plant.endAsync();
});

test("S26 what only a site out of scope has is not there, and that it was asked for is kept", async ({ browser, baseURL, product }) => {
  const office = await browser.newContext({ baseURL });
  const since = new Date();
  // All four are of site A: an order and a line of the demo, a lot in its store, and the order's cost, which is not a planner's to see at all.
  const page = await signInAtDesk(office, PLANNER_B, "/orders/4711-0082");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.goto("/lines/L1");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await page.goto("/trace/OAT-2611");
  await expect(page.getByRole("heading", { name: "No lot OAT-2611" })).toBeVisible();
  await page.goto("/orders/4711-0082/cost");
  await expect(page.getByRole("heading", { name: "This page is not part of your role" })).toBeVisible();
  await expect
    .poll(() => deniedAttempts(product.databaseUrl, PLANNER_B.email, since))
    .toEqual(expect.arrayContaining(["order.open 4711-0082", "line.open L1", "lot.trace OAT-2611"]));
  // What is nowhere looks the same, and nothing is kept of it.
  await page.goto("/orders/no-such-order");
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  expect((await deniedAttempts(product.databaseUrl, PLANNER_B.email, since)).filter((what) => what.includes("no-such-order"))).toEqual([]);
});
