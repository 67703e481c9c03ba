import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { confirmationFact, factEnvelope, receiptFact } from "@/lib/messages/__fixtures__/facts";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { openSandboxErp, type SandboxErp, type SandboxErpProcess, startSandboxErp } from "./testing/start-sandbox-erp";

const SITE = "SITE-A";
const Summary = z.object({
  progress: z.string(),
  received: z.string(),
  operations: z.array(z.object({ operation: z.number(), good: z.string(), scrap: z.string() })),
  consumed: z.array(z.object({ item: z.string(), lot: z.string().nullable(), qty: z.string() })),
  lots: z.array(z.object({ lot: z.string().nullable(), qty: z.string() })),
  documents: z.array(z.object({ document: z.string(), reversed: z.boolean() })),
});
const Stock = z.object({ site: z.string(), erpVersion: z.number(), asOf: z.string(), lines: z.array(z.unknown()) });
const Answer = z.object({ document: z.string().optional(), code: z.string().optional() });

const running: SandboxErp[] = [];
afterEach(async () => {
  for (const erp of running.splice(0)) await erp.stop();
});

async function open(options: Parameters<typeof openSandboxErp>[0] = {}): Promise<SandboxErp> {
  const erp = await openSandboxErp(options);
  running.push(erp);
  return erp;
}

/** As a process that a power cut can end. */
async function start(options: Parameters<typeof startSandboxErp>[0] = {}): Promise<SandboxErpProcess> {
  const erp = await startSandboxErp(options);
  running.push(erp);
  return erp;
}

async function withExample<Erp extends SandboxErp>(erp: Erp): Promise<Erp> {
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
  return erp;
}

async function post(erp: SandboxErp, message: OutboundMessage): Promise<{ status: number; document?: string; code?: string; retryAfter: string | null }> {
  const answer = await fetch(`${erp.url}/v1/messages`, {
    method: "POST",
    headers: { authorization: `Bearer ${erp.key}`, "content-type": "application/json", "idempotency-key": message.id },
    body: JSON.stringify(message),
  });
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), ...Answer.parse(await answer.json()) };
}

const summary = async (erp: SandboxErp, order: string) => Summary.parse(await erp.clerk("GET", `orders/${order}`));
const fact = (sequence: number, subject = "PO-1001") => ({ id: randomUUID(), site: SITE, subject, sequence });

