import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { event } from "@/db/schema/eventlog";
import { productionEntry } from "@/db/schema/execution";
import { auditEntry } from "@/db/schema/identity";
import { inboxMessage } from "@/db/schema/integration";
import { person } from "@/db/schema/reference";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { GET as getCost } from "@/app/api/v1/orders/[number]/cost/route";
import { GET as getChecks } from "@/app/api/v1/checks/route";
import { GET as getHolds } from "@/app/api/v1/holds/route";
import { GET as getEquipment } from "@/app/api/v1/equipment/states/route";
import { GET as getGenealogy } from "@/app/api/v1/lots/[number]/genealogy/route";
import { GET as getLot } from "@/app/api/v1/lots/[number]/route";
import { GET as getMessage } from "@/app/api/v1/messages/[id]/route";
import { GET as getMessages } from "@/app/api/v1/messages/route";
import { GET as getDocument } from "@/app/api/v1/openapi.json/route";
import { GET as getOperations } from "@/app/api/v1/operations/route";
import { GET as getOrder, PATCH as patchOrder } from "@/app/api/v1/orders/[number]/route";
import { GET as getOrders } from "@/app/api/v1/orders/route";
import { GET as getWip } from "@/app/api/v1/wip/route";
import { DELETE as deleteAny, GET as getAny, PATCH as patchAny, POST as postAny, PUT as putAny } from "@/app/api/v1/[resource]/[[...key]]/route";
import { POST as postCommand } from "@/app/api/v1/commands/[name]/route";
import { sessionCookie } from "@/lib/auth/cookies";
import { issueMachineKey } from "@/lib/auth/machine-keys";
import type { Permission } from "@/lib/auth/permissions";
import { startSession } from "@/lib/auth/sessions";
import { makeAccount, makeSite, SECRET } from "@/lib/auth/testing/plant";
import { after, type ExamplePlant, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { recordCheck } from "@/lib/commands/quality/record-check";
import { releaseHold } from "@/lib/commands/quality/release-hold";
import { requestCheck } from "@/lib/commands/quality/request-check";
import { compose, composition, provide } from "@/lib/composition";
import type { RouteHandler } from "@/lib/edge/define-handler";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { API_COMMANDS } from "./commands";
import { list, object, text } from "./json";
import { ENDPOINTS, openApi } from "./openapi";
import { OWNED_ONLY } from "./owned-by-erp";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;
let workUnitId: string;
const keys = { all: "", floor: "", planner: "", other: "" };

beforeAll(async () => {
  database = await testDatabase();
  provide(compose(database.url, SECRET));
  plant = await examplePlant(database.db);
  const other = await makeSite(database.db, "SITE-Z");
  await database.db.insert(person).values({ id: newId(), siteId: other.siteId, number: "0999", name: "Operator 0999", rateClass: "A1", erpVersion: 1 });
  const issue = async (name: string, scopes: readonly Permission[], siteId = plant.siteId) =>
    (await issueMachineKey(composition().auth, { name, scopes, siteIds: [siteId] })).token;
  const reads: Permission[] = ["operation.read", "plan.read", "trace.read", "stop.read", "message.read", "cost.read"];
  keys.all = await issue("Line gateway", [...reads, "operation.execute"]);
  keys.floor = await issue("Floor", ["operation.read", "operation.execute"]);
  keys.planner = await issue("Planner", ["plan.read", "operation.read"]);
  keys.other = await issue("Elsewhere", [...reads, "operation.execute"], other.siteId);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  workUnitId = await plant.unitId("MACH-1");
});
afterAll(async () => {
  await composition().close();
  await database.close();
});

type Options = { key?: string; path?: string; method?: string; params?: Record<string, string>; query?: string; body?: object; headers?: Record<string, string> };

async function call(handler: RouteHandler, { key = keys.all, path = "/api/v1/x", method, params = {}, query = "", body, headers = {} }: Options = {}) {
  const request = new Request(`http://millrace.example${path}${query}`, {
    method: method ?? (body === undefined ? "GET" : "POST"),
    headers: { ...(key === "" ? {} : { authorization: `Bearer ${key}` }), ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  return { status: response.status, headers: response.headers, body: object(JSON.parse(await response.text())) };
}

const command = (name: string, body: object, options: Options = {}) => call(postCommand, { ...options, params: { name }, body: { eventTime: after("0").toISOString(), ...body } });
const startIt = () => ({ commandId: newId(), operationId, workUnitId, person: "0417" });

describe("commands", () => {
  it("EX-01 a machine records for a person of its site, and the log names both", async () => {
    const commandId = newId();
    const answer = await command("start-operation", { ...startIt(), commandId });
    expect(answer).toMatchObject({ status: 200, body: { commandId, result: { state: "SETUP" } } });
    const [fact] = await database.db.select().from(event).where(eq(event.commandId, commandId)).limit(1);
    expect(fact).toMatchObject({ actor: "Line gateway for 0417", accountId: null, personId: plant.first.personId });
    expect(startOperation.answer.safeParse(answer.body.result).error).toBeUndefined();
    const setUp = await command("finish-setup", { commandId: newId(), operationId, person: "0417", eventTime: after("1").toISOString() });
    expect(finishSetup.answer.safeParse(setUp.body.result).error).toBeUndefined();
  });

  it("EX-23 a repeat answers the same, whether the id is in the body or in the header, and records once", async () => {
    const commandId = newId();
    const body = { operationId, good: "7", person: "0417", eventTime: after("2").toISOString() };
    const first = await command("confirm-production", body, { headers: { "idempotency-key": commandId } });
    const second = await command("confirm-production", { ...body, commandId });
    expect(first).toMatchObject({ status: 200, body: { commandId } });
    expect(second.body).toEqual(first.body);
    expect(confirmProduction.answer.safeParse(first.body.result).error).toBeUndefined();
    expect([first, second].map(({ headers }) => headers.get("millrace-repeated"))).toEqual(["false", "true"]);
    expect(await database.db.select().from(productionEntry).where(eq(productionEntry.operationId, operationId))).toHaveLength(1);
  });

  it("EX-23 KEY_REUSED when the id was used for something else, or by another key", async () => {
    const commandId = newId();
    const body = { commandId, operationId, good: "1", person: "0417", eventTime: after("2.1").toISOString() };
    expect((await command("confirm-production", body)).status).toBe(200);
    expect(await command("confirm-production", { ...body, good: "2" })).toMatchObject({ status: 409, body: { code: "KEY_REUSED", rule: "EX-23" } });
    expect(await command("confirm-production", body, { key: keys.floor })).toMatchObject({ status: 409, body: { code: "KEY_REUSED" } });
  });

  it("EX-05 STALE_TOTAL when somebody else recorded meanwhile", async () => {
    const answer = await command("confirm-production", { commandId: newId(), operationId, good: "1", expectedTotal: "0", person: "0417", eventTime: after("2.2").toISOString() });
    expect(answer).toMatchObject({ status: 409, body: { code: "STALE_TOTAL", rule: "EX-05", params: { expected: "0", actual: "8" } } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  it("SEC-02 an operation or a person of another site does not exist", async () => {
    expect(await command("start-operation", { commandId: newId(), operationId, workUnitId, person: "0999" }, { key: keys.other })).toMatchObject({
      status: 404,
      body: { code: "NOT_FOUND", rule: "SEC-02" },
    });
    expect(await command("start-operation", { commandId: newId(), operationId, workUnitId, person: "0999" })).toMatchObject({ status: 404 });
  });

  it("SEC-03 needs the scope of the command, and a name that exists", async () => {
    expect(await command("confirm-production", { commandId: newId(), operationId, good: "1" }, { key: keys.planner })).toMatchObject({
      status: 403,
      body: { code: "FORBIDDEN", params: { permission: "operation.execute" } },
    });
    expect(await command("drop-everything", { commandId: newId() })).toMatchObject({ status: 404 });
    // EX-01: what somebody has read no key confirms for them.
    expect(await command("acknowledge-instruction", { commandId: newId(), operationId, person: "0417" })).toMatchObject({ status: 403, body: { code: "CONFIRM_IN_PERSON" } });
    expect(await command("confirm-production", {}, { key: "" })).toMatchObject({ status: 401 });
  });

  it("asks for an event time and an id, and names fields that do not fit", async () => {
    expect(await command("confirm-production", { commandId: newId(), operationId, eventTime: undefined })).toMatchObject({
      status: 400,
      body: { fields: { eventTime: expect.any(String) } },
    });
    expect(await command("confirm-production", { operationId })).toMatchObject({ status: 400, body: { fields: { commandId: expect.any(String) } } });
    expect(await command("confirm-production", { commandId: newId(), operationId }, { headers: { "idempotency-key": newId() } })).toMatchObject({ status: 400 });
    expect(await command("confirm-production", { commandId: newId(), operationId, good: "a few", colour: "red", person: "0417" })).toMatchObject({
      status: 400,
      body: { code: "INVALID_INPUT", fields: { good: expect.any(String) } },
    });
  });

  it("EX-01 a command of an operator needs a person", async () => {
    const op20 = (await plant.operationIds("PO-1001")).get(20) ?? "";
    expect(await command("start-operation", { commandId: newId(), operationId: op20, workUnitId: await plant.unitId("ASSY-2") })).toMatchObject({
      status: 422,
      body: { code: "START_BLOCKED", params: { guards: expect.arrayContaining(["PERSON_REQUIRED"]) } },
    });
  });
});

describe("what the ERP owns", () => {
  const noted = () => database.db.select().from(auditEntry).where(eq(auditEntry.action, "api.write-owned"));

  it("S20 OWN-01 an administrator who edits a standard price gets 403 FIELD_OWNED_BY_ERP, and the attempt is kept", async () => {
    const { auth } = composition();
    const accountId = await makeAccount(database.db, { siteId: plant.siteId, roles: ["SYSTEM_ADMIN"], email: "admin@plant.example" });
    const cookie = `millrace.session=${await sessionCookie(SECRET, await startSession(auth, { accountId, securityVersion: 0, kind: "DESK", deviceId: null, userAgent: null }))}`;
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    const answer = await call(patchAny, { key: "", path: "/api/v1/items/FG-200/standard-price", method: "PATCH", body: { standardPrice: "9.99" }, headers });
    expect(answer).toMatchObject({
      status: 403,
      body: {
        code: "FIELD_OWNED_BY_ERP",
        rule: "OWN-01",
        params: { resource: "items", owner: "ERP", changeIn: ["ERP"] },
        detail: expect.stringContaining("Change it in ERP;"),
      },
    });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await noted()).toMatchObject([
      {
        accountId,
        outcome: "DENIED",
        subject: "/api/v1/items/FG-200/standard-price",
        detail: { rule: "OWN-01", method: "PATCH", resource: "items", fields: ["standardPrice"] },
      },
    ]);
  });

  it("OWN-01 refuses every write to each of them, with and without a body, and names who tried", async () => {
    const before = (await noted()).length;
    for (const resource of OWNED_ONLY)
      for (const [method, handler] of [
        ["POST", postAny],
        ["PUT", putAny],
        ["PATCH", patchAny],
        ["DELETE", deleteAny],
      ] as const)
        expect(await call(handler, { path: `/api/v1/${resource}/X-1`, method }), `${method} ${resource}`).toMatchObject({ status: 403, body: { code: "FIELD_OWNED_BY_ERP" } });
    expect(await call(patchOrder, { path: "/api/v1/orders/PO-1001", method: "PATCH", body: { quantity: "500", due: "2026-06-01" } })).toMatchObject({
      status: 403,
      body: { params: { resource: "orders" } },
    });
    const rows = await noted();
    expect(rows.length - before).toBe(OWNED_ONLY.length * 4 + 1);
    expect(rows.at(-1)?.machineKeyId).not.toBeNull();
  });

  it("SEC-03 asks who is calling first, and knows nothing of other addresses", async () => {
    expect(await call(patchAny, { key: "", path: "/api/v1/items/FG-200", method: "PATCH" })).toMatchObject({ status: 401 });
    expect(await call(patchAny, { path: "/api/v1/constructor/1", method: "PATCH" })).toMatchObject({ status: 404, body: { code: "NOT_FOUND" } });
    expect(await call(getAny, { path: "/api/v1/items/FG-200" })).toMatchObject({ status: 404 });
  });
});

describe("reads", () => {
  it("orders, one order, its operations", async () => {
    const page = await call(getOrders);
    expect(page).toMatchObject({ status: 200, body: { data: [{ number: "PO-1001", site: "SITE-A", state: "IN_PROGRESS", quantity: "200" }], next: null } });
    expect(await call(getOrder, { params: { number: "PO-1001" } })).toMatchObject({
      status: 200,
      body: { operations: [{ operation: 10, processed: "8", state: "RUNNING" }, { operation: 20 }], components: expect.any(Array) },
    });
    expect((await call(getOperations, { query: "?order=PO-1001&state=RUNNING" })).body).toMatchObject({ data: [{ id: operationId, workUnit: "MACH-1" }] });
  });

  it("reads on by cursor, within bounds", async () => {
    const first = await call(getOperations, { query: "?limit=1" });
    const second = await call(getOperations, { query: `?limit=1&cursor=${text(first.body.next)}` });
    // Both operations came at the same instant, so either may be the first.
    expect([first, second].map(({ body }) => Number(object(list(body.data)[0]).operation)).toSorted((a, b) => a - b)).toEqual([10, 20]);
    expect(second.body.next).toBeNull();
    expect(await call(getOperations, { query: "?cursor=rubbish" })).toMatchObject({ status: 400, body: { fields: { "query.cursor": expect.any(String) } } });
    expect(await call(getOperations, { query: "?limit=100000" })).toMatchObject({ status: 400 });
  });

  it("SEC-02 nothing of another site is there", async () => {
    const elsewhere = { key: keys.other };
    for (const handler of [getOrders, getOperations, getWip, getEquipment, getMessages]) expect((await call(handler, elsewhere)).body).toEqual({ data: [], next: null });
    for (const [handler, number] of [
      [getOrder, "PO-1001"],
      [getCost, "PO-1001"],
      [getLot, "C-A"],
      [getGenealogy, "C-A"],
    ] as const)
      expect(await call(handler, { ...elsewhere, params: { number } })).toMatchObject({ status: 404 });
  });

  it("SEC-03 each address asks for its own scope", async () => {
    expect(await call(getCost, { key: keys.planner, params: { number: "PO-1001" } })).toMatchObject({ status: 403, body: { params: { permission: "cost.read" } } });
    expect(await call(getMessages, { key: keys.floor })).toMatchObject({ status: 403 });
    expect(await call(getOrders, { key: "" })).toMatchObject({ status: 401 });
  });

  it("§10.1 the value of WIP is there only for those who may read cost", async () => {
    await plant.does(plant.first, issueMaterial, after("2.3"), { operationId, lot: "C-A", quantity: "10" });
    const [seen, hidden] = await Promise.all([call(getWip), call(getWip, { key: keys.planner })]);
    expect(list(seen.body.data)[0]).toMatchObject({
      order: "PO-1001",
      stages: [
        { operation: 10, good: "8" },
        { operation: 20, waiting: "8" },
      ],
      value: { currency: "USD" },
    });
    expect(list(hidden.body.data)[0]).not.toHaveProperty("value");
  });

  it("order cost by element, with the key's right", async () => {
    const { status, body } = await call(getCost, { params: { number: "PO-1001" } });
    expect(status).toBe(200);
    expect(body).toMatchObject({ order: "PO-1001", currency: "USD", provisional: true });
    expect(list(body.elements).map((row) => object(row).element)).toContain("MATERIAL");
  });

  it("a lot, and its edges in both directions", async () => {
    expect(await call(getLot, { params: { number: "C-A" } })).toMatchObject({ status: 200, body: { number: "C-A", site: "SITE-A", status: "RELEASED" } });
    const { body } = await call(getGenealogy, { params: { number: "C-A" } });
    expect(body).toMatchObject({
      forward: { edges: [{ kind: "CONSUME", from: { kind: "LOT", number: "C-A" }, to: { kind: "ORDER", number: "PO-1001" }, quantity: "10" }], cut: false },
      back: { edges: [] },
    });
    expect((await call(getGenealogy, { params: { number: "C-A" }, query: "?direction=back" })).body).not.toHaveProperty("forward");
  });

  it("S23, S24 holds and checks: what is due is recorded, what fails is held, and somebody else lifts it", async () => {
    const gate = await plant.employ("0701", "A1", ["QUALITY_TECH"]);
    const manager = await plant.employ("0702", "A1", ["QUALITY_MANAGER"]);
    const validFrom = "2026-01-01T00:00:00Z";
    const limits = { position: 10, name: "Diameter", kind: "VARIABLE" as const, uom: "MMT", lowerLimit: "9.50", upperLimit: "10.00", target: null };
    const planData = {
      site: "SITE-A",
      plan: "QP-API",
      version: "1",
      erpVersion: 1,
      item: null,
      operation: null,
      trigger: { kind: "EVENT" as const, event: "RECEIPT" },
      sampleSize: 1,
      validFrom,
      validTo: null,
    };
    await plant.hear([inboundMessage("erp.inspection-plan.v1", { ...planData, characteristics: [limits] }, "erp/test", validFrom)]);
    const lotId = await plant.lotId("S-2");
    const { checkId } = await plant.does(gate, requestCheck, after("2.4"), { plan: "QP-API", lotId });
    const { token } = await issueMachineKey(composition().auth, { name: "Gauge", scopes: ["check.record", "trace.read"], siteIds: [plant.siteId] });
    expect(await call(getChecks, { key: keys.floor })).toMatchObject({ status: 403 });
    expect(list((await call(getChecks, { key: token })).body.data)).toMatchObject([
      { id: checkId, plan: "QP-API", lot: "S-2", item: "SEAL-02", order: null, sampleSize: 1, characteristics: [{ position: 10, lowerLimit: "9.5", upperLimit: "10" }] },
    ]);
    await plant.does(gate, recordCheck, after("2.5"), { checkId, results: [{ position: 10, samples: [{ value: "10.01" }] }] });
    expect(list((await call(getChecks, { key: token })).body.data)).toEqual([]);
    const [held] = list((await call(getHolds, { key: token, query: "?lot=S-2" })).body.data);
    expect(held).toMatchObject({ lot: "S-2", lotId, onHand: "20", uom: "EA", placedBy: "Operator 0701", reason: "Check QP-API failed: Diameter" });
    expect((await call(getHolds, { key: keys.other })).body).toEqual({ data: [], next: null });
    await plant.does({ ...manager, signing: { name: manager.name } }, releaseHold, after("2.6"), { holdId: text(object(held).id), reason: "Measured with a worn gauge" });
    expect(list((await call(getHolds, { key: token })).body.data)).toEqual([]);
  });

  it("equipment states and messages", async () => {
    expect(list((await call(getEquipment)).body.data).map((row) => object(row).workUnit)).toContain("MACH-1");
    const page = await call(getMessages, { query: "?direction=OUT&subject=PO-1001&limit=1" });
    const [first] = list(page.body.data);
    expect(first).toMatchObject({ direction: "OUT", subject: "PO-1001", state: "NEW" });
    const { id } = object(first);
    const next = await call(getMessages, { query: `?direction=OUT&subject=PO-1001&limit=1&cursor=${text(page.body.next)}` });
    expect(object(list(next.body.data)[0]).id).not.toBe(id);
    expect(await call(getMessage, { params: { id: text(id) } })).toMatchObject({ status: 200, body: { payload: { subject: "PO-1001" }, attempts: [] } });
    expect(await call(getMessage, { key: keys.other, params: { id: text(id) } })).toMatchObject({ status: 404 });
  });

  it("SEC-03 amounts of a message are for keys that may see cost", async () => {
    const [rate] = await database.db.select().from(inboxMessage).where(eq(inboxMessage.type, "erp.rate.v1")).limit(1);
    if (rate === undefined) throw new Error("the example brings rates");
    const { token } = await issueMachineKey(composition().auth, { name: "Channel watch", scopes: ["message.read"], siteIds: [plant.siteId] });
    const read = (key: string) => call(getMessage, { key, params: { id: rate.id } });
    expect(await read(token)).toMatchObject({ status: 200, body: { amountsHidden: true, payload: { type: "erp.rate.v1", data: { rate: "hidden" } } } });
    expect(await read(keys.all)).toMatchObject({ status: 200, body: { amountsHidden: false, payload: rate.payload } });
  });
});

describe("document", () => {
  it("is served, and every reference in it leads somewhere", async () => {
    const { status, body } = await call(getDocument, { key: "" });
    expect(status).toBe(200);
    expect(body.openapi).toBe("3.1.0");
    const written = JSON.stringify(body);
    for (const [, path = ""] of written.matchAll(/"\$ref":"#\/([^"]+)"/g))
      expect(
        path.split("/").reduce((at, step) => object(at[step]), body),
        path,
      ).not.toEqual({});
  });

  it("describes every route, and no route that is not there", () => {
    const root = fileURLToPath(new URL("..", import.meta.url));
    const routes = readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith("route.ts") && !/^(commands|openapi|\[resource\])/.test(path))
      .map(
        (path) =>
          `/api/v1/${path
            .replace(/\/route\.ts$/, "")
            .replaceAll("[", "{")
            .replaceAll("]", "}")}`,
      );
    expect(ENDPOINTS.map(({ path }) => path).toSorted()).toEqual(routes.toSorted());
    const paths = Object.keys(object(openApi().paths));
    expect(paths.filter((path) => path.includes("/commands/"))).toEqual(API_COMMANDS.map(({ command: { name } }) => `/api/v1/commands/${name}`));
  });

  it("says of each command what it answers, as it is typed", () => {
    for (const { command: one } of API_COMMANDS) {
      const post = object(object(object(openApi().paths)[`/api/v1/commands/${one.name}`]).post);
      const schema = object(object(object(object(object(post.responses)["200"]).content)["application/json"]).schema);
      const result = object(object(schema.properties).result);
      const [, name] = /schemas\/(\w+)/.exec(JSON.stringify(result)) ?? [];
      const answer = name === undefined ? result : object(object(object(openApi().components).schemas)[name]);
      expect(Object.keys(object(answer.properties)), one.name).not.toEqual([]);
    }
  });

  it("OWN-01 has the writes that are refused", () => {
    const { paths } = openApi();
    for (const [path, method] of [
      ["/api/v1/{resource}/{key}", "patch"],
      ["/api/v1/orders/{number}", "patch"],
      ["/api/v1/orders", "post"],
    ] as const)
      expect(object(object(object(paths)[path])[method])).toMatchObject({ responses: { "403": expect.anything() } });
    expect(object(object(object(paths)["/api/v1/orders"]).get)).toMatchObject({ operationId: "get-orders" });
  });
});
