import { expect, test } from "./fixtures";
import { FinanceDesk, minorUnits } from "./pages/finance-desk";
import { LoopClerk } from "./pages/loop-clerk";
import { expectSameLoad, markLoad, signInAtDesk } from "./pages/loop-desk";
import { LoopTablet } from "./pages/loop-tablet";

const PASSWORD = "millrace-demo";
const FINANCE = { email: "finance@demo.example", password: PASSWORD };

test("finance sees what the floor records: in WIP at once, and down to each fact", async ({ browser, baseURL, product }) => {
  test.setTimeout(240_000);
  const clerk = new LoopClerk(product.erpUrl);
  const office = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const floor = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 } });
  const desk = new FinanceDesk(await signInAtDesk(office, FINANCE, "/wip-value?site=SITE-A"));
  const tablet = new LoopTablet(await floor.newPage());
  let order = "";

  await test.step("an order is begun and its first lot issued; it stands in WIP without a reload", async () => {
    order = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "60" });
    await clerk.release(order);
    await tablet.enrol("DEMO-A");
    await tablet.signOn("0212", "021200");
    await tablet.open("MIX-1.MIXER");
    await markLoad(desk.page);
    await tablet.waiting(order, 10).click();
    await tablet.key(/^Start/).click();
    await expect(tablet.page.getByText("Setup since").or(tablet.page.getByText(/^since \d/))).toBeVisible();
    await expect(tablet.page.getByText("alone on this run")).toBeVisible();
    await tablet.key(/^Setup done/).click();
    await expect(tablet.key(/^Scrap \d+ so far/)).toBeEnabled();
    await tablet.scan("OAT-2611");
    await expect(tablet.page.getByText(/Issued OAT-2611.*saved/)).toBeVisible();
    await tablet.backToRun();
    await expect(desk.order(order)).toBeVisible({ timeout: 20_000 });
    await expectSameLoad(desk.page);
  });

  await test.step("its cost opens from the list, provisional, with the lot that was issued", async () => {
    await desk.order(order).getByRole("link", { name: order }).click();
    await expect(desk.answer).toContainText(`${order} has cost`);
    await expect(desk.page.getByText("Provisional until completed")).toBeVisible();
    await markLoad(desk.page);
    const before = minorUnits((await desk.element("Material"))[1] ?? "");
    expect(before).toBeGreaterThan(0);
    await tablet.scan("ENZ-0251");
    await expect(tablet.page.getByText(/Issued ENZ-0251.*saved/)).toBeVisible();
    await tablet.backToRun();
    await tablet.recordGood("20");
    // The confirmation takes water by backflush and books the time so far.
    await expect.poll(async () => minorUnits((await desk.element("Material"))[1] ?? ""), { timeout: 20_000 }).toBeGreaterThan(before);
    await expectSameLoad(desk.page);
  });

  await test.step("every element is the sum of the lines behind it, each its quantity at its rate", async () => {
    const lines = await desk.exported(`/orders/${order}/cost/export?show=ALL`);
    for (const element of ["Material", "Labour", "Machine", "Overhead"]) {
      const mine = lines.filter((line) => line.element === element.toUpperCase());
      const sum = mine.reduce((total, line) => total + minorUnits(line.amount ?? ""), 0);
      // The page follows the ledger a moment later.
      await expect.poll(async () => minorUnits((await desk.element(element))[1] ?? ""), element).toBe(sum);
      for (const line of mine) {
        const units = line.quantity === "" ? Number(line.seconds) / 3600 : Number(line.quantity);
        expect(Math.abs(units * Number(line.unit_cost) * 100 - minorUnits(line.amount ?? "")), line.line_id).toBeLessThan(0.51);
      }
    }
    const booked = lines.filter((line) => line.element === "MATERIAL").map((line) => `${line.item} ${line.lot} ${line.quantity}`);
    expect(booked).toEqual(
      expect.arrayContaining([expect.stringContaining("RM-OAT OAT-2611"), expect.stringContaining("RM-ENZYME ENZ-0251"), expect.stringContaining("RM-WATER WAT-A-01")]),
    );
    await expect
      .poll(async () => (await clerk.order(order)).consumed.map((each) => `${each.item} ${each.lot} ${each.qty}`).toSorted(), { timeout: 30_000 })
      .toEqual(booked.toSorted());
  });

  await test.step("a figure opens to its facts by keyboard, and the address keeps what is open", async () => {
    await desk.page.getByRole("table", { name: "Cost by element" }).getByRole("link", { name: "Material" }).focus();
    await desk.page.keyboard.press("Enter");
    await expect(desk.sources("Material").getByText("OAT-2611")).toBeVisible();
    await expect(desk.sources("Material").getByText("P-0212").first()).toBeVisible();
    const fact = desk.sources("Material").getByRole("link", { name: "Material issued" }).first();
    await fact.focus();
    await desk.page.keyboard.press("Enter");
    await expect(fact).toHaveAttribute("aria-expanded", "true");
    await expect(desk.page).toHaveURL(/show=MATERIAL&event=/);
    await desk.page.reload();
    // What a person reads first; the record as it was written is folded away.
    await expect(desk.sources("Material").getByText("Recorded by")).toBeVisible();
    await expect(desk.sources("Material").getByText("material.issued")).toBeHidden();
    await desk.sources("Material").getByText("Raw record").click();
    await expect(desk.sources("Material").getByText("material.issued")).toBeVisible();
    await desk.looksRight("order-cost");
  });

  await test.step("WIP of yesterday does not know it, in figures of another language neither", async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 16);
    await desk.page.goto("/wip-value");
    await desk.page.getByLabel("As of T").fill(yesterday);
    await desk.page.getByRole("button", { name: "Show" }).click();
    await expect(desk.page).toHaveURL(/t=/);
    await expect(desk.page.getByRole("link", { name: "Back to now" }).first()).toBeVisible();
    await expect(desk.order(order)).toHaveCount(0);
    await desk.looksRight("wip-value-past");
    await desk.page.goto("/wip-value?locale=de-DE");
    await expect(desk.answer).toContainText(/\d,\d\d/);
    await desk.looksRight("wip-value-de");
  });

  await test.step("who may not see cost is told so, and an order that is not there is not found", async () => {
    await desk.page.goto("/orders/NO-SUCH-ORDER/cost");
    await expect(desk.page.getByRole("heading", { level: 1 })).toBeVisible();
    const it = await browser.newContext({ baseURL });
    const page = await signInAtDesk(it, { email: "it@demo.example", password: PASSWORD }, `/orders/${order}/cost`);
    await expect(page.getByText("This page is not part of your role")).toBeVisible();
    expect((await page.request.get(`/orders/${order}/cost/export`)).status()).toBe(403);
  });

  await test.step("C-15 time that nobody booked has a page of its own", async () => {
    await desk.page.goto("/unconfirmed-time");
    await expect(desk.page.getByRole("heading", { level: 1 })).toBeVisible();
    await desk.looksRight("unconfirmed-time");
  });

  await test.step("IN-09 where the server goes while it renders the page anew, what was read stays, and is read again once it is back", async () => {
    await desk.page.goto("/wip-value");
    await expect(desk.page.getByRole("heading", { level: 1 })).toBeVisible();
    let away = false;
    await desk.page.route("**/*", (route) => {
      // From the first read of this page by the router on, nobody answers.
      const headers = route.request().headers();
      away ||= headers.rsc !== undefined && headers["next-router-prefetch"] === undefined && headers["next-router-segment-prefetch"] === undefined;
      return away ? route.abort() : route.continue();
    });
    await markLoad(desk.page);
    await tablet.recordGood("40");
    await expect.poll(() => away).toBe(true);
    await desk.page.waitForRequest(/api\/health/);
    await expect(desk.page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectSameLoad(desk.page);
    await desk.page.unroute("**/*");
    await expect(desk.page.locator("html:not([data-marked-load])")).toBeAttached();
    await expect(desk.page.getByRole("heading", { level: 1 })).toBeVisible();
  });

  await test.step("the operation ends, and others find the machine free", async () => {
    await tablet.complete();
  });
});