describe("bookings", () => {
  it("adds up quantities, lots and status from the floor's messages, and takes a reversal out of them", async () => {
    const erp = await withExample(await open());
    const first = confirmationFact(fact(1));
    const second = confirmationFact(fact(2), { quantity: { uom: "EA", good: "186", scrap: "0", rework: "0" }, scrapReasons: [], consumption: [] });
    const receipt = receiptFact(fact(3), "L-1001", "190");
    expect([(await post(erp, first)).document, (await post(erp, second)).document, (await post(erp, receipt)).document]).toEqual(["C-00000001", "C-00000002", "R-00000001"]);
    expect(await summary(erp, "PO-1001")).toMatchObject({
      progress: "DELIVERED",
      received: "190",
      operations: [{ operation: 20, good: "190", scrap: "1" }],
      consumed: [{ item: "SEAL-02", lot: "S-1", qty: "10" }],
      lots: [{ lot: "L-1001", qty: "190" }],
    });
    const reversal: OutboundMessage = {
      ...factEnvelope(fact(4)),
      type: "mes.entry.reversed.v1",
      data: { reversalId: "RV-1", order: "PO-1001", operation: 20, reason: "MISKEY", reversed: { id: first.id, type: first.type, data: first.data } },
    };
    expect(await post(erp, reversal)).toMatchObject({ status: 201, document: "V-00000001" });
    expect(await summary(erp, "PO-1001")).toMatchObject({ operations: [{ good: "186", scrap: "0" }], consumed: [], documents: [{ reversed: true }, {}, {}, {}] });
    expect(await post(erp, { ...reversal, id: randomUUID(), sequence: 5 })).toMatchObject({ status: 422, code: "ALREADY_REVERSED" });
  });

  it("books a key once, whatever was lost, and refuses the key with other content", async () => {
    const erp = await withExample(await open());
    const message = confirmationFact(fact(1));
    await erp.clerk("POST", "faults", { kind: "drop-answer" });
    await expect(post(erp, message)).rejects.toThrow(/fetch failed|terminated/);
    expect(await post(erp, message)).toMatchObject({ status: 200, document: "C-00000001" });
    expect((await summary(erp, "PO-1001")).documents).toHaveLength(1);
    expect(await post(erp, { ...message, data: { ...message.data, final: true } })).toMatchObject({ status: 409, code: "KEY_REUSED" });
  });

  it("refuses what does not fit its books, each with its own code", async () => {
    const erp = await withExample(await open());
    await erp.clerk("POST", "orders", { order: "PO-9", site: SITE, item: "FG-100", qty: "10", status: "CREATED" });
    const taking = (change: object) => [{ item: "SEAL-02", lot: "S-1", qty: "1", uom: "EA", mode: "BACKFLUSH" as const, ...change }];
    const refusals: [string, OutboundMessage][] = [
      ["ORDER_UNKNOWN", confirmationFact(fact(1, "PO-0"))],
      ["ORDER_NOT_RELEASED", confirmationFact(fact(1, "PO-9"))],
      ["OPERATION_UNKNOWN", confirmationFact(fact(1), { operation: 99 })],
      ["UOM_MISMATCH", confirmationFact(fact(1), { quantity: { uom: "KGM", good: "1", scrap: "0", rework: "0" } })],
      ["ITEM_NOT_IN_ORDER", confirmationFact(fact(1), { consumption: taking({ item: "FG-100" }) })],
      ["LOT_UNKNOWN", confirmationFact(fact(1), { consumption: taking({ lot: "S-0" }) })],
      ["LOT_SHORT", confirmationFact(fact(1), { consumption: [...taking({ qty: "800" }), ...taking({ qty: "11" })] })],
      ["LOT_REQUIRED", confirmationFact(fact(1), { consumption: taking({ lot: null }) })],
    ];
    for (const [code, message] of refusals) expect(await post(erp, message)).toMatchObject({ code });
    await erp.clerk("PATCH", `lots/${SITE}/SEAL-02/S-1`, { qualityStatus: "ON_HOLD", statusReason: "Supplier notice" });
    expect(await post(erp, confirmationFact(fact(1)))).toMatchObject({ status: 422, code: "LOT_BLOCKED" });
    await erp.clerk("PATCH", `lots/${SITE}/SEAL-02/S-1`, { qualityStatus: "RELEASED" });
    await erp.clerk("POST", "period", { openFrom: "2026-04-01T00:00:00Z", site: SITE });
    expect(await post(erp, confirmationFact(fact(1)))).toMatchObject({ status: 422, code: "PERIOD_CLOSED" });
    await erp.clerk("POST", "period", { openFrom: null, site: SITE });
    await erp.clerk("POST", "period", { openFrom: "2026-04-01T00:00:00Z", site: "ANOTHER" });
    expect(await post(erp, confirmationFact(fact(1)))).toMatchObject({ status: 201 });
    expect(await post(erp, confirmationFact(fact(3)))).toMatchObject({ status: 409, code: "SEQUENCE_GAP" });
  });

  it("EX-12 takes what is no component only where the plant names the deviation that allows it", async () => {
    const erp = await withExample(await open());
    await post(erp, receiptFact(fact(1), "L-1001", "10"));
    const issue = (deviation: { readonly deviation?: string }): OutboundMessage => ({
      ...factEnvelope(fact(2)),
      type: "mes.material.issued.v1",
      data: {
        issueId: "IS-1",
        order: "PO-1001",
        operation: 20,
        item: "FG-100",
        lot: "L-1001",
        qty: "1",
        uom: "EA",
        mode: "MANUAL_SCAN",
        activity: "RUN",
        workUnit: "ASSY-2",
        location: null,
        substituteFor: "SEAL-02",
        final: false,
        ...deviation,
      },
    });
    expect(await post(erp, issue({}))).toMatchObject({ status: 422, code: "ITEM_NOT_IN_ORDER" });
    expect(await post(erp, issue({ deviation: "DEV-00001" }))).toMatchObject({ status: 201, document: "G-00000001" });
    expect((await summary(erp, "PO-1001")).consumed).toEqual([{ item: "FG-100", lot: "L-1001", qty: "1" }]);
  });

  it("asks to come again when it is away, and keeps a stop under one notification", async () => {
    const erp = await withExample(await open());
    await erp.clerk("POST", "faults", { kind: "unavailable", retryAfterSeconds: 3 });
    const stop = { stopId: "ST-1", site: SITE, line: "ASSY", workUnit: "ASSY-2", reason: "BRK-MECH", reasonClass: "FAILURE" as const, from: "2026-03-31T12:00:00Z" };
    const down: OutboundMessage = { ...factEnvelope(fact(1, "ASSY-2")), type: "mes.line.down.v1", data: { ...stop, estimatedRestore: null, estimateAssumed: false, orders: [] } };
    const up: OutboundMessage = { ...factEnvelope(fact(2, "ASSY-2")), type: "mes.line.restored.v1", data: { ...stop, to: "2026-03-31T13:00:00Z", seconds: 3600 } };
    expect(await post(erp, down)).toMatchObject({ status: 503, retryAfter: "3" });
    expect(await post(erp, down)).toMatchObject({ status: 201, document: "N-00000001" });
    expect(await post(erp, up)).toMatchObject({ status: 201, document: "N-00000001" });
  });
});

