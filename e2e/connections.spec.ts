import { mkdirSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./fixtures";
import { ConnectionsDesk } from "./pages/connections-desk";
import { inDatabase } from "./pages/in-database";
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
    await expect(page.getByRole("heading", { level: 1, name: /1 word differs|not understood/ })).toBeVisible();
    await page.getByRole("button", { name: "Remove line 1" }).click();
    await page.getByRole("button", { name: "Save the words" }).click();
    await expect(page.getByRole("heading", { level: 1, name: /Both sides use the same words|not understood/ })).toBeVisible();
  });

  await test.step("a dry run shows what a load would do, stores nothing, and the load is done", async () => {
    const planned = await clerk.create({ site: "SITE-A", item: "OAT-BASE", qty: "11" });
    await desk.open("/demo/load");
    await page.getByLabel("everything, from the start").check();
    // Whoever goes on to another page within the app ends the run: its request is given up. This one takes long enough to be left.
    await page.route("**/api/dry-run", () => undefined);
    const tried = page.waitForRequest("**/api/dry-run");
    const ended = page.waitForEvent("requestfailed", (request) => request.url().endsWith("/api/dry-run"));
    await page.getByRole("button", { name: "Try the load" }).click();
    await tried;
    await page.getByRole("link", { name: "Connections", exact: true }).first().click();
    await ended;
    await page.unroute("**/api/dry-run");
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

test("IT reads all that nobody has mapped page by page, the newest first, and is asked before a mapping is lost", async ({ browser, baseURL, product }) => {
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/telemetry");
  const gateway = new MessagesProgram(product.url, await issueKey(page, `Kiln ${Date.now()}`, ["Send telemetry over HTTP"]));
  const topic = "site-a/kiln/l1/filler";
  const desk = new TelemetryDesk(page);
  const inbox = page.getByRole("region", { name: "What nobody has mapped" });
  await gateway.says(topic, Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`zone${String(index + 1).padStart(2, "0")}`, index])));
  await page.goto(`/telemetry?q=${encodeURIComponent(topic)}`);
  await expect(inbox).toContainText("1 to 50 of 60");
  await expect(desk.unmapped("zone51")).toHaveCount(0);
  await inbox.getByRole("link", { name: "More" }).click();
  await expect(inbox).toContainText("51 to 60 of 60");
  await expect(desk.unmapped("zone51")).toHaveCount(1);
  await desk.expectSound();
  await picture(page, "connections/13-second-page");

  await gateway.says(topic, { zzz: 7 });
  await inbox.getByRole("link", { name: "Newest first" }).click();
  await expect(inbox).toContainText("1 to 50 of 61");
  await expect(desk.unmapped(topic).first()).toContainText("zzz");
  await picture(page, "connections/14-newest-first");

  await page.getByRole("button", { name: "Map zzz" }).click();
  await page.getByRole("dialog", { name: "Map zzz" }).getByRole("button", { name: "Save" }).click();
  await expect(desk.mapping(topic)).toContainText("zzz");
  await desk.mapping(topic).getByRole("button", { name: "Change zzz" }).click();
  const form = page.getByRole("dialog", { name: "Change zzz" });
  await form.getByLabel("Upper limit").fill("9");
  await form.getByRole("button", { name: "Remove" }).click();
  const question = page.getByRole("dialog", { name: "Remove zzz?" });
  await expect(question).toContainText("What was stored stays");
  await desk.expectSound();
  await picture(page, "connections/15-remove");
  await question.getByRole("button", { name: "Keep it" }).click();
  await expect(question).toBeHidden();
  await expect(form.getByLabel("Upper limit")).toHaveValue("9");
  await expect(form.getByRole("button", { name: "Remove" })).toBeFocused();
  await form.getByRole("button", { name: "Remove" }).click();
  await question.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(desk.mapping(topic)).toHaveCount(0);
  await gateway.says(topic, { zzz: 8 });
  await page.reload();
  await expect(desk.unmapped("zzz")).toContainText("8");
  await office.close();
});

test("IT maps what a gateway brings at once, and is asked before a machine's pieces are counted twice", async ({ browser, baseURL, product }) => {
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/telemetry");
  const gateway = new MessagesProgram(product.url, await issueKey(page, `Press ${Date.now()}`, ["Send telemetry over HTTP"]));
  const topic = "site-a/press/l2/filler";
  await gateway.says(topic, { force: 41.5, stroke: 12, good_count: 5, ts: new Date().toISOString() });
  await page.goto(`/telemetry?q=${encodeURIComponent(topic)}`);
  const desk = new TelemetryDesk(page);
  await expect(desk.unmapped(topic)).toHaveCount(3);

  await page.getByRole("button", { name: "Map several" }).click();
  const several = page.getByRole("dialog", { name: "Map several values" });
  await expect(several.getByRole("row").filter({ hasText: "stroke" })).toContainText("L2.FILLER");
  await desk.expectSound();
  await picture(page, "connections/11-map-several");
  await several.getByRole("button", { name: "Map 3 values" }).click();
  await expect(several.getByRole("status")).toHaveText("2 values are mapped");
  await expect(several.getByRole("listitem")).toHaveText("good_count");
  await several.getByRole("button", { name: "Close" }).last().click();
  await expect(desk.unmapped(topic)).toHaveCount(1);

  await page.getByRole("button", { name: "Map good_count" }).click();
  const alone = page.getByRole("dialog", { name: "Map good_count" });
  await alone.getByRole("button", { name: "Save" }).click();
  await expect(alone.getByRole("alert")).toContainText("L2.FILLER has a counter of good pieces already");
  await expect(alone.getByRole("button", { name: "Save it beside the other one" })).toBeVisible();
  await desk.expectSound();
  await picture(page, "connections/12-counted-twice");
  await alone.getByLabel("It is").selectOption("PARAMETER");
  await alone.getByRole("button", { name: "Save", exact: true }).click();
  await expect(alone).toBeHidden();
  await expect(desk.unmapped(topic)).toHaveCount(0);
  await office.close();
});

