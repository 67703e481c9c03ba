import { mkdirSync } from "node:fs";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "./fixtures";
import { LoopClerk } from "./pages/loop-clerk";
import { signInAtDesk } from "./pages/loop-desk";
import { issueKey, MessagesMonitor } from "./pages/messages-monitor";
import { lotsOf, MessagesProgram } from "./pages/messages-program";
import { picture } from "./pages/picture";

const IT = { email: "it@demo.example", password: "millrace-demo" };
const screen = { viewport: { width: 1440, height: 900 } };

mkdirSync(".artifacts/api", { recursive: true });

test("a key that is refused keeps what was entered", async ({ browser, baseURL }) => {
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/machine-keys");
  const name = `Press ${Date.now()}`;
  await page.getByRole("button", { name: "Issue a key" }).click();
  const dialog = page.getByRole("dialog", { name: "Issue a machine key" });
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByLabel("Send telemetry over HTTP").check();
  await dialog.getByLabel("It works").selectOption("90");
  await dialog.getByRole("button", { name: "Issue the key" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Choose at least one site");
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveValue(name);
  await expect(dialog.getByLabel("Send telemetry over HTTP")).toBeChecked();
  await expect(dialog.getByLabel("It works")).toHaveValue("90");
  await picture(page, "api/00-refused-key");
  await dialog.getByLabel(/SITE-A/).check();
  await dialog.getByRole("button", { name: "Issue the key" }).click();
  await expect(dialog.getByTestId("token")).toBeVisible();
  await office.close();
});

test("a program with a key records a confirmation, which the monitor shows with its document; a revoked key ends", async ({ browser, baseURL, product }) => {
  test.setTimeout(180_000);
  const clerk = new LoopClerk(product.erpUrl);
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/api-docs");
  const monitor = new MessagesMonitor(page);
  const name = `Reporting ${Date.now()}`;
  const look = (file: string) => picture(page, `api/${file}`);

  await test.step("the page explains every address, and needs nothing from outside", async () => {
    const outside: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(product.url) && !request.url().startsWith("data:") && !request.url().startsWith("blob:")) outside.push(request.url());
    });
    await page.reload();
    await expect(page.getByRole("article", { name: "POST /api/v1/commands/confirm-production" })).toContainText("expectedTotal");
    await expect(page.getByRole("article", { name: "GET /api/v1/orders/{number}/cost" })).toContainText("cost.read");
    // One command and one question of the many, which are all drawn by the same parts.
    await monitor.expectAccessible("header, nav, h1, #begin, section article:first-of-type");
    await look("01-page");
    expect(outside).toEqual([]);
  });

  const token = await issueKey(page, name, ["Read orders and operations", "Record production, also for a named person", "Read equipment states"]);
  await look("02-key");
  const program = new MessagesProgram(product.url, token);

  await test.step("it records for an operator, once, however often it sends", async () => {
    const order = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "40" });
    await clerk.release(order);
    const { id: operationId, required } = await program.firstOperation(order);
    const person = "P-0417";
    await program.does("start-operation", { operationId, workUnitId: await program.unitId("MIX-1.MIXER"), person });
    await program.does("finish-setup", { operationId, person });
    const commandId = uuidv7();
    const entry = { operationId, good: required, expectedTotal: "0", person, eventTime: new Date().toISOString() };
    const first = await program.send("confirm-production", entry, commandId);
    expect(first.status, JSON.stringify(first.body)).toBe(200);
    expect((await program.send("confirm-production", entry, commandId)).body).toEqual(first.body);
    expect(await program.send("confirm-production", entry)).toMatchObject({ status: 409, body: { code: "STALE_TOTAL", rule: "EX-05" } });
    expect(await program.get(`/api/v1/orders/${order}/cost`)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    // The mixer is free for others again.
    await program.issueLots(order, 10, person, await lotsOf(product.erpUrl, "SITE-A"));
    await program.does("complete-operation", { operationId, person });

    await monitor.open(`?order=${order}`);
    await expect(monitor.row(/Confirmed op10, good 4\d/).first()).toContainText("Accepted", { timeout: 30_000 });
    await expect(
      monitor
        .row(/Confirmed op10, good 4\d/)
        .first()
        .getByRole("cell")
        .nth(5),
    ).toHaveText(/\w-?\d+/);
    await look("03-monitor");
  });

  await test.step("revoked, the key is nobody's at its next call", async () => {
    await page.goto("/machine-keys");
    await monitor.expectAccessible();
    await page.getByRole("button", { name: `Revoke ${name}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
    await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Revoked");
    expect((await program.get("/api/v1/orders")).status).toBe(401);
  });
  await office.close();
});