describe("a bad day", () => {
  it("keeps its books through a power cut, and cuts off what was only half written", async () => {
    const erp = await withExample(await start());
    const first = confirmationFact(fact(1));
    await post(erp, first);
    const before = await summary(erp, "PO-1001");
    await erp.kill();
    running.splice(0);
    appendFileSync(join(erp.state, "journal.jsonl"), '{"kind":"booked","at":"2026');
    const again = await start({ state: erp.state });
    expect(await summary(again, "PO-1001")).toEqual(before);
    expect(await post(again, first)).toMatchObject({ status: 200, document: "C-00000001" });
    expect(await post(again, confirmationFact(fact(2)))).toMatchObject({ status: 201, document: "C-00000002" });
  });

  it("sends a webhook again until it is taken, and goes on with it after a power cut", async () => {
    const taken: string[] = [];
    let refusing = true;
    const receiver = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        if (!refusing)
          taken.push(
            ...z
              .object({ messages: z.array(z.object({ id: z.string() })) })
              .parse(JSON.parse(body))
              .messages.map(({ id }) => id),
          );
        response.writeHead(refusing ? 503 : 202).end();
      });
    }).listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const address = z.object({ port: z.number() }).parse(receiver.address());
    const webhookUrl = `http://127.0.0.1:${address.port}/`;
    const erp = await withExample(await start({ webhookUrl }));
    await erp.clerk("POST", "orders/PO-1001/cancel");
    await erp.kill();
    running.splice(0);
    refusing = false;
    await start({ state: erp.state, webhookUrl });
    await expect.poll(() => taken, { timeout: 10_000 }).toContain("erp.order.v1:PO-1001:2");
    receiver.close();
  });

  it("opens with the demo company and shows it to a person", async () => {
    const erp = await open({ company: "demo" });
    const page = await (await fetch(erp.url)).text();
    expect(page).toContain("4711-0082");
    expect(await (await fetch(`${erp.url}/orders/4711-0082`)).text()).toContain("4800 EA OAT-BARISTA-1L");
    expect((await fetch(`${erp.url}/orders/4711-0088/release`, { method: "POST" })).status).toBe(404);
  });

  it("§8.1 says by itself what is in stock at each site, every quarter of an hour of the demo", async () => {
    const erp = await open({ company: "demo", speed: 3600 });
    const stock = async () => z.array(z.object({ data: Stock })).parse(await erp.clerk("GET", "objects?type=erp.stock.v1"));
    // A quarter of an hour takes 250 ms at this speed.
    await expect.poll(async () => (await stock()).map(({ data }) => data.site).toSorted(), { timeout: 10_000 }).toEqual(["SITE-A", "SITE-B"]);
    expect((await stock()).every(({ data }) => data.lines.length > 0)).toBe(true);
    const [first] = await stock();
    await expect.poll(async () => (await stock())[0]?.data.erpVersion ?? 0, { timeout: 10_000 }).toBeGreaterThan(first?.data.erpVersion ?? 0);
    expect((await stock())[0]?.data.asOf).not.toBe(first?.data.asOf);
  });

  it("answers nobody and announces nothing while it is switched off, and goes on where it was", async () => {
    const erp = await withExample(await open());
    await erp.clerk("POST", "power", { on: false });
    await expect(post(erp, confirmationFact(fact(1)))).rejects.toThrow("fetch failed");
    expect(await (await fetch(erp.url)).text()).toContain("npm run plant -- erp on");
    await erp.clerk("POST", "power", { on: true });
    expect(await post(erp, confirmationFact(fact(1)))).toMatchObject({ status: 201, document: "C-00000001" });
    expect(await (await fetch(erp.url)).text()).not.toContain("erp on");
  });
});

