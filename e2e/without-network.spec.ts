import { expect, test } from "./fixtures";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { LoopMachine } from "./pages/loop-machine";
import { LoopTablet } from "./pages/loop-tablet";
import { MessagesMonitor } from "./pages/messages-monitor";
import { GLASS, looksRight } from "./pages/operator-looks";
import { storedEntries } from "./pages/stored-entries";
import { longAgo, setMicroStop, stopsToName, storedFacts, storedIssued, storedLotStatus, storedStock, storedStops } from "./pages/stored-shift";

test.use({ viewport: GLASS.landscape, hasTouch: true, erp: "shared" });

const MIXER = "MIX-7.MIXER";
const OPERATOR = { badge: "0741", pin: "074100", person: "P-0741" };
const LEAD = { badge: "0709", pin: "070900" };
const OAT = { site: "SITE-B", item: "RM-OAT", lot: "OAT-2612" };

const MINUTE = 60_000;
/** The network has been away for so long when it comes back, and of that the operation was paused for so long. */
const AWAY_MS = 45 * MINUTE;
const PAUSED_MS = 31 * MINUTE;
/** The machine stood for so long in that, after the operation had been started again: nobody could say why meanwhile. */
const STOOD_MS = 3 * MINUTE;
/** What a hand does in one go is done within that. */
const HAND_MS = 2 * MINUTE;

