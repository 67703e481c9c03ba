import { and, asc, eq, ne } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as schema from "@/db/schema";
import type { TestDatabase } from "@/db/testing/database";
import { exception } from "@/db/schema/exception";
import { lot, lotStock } from "@/db/schema/materials";
import { orderComponent, orderOperation } from "@/db/schema/execution";
import { item } from "@/db/schema/reference";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { decimal } from "@/lib/domain/shared/decimal";
import { exceptionDetail } from "@/lib/format/planner/exception-words";
import { floorCalls } from "@/lib/queries/operator/floor-calls";
import { leadView } from "@/lib/queries/operator/lead-view";
import { openExceptions } from "@/lib/queries/planner/exceptions";
import { issueMaterial } from "./issue-material";
import { watchMaterial } from "./watch-material";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;

/** PO-1001 runs op10 on MACH-1: 200 pieces, 20 an hour, one casting each. Of castings only lot C-C may be taken. */
beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  const [castings] = await plant.db.select({ id: item.id }).from(item).where(eq(item.code, "CAST-01"));
  await plant.db
    .update(lot)
    .set({ mesStatus: "ON_HOLD" })
    .where(and(eq(lot.itemId, castings?.id ?? ""), ne(lot.number, "C-C")));
});
afterEach(() => database.close());

const run = async () => {
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
};
const lies = async (onHand: string, reserved = "0") =>
  plant.db
    .update(lotStock)
    .set({ onHand: decimal(onHand), reserved: decimal(reserved) })
    .where(eq(lotStock.lotId, await plant.lotId("C-C")));
/** What a worker's round at this hour changes. */
const look = (hour: string) => watchMaterial({ ...plant.services, clock: { now: () => after(hour) } });
const calls = () =>
  plant.db
    .select({ state: exception.state, owner: exception.owner, detail: exception.detail })
    .from(exception)
    .where(eq(exception.class, "MATERIAL_SHORT"))
    .orderBy(asc(exception.raisedAt));
const states = async () => (await calls()).map(({ state }) => state);

describe("§2.5 MATERIAL_SHORT", () => {
  it("calls the lead once when the next hour is not covered, says how much is there, and ends the call when material comes", async () => {
    await run();
    await lies("20");
    expect(await look("1.1")).toBe(0);
    await lies("20", "5");
    expect(await look("1.2")).toBe(1);
    expect(await look("1.3")).toBe(0);
    expect(await calls()).toMatchObject([{ state: "RAISED", owner: "LEAD", detail: { item: "CAST-01", needed: "20", free: "15", uom: "EA", opNo: 10 } }]);
    const reader = { db: plant.db, now: after("1.3") };
    const suspect = { kind: "MATERIAL", item: "CAST-01", needed: "20", free: "15", uom: "EA", operation: "PO-1001 / 10" };
    expect((await leadView(reader, plant.lead)).suspects).toMatchObject([{ suspect }]);
    expect((await floorCalls(reader, plant.lead)).calls).toMatchObject([{ class: "MATERIAL_SHORT", call: null, suspect }]);
    const [told] = (await openExceptions(reader, [plant.siteId])).rows;
    expect(told === undefined ? undefined : exceptionDetail(told)).toContain("CAST-01: 15\u00a0EA there, 20\u00a0EA needed within the hour");
    await lies("66");
    expect(await look("1.4")).toBe(1);
    expect(await states()).toEqual(["RESOLVED"]);
    // Whoever brought it is not called again at once; where it stays short they are.
    await lies("2");
    expect([await look("1.5"), await look("1.7")]).toEqual([0, 1]);
  });

  it("asks for no more than is left, counts what is issued ahead, and is over when nothing is needed any more", async () => {
    await run();
    await lies("66");
    await plant.does(plant.first, issueMaterial, after("1.1"), { operationId, lot: "C-C", quantity: "10" });
    await lies("9");
    expect(await look("1.2")).toBe(1);
    await plant.does(plant.first, issueMaterial, after("1.3"), { operationId, lot: "C-C", quantity: "9" });
    expect((await calls())[0]?.detail).toMatchObject({ needed: "10", free: "9" });
    await plant.db
      .update(orderComponent)
      .set({ required: decimal(19) })
      .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.position, 10)));
    expect(await look("1.4")).toBe(1);
    expect(await states()).toEqual(["RESOLVED"]);
  });

  it("does not call before the start nor while the run is paused, and does when it goes on", async () => {
    await lies("5");
    expect(await look("0")).toBe(0);
    await run();
    await plant.does(plant.first, pauseOperation, after("1.1"), { operationId, reason: "QA-WAIT" });
    expect(await look("1.2")).toBe(0);
    await plant.does(plant.first, resumeOperation, after("1.3"), { operationId });
    expect(await look("1.4")).toBe(1);
  });

  it("counts substitutes that may be taken by their factor, and what its confirmations take as used", async () => {
    const [seal] = await plant.db.select({ id: item.id }).from(item).where(eq(item.code, "SEAL-02"));
    await plant.db
      .update(orderComponent)
      .set({ issueMode: "BACKFLUSH", substitutes: [{ item: "SEAL-02", itemId: seal?.id ?? "", factor: "52", priority: 1, validTo: "2026-03-17T08:00:00Z" }] })
      .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.position, 10)));
    await run();
    await lies("10");
    await plant.does(plant.first, confirmProduction, after("1.1"), { operationId, good: "5" });
    // 5 castings and 830 seals, of which 52 stand for one.
    expect(await look("1.2")).toBe(0);
    await lies("3");
    expect(await look("1.25")).toBe(1);
    await lies("10");
    expect(await look("1.3")).toBe(1);
    // They may be taken no longer.
    expect(await look("2")).toBe(1);
    // A part of a piece is not there.
    expect((await calls()).map(({ state, detail }) => [state, detail])).toMatchObject([
      ["RESOLVED", { needed: "20", free: "18" }],
      ["RAISED", { needed: "20", free: "10" }],
    ]);
  });
});