test("IT adds a connection, tests it, pauses it and lets it go on: what comes meanwhile waits", async ({ browser, baseURL, product }) => {
  const name = "Files of a partner";
  const root = await mkdtemp(join(tmpdir(), "millrace-e2e-"));
  const [outbox, inbox] = [join(root, "to-partner"), join(root, "from-partner")];
  await Promise.all([mkdir(outbox), mkdir(inbox)]);
  const office = await browser.newContext({ baseURL, ...screen });
  const page = await signInAtDesk(office, IT, "/connections");
  const desk = new ConnectionsDesk(page);
  const look = (picture_: string) => picture(page, `connections/${picture_}`);
  const left = async () => (await readdir(inbox)).filter((file) => file.endsWith(".xml"));

  await test.step("its form asks for what the kind of ERP needs, and tries it before anything is stored", async () => {
    await desk.open();
    await page.getByRole("button", { name: "Add a connection" }).click();
    const dialog = page.getByRole("dialog", { name: "Add a connection" });
    await dialog.getByLabel("Kind of ERP").selectOption("b2mml");
    await dialog.getByLabel("Code", { exact: true }).fill("partner-files");
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByLabel(/^SITE-B/).check();
    await dialog.getByLabel("Transport").selectOption("folder");
    await dialog.getByLabel("Folder to the partner").fill(outbox);
    await dialog.getByLabel("Folder from the partner").fill(join(root, "nowhere"));
    await dialog.getByLabel("Site", { exact: true }).fill("SITE-B");
    await dialog.getByRole("button", { name: "Test these values" }).click();
    await expect(dialog.getByText("A folder of this connection is not there.")).toBeVisible();
    await dialog.getByLabel("Folder from the partner").fill(inbox);
    await dialog.getByRole("button", { name: "Test these values" }).click();
    await expect(dialog.getByText(/Answered in \d+ ms/)).toBeVisible();
    await look("09-adding");
    await dialog.getByRole("button", { name: "Add the connection" }).click();
    await expect(dialog).toBeHidden();
    await expect(desk.card(name)).toContainText("Last read to the end");
  });

  await test.step("paused, it reads nothing: a file stays where it is, and the test says that it waits", async () => {
    await page.getByRole("button", { name: `Pause ${name}` }).click();
    await expect(page.getByRole("button", { name: `Resume ${name}` })).toBeVisible();
    await expect(desk.card(name)).toContainText(/Paused/);
    await writeFile(
      join(inbox, "item.xml"),
      '<SyncMaterialDefinition xmlns="http://www.mesa.org/xml/B2MML" releaseID="7.0.1"><ApplicationArea><CreationDateTime>2026-03-31T12:00:00Z</CreationDateTime><BODID>E2E-1</BODID></ApplicationArea><DataArea><Sync/><MaterialDefinition><ID>E2E-BOLT</ID><MaterialDefinitionProperty><ID>BaseUnit</ID><Value><ValueString>PCE</ValueString></Value></MaterialDefinitionProperty></MaterialDefinition></DataArea></SyncMaterialDefinition>',
    );
    await page.getByRole("button", { name: `Test now, ${name}` }).click();
    await expect(desk.card(name)).toContainText("1 to be taken in");
    expect(await left()).toEqual(["item.xml"]);
    await desk.expectAccessible();
    await look("10-paused");
  });

  await test.step("resumed, it goes on by itself; the control room tells its messages from those of the other ERP", async () => {
    await page.getByRole("button", { name: `Resume ${name}` }).click();
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
    await page.goto("/messages?q=E2E-BOLT");
    const table = page.getByRole("table", { name: "Messages between Millrace and the ERP" });
    await expect(table.getByRole("row").filter({ hasText: "E2E-BOLT" })).toContainText(name);
    await page.getByRole("combobox", { name: "ERP", exact: true }).selectOption({ label: ERP });
    await expect(page.getByText("No message fits this filter")).toBeVisible();
    await desk.expectAccessible();
    await look("11-narrowed");
    await page.getByRole("link", { name: "Show everything" }).first().click();
    await expect(table.getByRole("columnheader", { name: "ERP" })).toBeVisible();
    await page.getByRole("link", { name: "By site" }).click();
    await expect(page.getByRole("table", { name: "Lag from event to acceptance by kind of message" }).getByRole("columnheader", { name: "Site" })).toBeVisible();
    await look("12-two-erps");
  });

  // Nobody can remove a connection on the page: the journeys that come next have one ERP again.
  await inDatabase(product.databaseUrl, async (sql) => {
    for (const table of ["policy", "connection_site"])
      await sql`delete from integration.${sql(table)} where connection_id = (select id from integration.connection where code = 'partner-files')`;
    await sql`update integration.connection set enabled = false where code = 'partner-files'`;
  });
  await office.close();
  await rm(root, { recursive: true });
});