test("S03, S04 what a tablet recorded in three quarters of an hour without a network, a pause of over 30 min in it, is stored as it happened; a lot held meanwhile is refused and settled, and what was too much is approved where it waits", async ({
  page,
  context,
  browser,
  baseURL,
  product,
}) => {
  test.setTimeout(180_000);
  const clerk = new LoopClerk(product.erpUrl);
  const order = await clerk.create({ site: "SITE-B", item: "OAT-BASE", qty: "60" });
  await clerk.release(order);
  const tablet = new LoopTablet(page);
  const queued = tablet.log.getByText("queued");
  const entries = () => storedEntries(product.databaseUrl, order);
  const signOnHere = async () => {
    await tablet.type(OPERATOR.badge);
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await tablet.type(OPERATOR.pin);
  };
  await tablet.enrol("DEMO-B");
  await tablet.signOn(OPERATOR.badge, OPERATOR.pin);
  await tablet.choose(MIXER);
  await tablet.waiting(order, 10).waitFor();
  await longAgo(product.databaseUrl, { order, workUnit: MIXER, ms: AWAY_MS + HAND_MS });
  await tablet.prepared();
  const stock = await storedStock(product.databaseUrl, OAT);
  const away = Date.now() - AWAY_MS;
  await setMicroStop(product.databaseUrl, MIXER, 120);

  await test.step("S03 without the network it starts, makes 40, scraps 2 and scans a lot, and stands for over half an hour", async () => {
    await context.setOffline(true);
    await expect(tablet.banner).toBeVisible();
    // The tablet lives through the whole of it, in a moment: a page that has heard the server's clock would not go back behind it.
    await page.clock.install({ time: away });
    await page.reload();
    // SEC-07: nobody knows how long ago somebody was at a tablet whose clock went back; whoever stands there says so, without the network.
    await signOnHere();
    await tablet.start(order, 10);
    await tablet.record("Good", "40");
    await tablet.record("Scrap", "2", "Handling");
    await tablet.scanWithWedge(OAT.lot);
    await expect(tablet.log.getByText(`Issued ${OAT.lot}`)).toBeVisible();
    await tablet.key(/^Pause/).click();
    await page
      .getByRole("group", { name: "Reason" })
      .getByRole("button", { name: /Waiting for quality/ })
      .click();
    await expect(tablet.key(/^Start/)).toBeEnabled();
    await page.clock.fastForward(PAUSED_MS);
    // SEC-07: nobody has touched the tablet for more than five minutes.
    await page.waitForURL((url) => url.pathname === "/sign-in");
    await signOnHere();
    await page.waitForURL((url) => decodeURIComponent(url.pathname) === `/station/${MIXER}`);
    await looksRight(page, "offline-long-paused");
    await tablet.key(/^Start/).click();
    await expect(tablet.key(/^Pause/)).toBeEnabled();
    await tablet.record("Good", "25");
    await expect(tablet.banner).toContainText("entries");
  });

  await test.step("the machine has a network of its own: it stands while the operation is paused, and for some minutes later on", async () => {
    const machine = await LoopMachine.connect(product.mqttUrl, "site-b/process/mix-7/mixer");
    const later = away + HAND_MS + PAUSED_MS + MINUTE;
    for (const [state, at] of [
      ["DOWN", away + HAND_MS + MINUTE],
      ["PRODUCING", away + PAUSED_MS - MINUTE],
      ["DOWN", later],
      ["PRODUCING", later + STOOD_MS],
    ] as const)
      await machine.state(state, new Date(at));
    await machine.close();
  });

  await test.step("S04 meanwhile its lot is put on hold", async () => {
    await clerk.block(OAT, "Supplier notice");
    await expect.poll(() => storedLotStatus(product.databaseUrl, OAT), { timeout: 30_000 }).toBe("ON_HOLD");
  });

  await test.step("S03 the network is back: all of it is stored once, when it happened and in its order", async () => {
    await page.clock.setSystemTime(Date.now());
    await context.setOffline(false);
    await expect.poll(async () => (await entries()).length, { timeout: 30_000 }).toBe(2);
    await expect(queued).toHaveCount(0);
    const stored = await entries();
    expect(stored).toMatchObject([
      { badge: OPERATOR.person, good: 40, scrap: 0 },
      { badge: OPERATOR.person, good: 0, scrap: 2 },
    ]);
    const done = async () => (await storedFacts(product.databaseUrl, order)).filter(({ type }) => /^(operation\.(started|paused|resumed)|production\.confirmed)$/.test(type));
    await expect
      .poll(async () => (await done()).map(({ type }) => type))
      .toEqual(["operation.started", "production.confirmed", "production.confirmed", "operation.paused", "operation.resumed"]);
    const at = (await done()).map((fact) => fact.at);
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(stored.map((entry) => entry.at)).toEqual(at.slice(1, 3));
    const [began = 0, , , paused = 0, resumed = 0] = at;
    expect(began).toBeGreaterThanOrEqual(away);
    expect(paused).toBeLessThan(away + HAND_MS);
    expect(resumed - paused).toBeGreaterThanOrEqual(PAUSED_MS);
    expect(resumed).toBeLessThan(away + HAND_MS + PAUSED_MS);
  });

  await test.step("EX-07, EX-21 what was more than the order allows waits behind the banner, a lead approves it there, and it was made when it was entered", async () => {
    await page.getByRole("status").filter({ hasText: "2 entries could not be taken" }).getByRole("button").click();
    const kept = page.getByRole("dialog");
    await expect(kept.getByRole("listitem").filter({ hasText: "Good +25" })).toContainText("not accepted");
    const approve = { name: "The shift lead approves here" };
    await expect(kept.getByRole("listitem").filter({ hasText: OAT.lot }).getByRole("button")).toHaveCount(1);
    await expect(kept.getByRole("button", approve)).toHaveCount(1);
    await looksRight(page, "kept-refused");
    await tablet.approveHere(LEAD, "Customer takes it");
    await expect(kept.getByRole("listitem").filter({ hasText: "Good +25" })).toHaveCount(0);
    await kept.getByRole("button", { name: "Close" }).first().click();
    await expect(tablet.log.getByRole("listitem").filter({ hasText: "Good +25" })).toContainText("saved");
    await expect.poll(async () => (await entries()).length).toBe(3);
    const [, , over] = await entries();
    expect(over).toMatchObject({ badge: OPERATOR.person, good: 25, why: "Customer takes it" });
    expect(over?.at).toBeGreaterThanOrEqual(away + PAUSED_MS);
    expect(over?.at).toBeLessThan(away + HAND_MS + PAUSED_MS);
  });

  await test.step("S03 the message monitor says how late the ERP could hear of it", async () => {
    const office = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
    const monitor = new MessagesMonitor(await signInAtDesk(office, { email: "it@demo.example", password: "millrace-demo" }, "/messages"));
    await monitor.open(`?order=${order}`);
    const confirmation = monitor.row("good 40 L");
    await expect(confirmation.getByRole("cell").last()).toHaveText(/^4[4-7]:\d\d min$/);
    await confirmation.getByRole("link").click();
    await expect(monitor.page.getByText(/happened \d+ \w+ \d\d:\d\d/).first()).toBeVisible();
    await office.close();
  });

  await test.step("S04 nothing of the lot was taken; it stands on the lead's page with its reason, and is settled there", async () => {
    expect(await storedIssued(product.databaseUrl, order, OAT.lot)).toBe(0);
    expect(await storedStock(product.databaseUrl, OAT)).toBe(stock);
    const floor = await browser.newContext({ baseURL, viewport: GLASS.landscape, hasTouch: true });
    const lead = new LoopTablet(await floor.newPage());
    await lead.enrol("DEMO-B");
    await lead.signOn(LEAD.badge, LEAD.pin);
    await lead.page.goto("/lead");
    const attention = lead.page.getByRole("region", { name: /not accepted/ });
    const refused = attention.getByRole("listitem").filter({ hasText: OAT.lot });
    await expect(refused).toContainText("on hold");
    await looksRight(lead.page, "lead-filled");
    await lead.key("Put somebody on the crew").click();
    await lead.page.getByRole("dialog").waitFor();
    await looksRight(lead.page, "crew-line");
    await lead.page.getByRole("dialog").getByRole("button").first().click();
    await looksRight(lead.page, "crew-person");
    await lead.page.keyboard.press("Escape");
    await refused.getByRole("button", { name: "Settle" }).click();
    await lead.page.getByRole("textbox", { name: "What was done" }).fill("Another lot was taken");
    await looksRight(lead.page, "settle");
    await lead.page.getByRole("dialog").getByRole("button", { name: "Settle" }).click();
    await expect(refused).toHaveCount(0);
    await floor.close();
  });

  await test.step("EX-22 the tablet that it was scanned at says what became of it, until it is put away", async () => {
    await page.getByRole("status").filter({ hasText: "1 entry could not be taken" }).getByRole("button").click();
    const kept = page.getByRole("dialog");
    await expect(kept.getByText(/^Settled by Shift lead 0709, .*: Another lot was taken$/)).toBeVisible();
    await looksRight(page, "kept-settled");
    await kept.getByRole("button", { name: "Read, remove it here" }).click();
    await expect(kept).toContainText("Nothing waits");
    await kept.getByRole("button", { name: "Close" }).first().click();
  });

  await test.step("ST-01 the machine's stop in the pause has the reason of that", async () => {
    const stops = async () => (await storedStops(product.databaseUrl, MIXER, new Date(away))).map(({ seconds, reason }) => [seconds, reason]);
    await expect.poll(stops, { timeout: 20_000 }).toContainEqual([(PAUSED_MS - HAND_MS - 2 * MINUTE) / 1000, "QA-WAIT"]);
  });

  await test.step("the lot is free again, and the operation is completed", async () => {
    await clerk.block(OAT, null);
    await expect.poll(() => storedLotStatus(product.databaseUrl, OAT), { timeout: 30_000 }).toBe("RELEASED");
    for (const lot of [OAT.lot, "ENZ-0249"]) await tablet.issue(lot);
    // EX-03: of when it stood later on nobody could be asked then; the machine may have stood more often in that time.
    const left = await stopsToName(product.databaseUrl, order);
    expect(left).toBeGreaterThan(0);
    await tablet
      .key(/^Complete/)
      .first()
      .click();
    await tablet.key("Name the reason").click();
    for (let to = left - 1; to >= 0; to -= 1) {
      await page
        .getByRole("group", { name: "Reason" })
        .getByRole("button", { name: /Utility lost/ })
        .click();
      await expect.poll(() => stopsToName(product.databaseUrl, order)).toBe(to);
    }
    await tablet.completeNow();
  });
});
