import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { emptyBatch, type NodeChange } from "@/lib/telemetry/batch";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { ingestBatch } from "./ingest-batch";
import { SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

type Said = { readonly device: string; readonly bdSeq: number | null; readonly metrics: number | null; readonly refused: boolean; readonly passedOver: number };
const said: fc.Arbitrary<Said> = fc.record({
  device: fc.constantFrom("", "TANK"),
  bdSeq: fc.constantFrom(null, 0, 1),
  /** So many metrics are declared by a birth; null: a death. */
  metrics: fc.constantFrom(null, null, 0, 1, 2),
  refused: fc.boolean(),
  passedOver: fc.constantFrom(0, 0, 1, 20),
});

function change(node: string, { device, bdSeq, metrics, refused, passedOver }: Said, at: number): NodeChange {
  const atMs = SIX + at * 1000;
  const isBirth = metrics !== null;
  return {
    group: "SITE-A",
    node,
    device,
    online: isBirth,
    ...(refused && !isBirth ? { birthRefused: true } : {}),
    bdSeq: isBirth ? bdSeq : null,
    declared: Array.from({ length: metrics ?? 0 }, (_, metric) => ({ name: `m${metric}, "of" {it}`, dataType: DataType.Double, unit: null })),
    ...(passedOver === 0 ? {} : { passedOver }),
    atMs,
    message: { topic: `spBv1.0/SITE-A/${isBirth ? "N" : "D"}/${node}`, payload: new Uint8Array(), receivedAtMs: atMs },
  };
}

const store = (nodes: readonly NodeChange[]) => ingestBatch(plant.services, plant.worker, { ...emptyBatch(), nodes: [...nodes] });
const rows = (node: string) =>
  database.db.execute(sql`
    select device_id, online, bd_seq, metrics, changed_at, birth_refused, births, passed_over, passed_over_at from telemetry.sparkplug_node where node_id = ${node} order by device_id`);

it("a node and its devices are the same whether their births and deaths come in one batch or each in its own", async () => {
  let node = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 8 }), async (all, split) => {
      node += 1;
      for (const [at, one] of all.entries()) await store([change(`ONE-${node}`, one, at)]);
      const together = all.map((one, at) => change(`ALL-${node}`, one, at));
      for (const part of [together.slice(0, split), together.slice(split)]) await store(part);
      expect(await rows(`ALL-${node}`)).toEqual(await rows(`ONE-${node}`));
    }),
    { numRuns: 30 },
  );
});
