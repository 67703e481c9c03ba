import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { channelPlant, type ChannelPlant, NOWHERE } from "@/lib/integration/testing/channel-plant";
import { claim, headsQuery } from "./claim";

const LANES = 2000;
const PER_LANE = 100;
const Plan = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: z.record(z.string(), z.unknown()) })]) })]);

let database: TestDatabase;
let plant: ChannelPlant;

beforeAll(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  // 200,000 messages: history in every lane, the last five open, and one lane in fifty parked behind a dead one.
  await database.sql`
    insert into integration.outbox_message (id, site_id, connection_id, lane_key, sequence, priority, type, subject, event_id, payload, state, attempts, next_at, event_time, record_time, accepted_at)
    select gen_random_uuid(), ${plant.siteId}, ${plant.connectionId}, 'PO-' || l, s, case when l % 100 = 0 then 0 else 1 end, 'mes.order.status.v1', 'PO-' || l, gen_random_uuid(), '{}',
      case when s <= ${PER_LANE - 5} then 'ACCEPTED' when s = ${PER_LANE - 4} and l % 50 = 1 then 'DEAD' else 'NEW' end,
      0, now() - interval '1 hour' + make_interval(secs => s), now(), now(), case when s <= ${PER_LANE - 5} then now() end
    from generate_series(1, ${LANES}::int) l, generate_series(1, ${PER_LANE}::int) s`;
  await database.sql.begin(async (tx) => {
    await tx`set local role none`;
    await tx`analyze integration.outbox_message`;
  });
}, 120_000);
afterAll(() => database.close());

const request = { limit: 8, maxPriority: 3, circuit: { failures: 0, openUntil: null } };

async function explain(): Promise<{ text: string; blocks: number }> {
  const query = headsQuery(database.db, { ...request, connectionId: plant.connectionId, now: plant.clock.now() }).toSQL();
  const rows: unknown = await database.sql.begin(async (tx) => tx.unsafe(`explain (analyze, buffers, format json) ${query.sql}`, query.params as string[]));
  const [
    {
      "QUERY PLAN": [{ Plan: plan }],
    },
  ] = Plan.parse(rows);
  return { text: JSON.stringify(plan), blocks: Number(plan["Shared Hit Blocks"]) + Number(plan["Shared Read Blocks"]) };
}

it("finds the heads among 200,000 messages through the queue's own indexes, touching a handful of pages", async () => {
  const { text, blocks } = await explain();
  expect(text).toContain("outbox_message_due_ix");
  expect(text).toContain("outbox_message_open_ix");
  expect(text).not.toContain('"Seq Scan"');
  expect(blocks).toBeLessThan(2000);
});

it("takes urgent heads first, one of each lane, and none of a parked lane", async () => {
  const claimed = await claim(database.db, { ...request, limit: 30, connectionId: plant.connectionId, now: plant.clock.now(), leaseSeconds: 60, claimant: "test" });
  expect(claimed).toHaveLength(30);
  expect(claimed.filter((row) => row.priority === 0)).toHaveLength(20);
  expect(new Set(claimed.map((row) => row.laneKey)).size).toBe(30);
  expect(claimed.every((row) => row.sequence === PER_LANE - 4 && Number(row.laneKey.slice(3)) % 50 !== 1)).toBe(true);
});
