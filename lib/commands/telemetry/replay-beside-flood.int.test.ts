import { asc, desc, isNull } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { quarantine } from "@/db/schema/telemetry";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { execute } from "@/lib/commands/execute";
import { REFUSED_A_MINUTE } from "@/lib/domain/equipment/refused-limit";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { ingestBatch } from "./ingest-batch";
import { replayQuarantined } from "./replay-quarantined";
import { setSignalMapping } from "./set-signal-mapping";
import { plantWithHall } from "./testing/hall-source";
import { untilWaiting } from "./testing/until-waiting";
import { after, SIX } from "./testing/telemetry-plant";

let database: TestDatabase;
let hall: Awaited<ReturnType<typeof plantWithHall>>;
beforeAll(async () => {
  database = await testDatabase();
  hall = await plantWithHall(database.db);
  const place = { sourceId: hall.sourceId, topicPattern: "hall/filler/values", timePath: null, workUnit: "L1.FILLER" };
  for (const name of ["temp", "level"]) {
    const meaning = { kind: "PARAMETER", counter: null, uom: null, scale: "1", valuePath: name, name } as const;
    const set = await execute(hall.plant.services, hall.informatics, setSignalMapping, { commandId: v7(), mappingId: null, ...place, ...meaning });
    if (!set.ok) throw new Error(set.code);
  }
  hall.plant.setNow(SIX);
});
afterAll(() => database.close());

/** Messages of which one value is refused, one is stored, and one nobody has mapped. */
function flood(count: number) {
  const batch = emptyBatch();
  for (let at = 0; at < count; at += 1) {
    const payload = { ts: after(at / 1000), temp: `warm ${at}`, level: at, other: at };
    addPlain(batch, { topic: "hall/filler/values", payload: new TextEncoder().encode(JSON.stringify(payload)), receivedAtMs: SIX + at });
  }
  return ingestBatch(hall.plant.services, hall.plant.worker, batch);
}
const lying = () => database.db.select().from(quarantine).where(isNull(quarantine.replayedAt));

it.each(["replay", "flood"] as const)("a replay and a source that says on what is refused wait for each other in one order, whichever comes first: %s", async (first) => {
  if (first === "replay") await flood(REFUSED_A_MINUTE + 1);
  const [row] = await lying().orderBy(asc(quarantine.receivedAt)).limit(1);
  const doing = { replay: () => replayQuarantined(hall.plant.services, hall.informatics, row?.id ?? ""), flood: () => flood(3) };
  const both = await database.db.transaction(async (tx) => {
    await tx.select().from(quarantine).where(isNull(quarantine.replayedAt)).orderBy(desc(quarantine.receivedAt)).limit(1).for("update");
    const begun = doing[first]();
    await untilWaiting(database.db, 1);
    const other = doing[first === "replay" ? "flood" : "replay"]();
    await untilWaiting(database.db, 2);
    return [begun, other];
  });
  const [begun, other] = await Promise.all(both);
  expect([begun, other]).toContainEqual(expect.objectContaining({ ok: true, data: expect.objectContaining({ unplaced: REFUSED_A_MINUTE }) }));
  expect([begun, other]).toContainEqual(expect.objectContaining({ stored: expect.objectContaining({ dropped: 3 }) }));
  expect((await lying()).length).toBe(REFUSED_A_MINUTE);
});
