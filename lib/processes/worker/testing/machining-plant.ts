import { eq } from "drizzle-orm";
import { calendarWindow } from "@/db/schema/calendar";
import { equipment } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import type { Database } from "@/db/client";
import { systemActor } from "@/lib/auth/system-actor";
import { examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { oneStepItem } from "@/lib/commands/execution/testing/one-step-item";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";

const ADDRESS = "site-a/machining/mach-1/machine";

/** An instant of a day in March 2026, as the plant's machine tells it. */
export const at = (day: string, clock: string): Date => new Date(`2026-03-${day}T${clock.length === 5 ? `${clock}:00` : clock}Z`);

/** The example plant with a machine that says what state it is in, two shifts on each of three days, 06:00 to 14:00 and 14:00 to 22:00, and items made there in one step. */
export async function machiningPlant(db: Database) {
  const plant = await examplePlant(db);
  const { siteId } = plant;
  const [unit] = await db.select().from(equipment).where(eq(equipment.code, "MACH-1"));
  if (unit === undefined) throw new Error("there is no MACH-1");
  await db
    .update(equipment)
    .set({ sampleIntervalSeconds: 4 * 3600 })
    .where(eq(equipment.id, unit.id));
  const sourceId = newId();
  await db.insert(source).values({ id: sourceId, siteId, code: "MACHINING", kind: "PLAIN_JSON", topicFilter: "site-a/#" });
  await db.insert(tag).values({ siteId, sourceId, address: ADDRESS, workUnitId: unit.id, equipmentNumber: unit.number, kind: "STATE", name: "" });
  await db.delete(calendarWindow);
  const window = (day: string, shiftName: string, from: string, to: string) => ({
    id: newId(),
    siteId,
    workCentreId: unit.parentId ?? "",
    shiftName,
    productionDay: `2026-03-${day}`,
    fromAt: at(day, from),
    toAt: at(day, to),
  });
  await db.insert(calendarWindow).values(["17", "18", "19"].flatMap((day) => [window(day, "EARLY", "06:00", "14:00"), window(day, "LATE", "14:00", "22:00")]));
  const machines = systemActor("telemetry", ["telemetry.write"], [{ siteId, code: "SITE-A" }]);
  let seq = 0;

  /** The machine says its states, with a reason where it knows one, which are stored at `recordedAt`. */
  async function says(day: string, states: readonly (readonly [clock: string, state: string, reason?: string])[], recordedAt: Date): Promise<void> {
    const batch = emptyBatch();
    for (const [clock, state, reason] of states) {
      seq += 1;
      const payload = new TextEncoder().encode(JSON.stringify({ seq, ts: at(day, clock).toISOString(), state, reason }));
      addPlain(batch, { topic: `${ADDRESS}/state`, payload, receivedAtMs: recordedAt.getTime() });
    }
    await ingestBatch({ ...plant.services, clock: { now: () => recordedAt } }, machines, batch);
  }

  /** An order for an item that takes so many hours a piece; answers its operation. An item that is known is not told again. */
  async function order(number: string, item: string, qty: string, runHours: string, change: { readonly due?: string; readonly known?: boolean } = {}): Promise<string> {
    const { known = false, ...more } = change;
    await plant.hear([...(known ? [] : oneStepItem("SITE-A", item, { setupHours: "0.5", runHours })), exampleOrder("SITE-A", number, { item, qty, ...more })]);
    return (await plant.operationIds(number)).get(10) ?? "";
  }

  return { ...plant, unitId: unit.id, says, order, asOf: (now: Date) => ({ db, clock: { now: () => now } }) };
}
