import { eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection } from "@/db/schema/integration";
import { operationActivity, orderOperation, productionOrder } from "@/db/schema/execution";
import { productionRun } from "@/db/schema/genealogy";
import { equipmentIdealRate } from "@/db/schema/equipment-history";
import { equipment, item, uom } from "@/db/schema/reference";
import { seedPlant } from "@/db/seed/demo-plant";
import type { Actor } from "@/lib/auth/actor";
import { systemActor } from "@/lib/auth/system-actor";
import type { Change, Services } from "@/lib/commands/services";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { ingestBatch, type IngestResult } from "@/lib/commands/telemetry/ingest-batch";

/** Six in the morning, when the lines of these tests begin. */
export const SIX = Date.UTC(2026, 0, 5, 6);

/** The demo company's machines in an empty database, and a line that can be loaded with an operation. */
export async function telemetryPlant(db: Database) {
  let nowMs = SIX;
  const told: Change[] = [];
  const services: Services = { db, clock: { now: () => new Date(nowMs) }, tellLive: (changes) => void told.push(...changes), wakeOutbox: () => undefined };
  const sites = await db.transaction((tx) => seedPlant(tx));
  const siteId = sites.get("SITE-A") ?? "";
  await db.execute(sql`select telemetry.ensure_partitions('2026-01-04', '2026-01-07')`);
  const worker: Actor = systemActor("telemetry", ["telemetry.write"], [{ siteId, code: "SITE-A" }]);
  const unit = async (code: string) => {
    const [row] = await db.select().from(equipment).where(eq(equipment.code, code));
    if (row === undefined) throw new Error(`no unit ${code}`);
    return row;
  };

  /** Loads an operation on a unit from an instant on, with a run, 80 pieces a minute ideally. Answers its id. */
  async function loadOperation(unitCode: string, fromMs: number): Promise<{ operationId: string; orderId: string; runNumber: number; activityId: string }> {
    const { id: workUnitId, parentId } = await unit(unitCode);
    const [itemId, orderId, operationId, connectionId, activityId] = [newId(), newId(), newId(), newId(), newId()];
    await db.insert(uom).values({ code: "EA", name: "each", symbol: "pc", decimals: 0 }).onConflictDoNothing();
    await db.insert(item).values({ id: itemId, siteId, code: `ITEM-${itemId}` });
    await db.insert(equipmentIdealRate).values({ workUnitId, itemId, siteId, unitsPerHour: decimal(4800) });
    await db.insert(connection).values({ id: connectionId, code: connectionId, name: "ERP", adapter: "rest", settings: {} });
    const at = new Date(fromMs);
    await db.insert(productionOrder).values({
      id: orderId,
      siteId,
      connectionId,
      number: `4711-${unitCode}`,
      type: "STANDARD",
      itemId,
      quantity: decimal(50_000),
      uom: "EA",
      decimals: 0,
      plannedStartAt: at,
      dueAt: at,
      priority: 1,
      overPct: ZERO,
      underPct: ZERO,
      bomVersion: "1",
      routingVersion: "1",
      erpVersion: 1,
      state: "IN_PROGRESS",
      releasedAt: at,
      startedAt: at,
      good: ZERO,
      scrap: ZERO,
      received: ZERO,
    });
    await db.insert(orderOperation).values({
      id: operationId,
      siteId,
      orderId,
      opNo: 30,
      name: "Filling",
      optional: false,
      workCentreId: parentId ?? "",
      workUnitId,
      state: "RUNNING",
      actualStartAt: at,
      setupMachineHours: ZERO,
      setupLabourHours: ZERO,
      runMachineHours: ZERO,
      runLabourHours: ZERO,
      yield: decimal(1),
      crew: decimal(1),
      isLast: true,
      required: decimal(50_000),
      processed: ZERO,
      goodFirst: ZERO,
      scrapFirst: ZERO,
      reworkIn: ZERO,
      reworkedGood: ZERO,
      reworkScrap: ZERO,
    });
    await db.insert(operationActivity).values({ id: activityId, siteId, operationId, workUnitId, activity: "RUN", fromAt: at });
    const [run] = await db.insert(productionRun).values({ id: newId(), siteId, orderId, operationId, workUnitId, fromAt: at }).returning({ number: productionRun.number });
    return { operationId, orderId, runNumber: run?.number ?? 0, activityId };
  }

  /** Ingests plain JSON messages: topic without its site, and payload. Time passes with the messages unless told when they came. */
  async function hear(messages: readonly (readonly [topic: string, payload: object])[], options: { actor?: Actor; receivedAtMs?: number } = {}): Promise<IngestResult> {
    const batch = emptyBatch();
    for (const [topic, payload] of messages) {
      const ts = "ts" in payload && typeof payload.ts === "string" ? Date.parse(payload.ts) : nowMs;
      nowMs = Math.max(nowMs, options.receivedAtMs ?? ts);
      addPlain(batch, { topic: `site-a/${topic}`, payload: new TextEncoder().encode(JSON.stringify(payload)), receivedAtMs: options.receivedAtMs ?? nowMs });
    }
    return ingestBatch(services, options.actor ?? worker, batch);
  }

  /** The intervals of a unit as text, seconds after six. */
  async function timeline(code: string): Promise<string[]> {
    const rows = await db.execute<{ text: string }>(sql`
      select state || ' ' || round(extract(epoch from from_at) - ${SIX / 1000}) || '-' || coalesce(round(extract(epoch from to_at) - ${SIX / 1000})::text, '') as text
      from telemetry.state_interval where work_unit_id = ${(await unit(code)).id} and superseded_at is null order by from_at`);
    return rows.map(({ text }) => text);
  }

  return { services, siteId, worker, told, unit, loadOperation, hear, timeline, setNow: (ms: number) => void (nowMs = ms) };
}

/** An instant as text, seconds after six. */
export function after(seconds: number): string {
  return new Date(SIX + seconds * 1000).toISOString();
}
