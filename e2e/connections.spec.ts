import { mkdirSync } from "node:fs";
import { expect, test } from "./fixtures";
import { ConnectionsDesk } from "./pages/connections-desk";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { issueKey } from "./pages/messages-monitor";
import { lotsOf, MessagesProgram } from "./pages/messages-program";
import { picture } from "./pages/picture";
import { TelemetryDesk } from "./pages/telemetry-desk";

const IT = { email: "it@demo.example", password: "millrace-demo" };
const ERP = "Sandbox ERP";
const screen = { viewport: { width: 1440, height: 900 } };

mkdirSync(".artifacts/connections", { recursive: true });

test.use({ erp: "alone" });

test("IT breaks a connection by a wrong key, sees why, mends it, and the backlog drains", async ({ browser, baseURL, product }) => {
  test.setTimeout(240_000);
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/connections");
  const desk = new ConnectionsDesk(page);
  const clerk = new LoopClerk(product.erpUrl);
  const look = (name: string) => picture(page, `connections/${name}`);
  const token = await issueKey(page, `Connections ${Date.now()}`, ["Read orders and operations", "Record production, also for a named person", "Read equipment states"]);
  const program = new MessagesProgram(product.url, token);
  const order = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "40" });
  await clerk.release(order);
  await program.firstOperation(order);

  await test.step("the card says that all is well and where the ERP calls; the form shows nothing of a secret", async () => {
    await desk.open();
    await expect(desk.card(ERP)).toContainText(`${product.url}/api/erp/demo`);
    await desk.expectAccessible();
    await look("01-card");
    const dialog = await desk.change(ERP);
    await expect(dialog.getByLabel("Address")).toHaveValue(product.erpUrl);
    await expect(dialog.getByText("Stored, never shown")).toHaveCount(2);
    expect(await page.content()).not.toContain(product.erpKey);
    await desk.expectAccessible();
    await look("02-form");
  });

  await test.step("a wrong key stops the connection, and the card says why while the floor goes on", async () => {
    const dialog = page.getByRole("dialog");
    await desk.replaceKey(dialog, "a-key-that-nobody-knows");
    await dialog.getByRole("button", { name: "Test these values" }).click();
    await expect(dialog.getByText("It does not work")).toBeVisible({ timeout: 20_000 });
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(dialog).toBeHidden();
    await program.issueLots(order, 10, "P-0417", await lotsOf(product.erpUrl, "SITE-A"), "3");
    await expect(desk.card(ERP)).toContainText("Answers, and refuses our key", { timeout: 30_000 });
    await expect(desk.card(ERP)).toContainText("The key of the connection is missing or not known.");
    await expect(desk.waiting(ERP)).not.toHaveText("0 messages");
    await desk.expectAccessible();
    await look("03-broken");
  });

  await test.step("the key is set again on the same page, tried and saved; what waited is sent", async () => {
    const dialog = await desk.change(ERP);
    await desk.replaceKey(dialog, product.erpKey);
    await dialog.getByRole("button", { name: "Test these values" }).click();
    await expect(dialog.getByText(/Answered in \d+ ms/)).toBeVisible({ timeout: 20_000 });
    await look("04-tested");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(desk.card(ERP)).toContainText("Answers", { timeout: 30_000 });
    await expect.poll(async () => (await clerk.order(order)).consumed.map(({ qty }) => Number(qty)), { timeout: 45_000 }).toEqual([3]);
    await expect(desk.waiting(ERP)).toHaveText("0 messages", { timeout: 75_000 });
    await look("05-mended");
  });

  await test.step("a word of the ERP gets a line, is tried on a real message, and is taken out again", async () => {
    await desk.open("/demo/words");
    await desk.expectAccessible();
    await page.getByRole("button", { name: "Reason", exact: true }).click();
    await page.getByLabel("Reason 1, in the ERP").fill("0007");
    await page.getByLabel("Reason 1, here").fill("BRK-MECH");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(page.getByRole("table", { name: "Words of the message, before and after" })).toBeVisible();
    await look("06-words");
    await page.getByRole("button", { name: "Save the words" }).click();
    await expect(page.getByText(/1 word differs|not understood/)).toBeVisible();
    await page.getByRole("button", { name: "Remove line 1" }).click();
    await page.getByRole("button", { name: "Save the words" }).click();
    await expect(page.getByText(/Both sides use the same words|not understood/)).toBeVisible();
  });

  await test.step("a dry run shows what a load would do, stores nothing, and the load is done", async () => {
    const planned = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "11" });
    await desk.open("/demo/load");
    await page.getByLabel("everything, from the start").check();
    await page.getByRole("button", { name: "Try the load" }).click();
    await expect(page.getByText(/messages tried, nothing stored/)).toBeVisible({ timeout: 90_000 });
    await expect(page.getByRole("table", { name: "Messages by type and outcome" })).toBeVisible();
    await desk.expectAccessible();
    await look("07-dry-run");
    await page.getByRole("button", { name: "Apply the load" }).click();
    await expect(page.getByText(/^In step/)).toBeVisible({ timeout: 60_000 });
    await expect.poll(async () => (await program.get(`/api/v1/orders/${planned}`)).status, { timeout: 30_000 }).toBe(200);
  });

  await test.step("the form of another kind of ERP asks for other things, and says at the field what is missing", async () => {
    await desk.open();
    await page.getByRole("button", { name: "Add a connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.getByLabel("Kind of ERP").selectOption("tryton");
    await dialog.getByRole("button", { name: "Test these values" }).click();
    await expect(dialog.getByText("is needed").first()).toBeVisible();
    await desk.expectAccessible();
    await look("08-tryton");
  });
  await office.close();
});

test("IT sees how each source is doing, and says with two taps what a new value is", async ({ browser, baseURL, product }) => {
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/telemetry");
  const gateway = new MessagesProgram(product.url, await issueKey(page, `Gateway ${Date.now()}`, ["Send telemetry over HTTP"]));
  const desk = new TelemetryDesk(page);
  await desk.open();
  await expect(desk.source("plant-json").filter({ hasText: "SITE-A" })).toContainText("site-a/#");
  await gateway.says("site-a/oven/l1/filler", { humidity: 41.5, ts: new Date().toISOString() });
  await expect(desk.unmapped("humidity")).toContainText("41.5", { timeout: 10_000 });
  await desk.expectSound();
  await picture(page, "connections/09-telemetry");
  await page.getByRole("button", { name: "Map humidity" }).click();
  const dialog = page.getByRole("dialog", { name: "Map humidity" });
  await expect(dialog.getByLabel("Work unit")).toContainText("L1.FILLER");
  await desk.expectSound();
  await picture(page, "connections/10-map");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(desk.unmapped("humidity")).toHaveCount(0);
  await expect(desk.mapping("site-a/oven/l1/filler")).toContainText("L1.FILLER");
  await office.close();
});
