import { afterAll, beforeAll, expect, it } from "vitest";
import { eq, sql } from "drizzle-orm";
import { connect } from "@/db/client";
import { event, seal, unsealed } from "@/db/schema/eventlog";
import type { TestDatabase } from "@/db/testing/database";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { sealChain } from "./seal-chain";
import { verifyChain } from "./verify-chain";

let database: TestDatabase;
let siteId: string;

beforeAll(async () => {
  database = await exampleDatabase();
  const plant = await examplePlant(database.db);
  siteId = plant.siteId;
  await sealChain(database.db, siteId, after("0"));
  await plant.does(plant.first, startOperation, after("0"), { operationId: (await plant.operationIds("PO-1001")).get(10) ?? "", workUnitId: await plant.unitId("MACH-1") });
});
afterAll(() => database.close());

/** Does to the log what only its owner can, with the guards switched off, looks at it, and undoes it. */
async function tampered(change: ReturnType<typeof sql>, look: (db: TestDatabase["db"]) => Promise<void>): Promise<void> {
  const owner = connect(database.url, { role: null, max: 1 });
  const UNDONE = new Error("undone");
  try {
    await owner.db.transaction(async (tx) => {
      await tx.execute(sql`set local session_replication_role = replica`);
      await tx.execute(change);
      // Reads only: an open transaction reads as the database does.
      await look(tx as unknown as TestDatabase["db"]);
      throw UNDONE;
    });
  } catch (fault) {
    if (fault !== UNDONE) throw fault;
  } finally {
    await owner.close();
  }
}

const third = () => sql`(select event_id from eventlog.seal where site_id = ${siteId} and seq = 3)`;
async function eventOf(seq: number): Promise<string | undefined> {
  return (await database.db.select().from(seal).where(eq(seal.siteId, siteId))).find((row) => row.seq === seq)?.eventId;
}

it("SEC-10 a chain that nobody touched holds, with what waits for its seal beside it", async () => {
  const report = await verifyChain(database.db, siteId);
  expect(report).toMatchObject({ broken: null, waiting: (await database.db.select().from(unsealed)).length });
  expect(report.checked + report.waiting).toBe((await database.db.select().from(event)).length);
  expect([report.checked > 3, report.waiting > 0]).toEqual([true, true]);
});

it.each([
  [
    "one byte of a payload",
    () => sql`update eventlog.event set payload = overlay(payload::text placing 'X' from position('"' in payload::text) + 1 for 1)::jsonb where id = ${third()}`,
  ],
  ["who did it", () => sql`update eventlog.event set actor = actor || '.' where id = ${third()}`],
  ["when it happened, by a millisecond", () => sql`update eventlog.event set event_time = event_time + interval '1 millisecond' where id = ${third()}`],
])("S27 altering %s in a copy is found, and the first broken event is named", async (_, change) => {
  const eventId = await eventOf(3);
  await tampered(change(), async (db) => {
    expect(await verifyChain(db, siteId)).toMatchObject({ checked: 2, broken: { seq: 3, eventId, why: "CONTENT" } });
  });
});

it("S27 a fact taken out, a link taken out, and a fact slipped in are found", async () => {
  const eventId = await eventOf(3);
  await tampered(sql`delete from eventlog.event where id = ${third()}`, async (db) => {
    expect((await verifyChain(db, siteId)).broken).toMatchObject({ seq: 3, eventId, why: "REMOVED" });
  });
  await tampered(sql`delete from eventlog.seal where site_id = ${siteId} and seq = 3`, async (db) => {
    expect((await verifyChain(db, siteId)).broken).toMatchObject({ seq: 4, why: "GAP" });
  });
  await tampered(sql`delete from eventlog.unsealed where position = (select max(position) from eventlog.unsealed)`, async (db) => {
    expect((await verifyChain(db, siteId)).broken).toMatchObject({ seq: null, why: "INSERTED", type: "labour.signed_on" });
  });
});