describe("a round costs what is loaded and called, however much there ever was", () => {
  const MANY = 20_000;

  /** What a round at this hour asks the database for, and how PostgreSQL finds it. */
  async function asked(hour: string): Promise<{ changed: number; reads: { query: string; plan: string }[] }> {
    const statements: { query: string; params: unknown[] }[] = [];
    const db = drizzle(database.sql, { schema, logger: { logQuery: (query, params) => void statements.push({ query, params }) } });
    const changed = await watchMaterial({ ...plant.services, db, clock: { now: () => after(hour) } });
    const reads = [];
    for (const { query, params } of statements) reads.push({ query, plan: JSON.stringify(await database.sql.unsafe(`explain (format json) ${query}`, params as string[])) });
    return { changed, reads };
  }

  it("finds operations in work, calls and components by index, and reads the calls once for all operations", async () => {
    await run();
    await lies("66");
    const second = (await plant.operationIds("PO-1001")).get(20) ?? "";
    await plant.db
      .update(orderOperation)
      .set({ state: "RUNNING", actualStartAt: after("1"), workUnitId: await plant.unitId("ASSY-2") })
      .where(eq(orderOperation.id, second));
    await database.sql.begin(async (tx) => {
      await tx`set local role none`;
      await tx`set local session_replication_role = replica`;
      // Operations that ended, what they needed, and calls that were answered.
      await tx`
        insert into execution.order_operation overriding system value select p.* from execution.order_operation o, generate_series(1, ${MANY}::int) n,
          jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'number', 100000 + n, 'op_no', 1000 + n, 'state', 'COMPLETED', 'actual_end_at', o.actual_start_at)) p
        where o.id = ${operationId}::uuid`;
      await tx`
        insert into execution.order_component select p.* from execution.order_component c, execution.order_operation o,
          jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'operation_id', o.id, 'position', 1000 + o.op_no)) p
        where c.operation_id = ${operationId}::uuid and c.position = 10 and o.op_no > 1000`;
      await tx`
        insert into execution.exception (id, site_id, class, severity, state, subject, detail, raised_at, resolved_at)
        select gen_random_uuid(), o.site_id, 'MATERIAL_SHORT', 2, 'RESOLVED', o.op_no, jsonb_build_object('operationId', o.id), ${after("-9").toISOString()}::timestamptz, ${after("-8").toISOString()}::timestamptz
        from execution.order_operation o where o.op_no > 1000`;
      await tx`analyze execution.order_operation, execution.order_component, execution.exception`;
    });
    const { changed, reads } = await asked("1.1");
    expect(changed).toBe(0);
    const of = (table: string) => reads.filter(({ query }) => query.includes(`from "execution"."${table}"`));
    expect([of("exception"), of("order_operation"), of("order_component")].map((some) => some.length)).toEqual([1, 1, 1]);
    // What lies within reach is another for each machine.
    expect(reads).toHaveLength(5);
    for (const { plan } of reads) expect(plan).not.toMatch(/"Node Type":"Seq Scan"[^}]*"Relation Name":"(order_operation|order_component|exception)"/);
  });
});