describe("the clerk's form", () => {
  const Order = z.object({ order: z.object({ qty: z.string(), due: z.string(), priority: z.number(), erpVersion: z.number() }) });
  const send = (erp: SandboxErp, form: Record<string, string>, site = "same-origin", order = "PO-1001") =>
    fetch(`${erp.url}/orders/${order}/change`, { method: "POST", headers: { "sec-fetch-site": site }, body: new URLSearchParams(form), redirect: "manual" });
  const order = async (erp: SandboxErp) => Order.parse(await erp.clerk("GET", "orders/PO-1001")).order;

  it("changes quantity, due date and priority in a new version", async () => {
    const erp = await withExample(await open());
    const before = await order(erp);
    const answer = await send(erp, { qty: "250.5", due: "2026-04-03T06:30", priority: "7" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/orders/PO-1001"]);
    expect(await order(erp)).toEqual({ qty: "250.5", due: "2026-04-03T06:30:00.000Z", priority: 7, erpVersion: before.erpVersion + 1 });
    const page = await (await fetch(`${erp.url}/orders/PO-1001`)).text();
    expect(page).toContain('name="qty" value="250.5"');
    expect(page).toContain('name="due" value="2026-04-03T06:30"');
  });

  it.each([
    ["a quantity that is none", { qty: "many", due: "2026-04-03T06:30", priority: "7" }, "The quantity must be a number"],
    ["nothing at all", { qty: "0.0", due: "2026-04-03T06:30", priority: "7" }, "cancel the order instead"],
    ["a day that does not exist", { qty: "5", due: "2026-13-40T06:30", priority: "7" }, "There is no such day."],
    ["a priority that does not exist", { qty: "5", due: "2026-04-03T06:30", priority: "0" }, "The priority begins at 1."],
  ])("says what is wrong with %s, and changes nothing", async (_, form, words) => {
    const erp = await withExample(await open());
    const before = await order(erp);
    const answer = await send(erp, form);
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
    expect(await order(erp)).toEqual(before);
  });

  it("is pressed by these pages alone, and shows itself for open orders only", async () => {
    const erp = await withExample(await open());
    expect((await send(erp, { qty: "5", due: "2026-04-03T06:30", priority: "7" }, "cross-site")).status).toBe(404);
    expect((await send(erp, { qty: "5", due: "2026-04-03T06:30", priority: "7" }, "same-origin", "PO-0")).status).toBe(404);
    await erp.clerk("POST", "orders/PO-1001/cancel");
    expect(await (await fetch(`${erp.url}/orders/PO-1001`)).text()).not.toContain("<form class");
  });
});
