import { sql, type SQL } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { channelPlant, type ChannelPlant, NOWHERE } from "@/lib/integration/testing/channel-plant";
import { newId } from "@/lib/platform/ids";
import { candidatesStatement } from "./run-store";
import { untakenStatement } from "./untaken";

const ORDERS = 1000;
const PER_ORDER = 100;
const Plan = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: z.record(z.string(), z.unknown()) })]) })]);

let database: TestDatabase;
let plant: ChannelPlant;

beforeAll(async () => {
  database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  // Messages alone: the orders that they name play no part in how they are found.
  await database.sql.begin(async (tx) => {
    await tx`set local role none`;
    await tx`alter table integration.outbox_message drop constraint outbox_message_order_id_production_order_id_fk`;
  });
  // 100,000 messages of a year: the ERP has all but the last three of every tenth order, and took the last ones a minute ago.
  await database.sql`
    insert into integration.outbox_message (id, site_id, connection_id, lane_key, sequence, priority, type, subject, order_id, event_id, payload, state, attempts, next_at, event_time, record_time, accepted_at)
    select gen_random_uuid(), ${plant.siteId}, ${plant.connectionId}, 'PO-' || o, s, 1, 'mes.material.issued.v1', 'PO-' || o, ('00000000-0000-7000-8000-' || lpad(o::text, 12, '0'))::uuid, gen_random_uuid(), '{}',
      case when o % 10 = 0 and s > ${PER_ORDER - 3} then 'NEW' else 'ACCEPTED' end, 0, now(), t.at, t.at, case when o % 10 = 0 and s > ${PER_ORDER - 3} then null else t.at end
    from generate_series(1, ${ORDERS}::int) o, generate_series(1, ${PER_ORDER}::int) s, lateral (select now() - make_interval(hours => ((${ORDERS} - o) * 8)::int) as at) t`;
  await database.sql`
    insert into integration.message_attempt (id, site_id, message_id, attempt, action, outcome, started_at, ended_at)
    select gen_random_uuid(), site_id, id, 1, 'POST', 'accepted', record_time, record_time from integration.outbox_message where state = 'ACCEPTED'`;
  await database.sql.begin(async (tx) => {
    await tx`set local role none`;
    await tx`analyze integration.outbox_message`;
    await tx`analyze integration.message_attempt`;
  });
}, 120_000);
afterAll(() => database.close());

const orderId = (order: number) => `00000000-0000-7000-8000-${String(order).padStart(12, "0")}`;

async function explain(statement: SQL, how: SQL): Promise<{ text: string; blocks: number }> {
  const rows: unknown = await database.db.execute(sql`explain (${how}, format json) ${statement}`);
  const [
    {
      "QUERY PLAN": [{ Plan: plan }],
    },
  ] = Plan.parse(rows);
  return { text: JSON.stringify(plan), blocks: Number(plan["Shared Hit Blocks"] ?? 0) + Number(plan["Shared Read Blocks"] ?? 0) };
}

it("IN-11 finds what the ERP lacks of fifty orders among 100,000 messages through the indexes made for it", async () => {
  const since = new Date(plant.clock.now().getTime() - 60_000);
  const orders = Array.from({ length: 50 }, (_, index) => orderId((index + 1) * 10));
  const { text, blocks } = await explain(untakenStatement(plant.connectionId, plant.siteId, since, orders), sql.raw("analyze, buffers"));
  expect(text).toContain("outbox_message_untaken_ix");
  expect(text).not.toContain('"Seq Scan"');
  expect(blocks).toBeLessThan(1500);
});

it("IN-11 lists the orders of a run by what changed since the last one, not by what there ever was", async () => {
  const since = new Date(plant.clock.now().getTime() - 86_400_000);
  const run = { id: newId(), siteId: plant.siteId, connectionId: plant.connectionId };
  const { text } = await explain(candidatesStatement(run, { since, completedSince: since }, null, ["H-1"]), sql.raw("costs"));
  expect(text).toContain("outbox_message_list_ix");
});
