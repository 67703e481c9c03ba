import { afterAll, beforeAll, expect, it } from "vitest";
import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { connect } from "@/db/client";
import type { TestDatabase } from "@/db/testing/database";
import { exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import type { Reader } from "@/lib/queries/reader";
import { costLines } from "./cost-lines";
import { orderCostView } from "./order-cost";
import { lateFacts, wipAsKnown } from "./wip-as-known";
import { wipNow } from "./wip-now";
import { wipTrend } from "./wip-trend";

const ORDERS = 3_000;
const LINES_EACH = 100;
const OPEN = 60;
const NOW = new Date("2026-11-01T00:00:00Z");

let database: TestDatabase;
let plant: ExamplePlant;

// Three hundred thousand lines over a year and a half: one order after the other, the last sixty still open.
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const owner = connect(database.url, { role: null, max: 1 });
  await owner.sql`set session_replication_role = replica`;
  await owner.sql`
    insert into execution.production_order
    select (jsonb_populate_record(o, jsonb_build_object('id', md5('order' || n)::uuid, 'number', 'BULK-' || n, 'state', case when n > ${ORDERS - OPEN}::int then 'IN_PROGRESS' else 'COMPLETED' end,
      'started_at', ${NOW.toISOString()}::text::timestamptz - make_interval(hours => 4 * (${ORDERS}::int - n) + 72), 'completed_at', case when n > ${ORDERS - OPEN}::int then null else ${NOW.toISOString()}::text::timestamptz - make_interval(hours => 4 * (${ORDERS}::int - n)) end))).*
    from execution.production_order o, generate_series(1, ${ORDERS}::int) n where o.number = 'PO-1001'`;
  await owner.sql`
    insert into costing.cost_line (id, site_id, order_id, op_no, element, activity, quantity, seconds, unit_cost, standard_unit_cost, amount, currency, valuation, source_event_id, event_time, record_time, posting_date)
    select gen_random_uuid(), o.site_id, o.id, 10, (array['MATERIAL','LABOUR','MACHINE','OVERHEAD'])[1 + l % 4], 'RUN', case when l % 4 = 0 then 1 end, case when l % 4 <> 0 then 360 end, 10, 10, 10, 'USD', 'NORMAL', gen_random_uuid(),
      o.started_at + make_interval(mins => 40 * l), o.started_at + make_interval(mins => 40 * l), o.started_at::date
    from execution.production_order o, generate_series(0, ${LINES_EACH - 1}::int) l where o.number like 'BULK-%'`;
  await owner.sql`
    insert into eventlog.event (id, site_id, type, aggregate, aggregate_id, order_id, payload, actor, command_id, event_time, record_time)
    select gen_random_uuid(), o.site_id, t.type, 'order', o.id, o.id, jsonb_build_object('to', t.state), 'test', gen_random_uuid(), t.at, t.at
    from execution.production_order o cross join lateral (values ('order.started', 'IN_PROGRESS', o.started_at), ('order.completed', 'COMPLETED', o.completed_at)) t (type, state, at)
    where o.number like 'BULK-%' and t.at is not null`;
  await owner.sql`
    insert into costing.order_cost (order_id, site_id, currency, material, labour, machine, overhead, salvage, credit, abnormal, last_event_time)
    select order_id, min(site_id::text)::uuid, 'USD', sum(amount), 0, 0, 0, 0, 0, 0, max(event_time) from costing.cost_line group by 1`;
  await owner.sql`analyze`;
  await owner.close();
}, 120_000);
afterAll(() => database.close());

type Plan = { readonly node: string; readonly relation: string | null; readonly rows: number };
const Node = z.looseObject({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Actual Rows": z.number(),
  "Actual Loops": z.number(),
  get Plans() {
    return z.array(Node).optional();
  },
});
const Explained = z.array(z.object({ "QUERY PLAN": z.array(z.object({ Plan: Node, "Execution Time": z.number() })) }));

/** Reads as any reader does, and notes what PostgreSQL had to touch for it. */
function watched(): { reader: Reader; plans: Plan[]; milliseconds: () => number } {
  const plans: Plan[] = [];
  let time = 0;
  const walk = (node: z.infer<typeof Node>): void => {
    plans.push({ node: node["Node Type"], relation: node["Relation Name"] ?? null, rows: node["Actual Rows"] * node["Actual Loops"] });
    for (const child of node.Plans ?? []) walk(child);
  };
  const { db } = database;
  const execute = async (statement: SQL): Promise<unknown> => {
    const explained: unknown = await db.execute(sql`explain (analyze, format json) ${statement}`);
    for (const row of Explained.parse(explained)) {
      for (const each of row["QUERY PLAN"]) {
        walk(each.Plan);
        time += each["Execution Time"];
      }
    }
    return db.execute(statement);
  };
  // Queries of this room read through `execute` alone.
  const reader = { db: Object.assign(Object.create(db), { execute }) as Reader["db"], now: NOW };
  return { reader, plans, milliseconds: () => time };
}

const linesRead = (plans: readonly Plan[]) => plans.filter((plan) => plan.relation === "cost_line").reduce((sum, plan) => sum + plan.rows, 0);
const scanned = (plans: readonly Plan[]) => plans.filter((plan) => plan.node === "Seq Scan" && ["cost_line", "event"].includes(plan.relation ?? ""));

it("WIP now reads the running sums of open orders and no line of the ledger", async () => {
  const { reader, plans } = watched();
  expect((await wipNow(reader, plant.finance)).orders).toBe(OPEN);
  expect(linesRead(plans)).toBe(0);
});

it("WIP(T, K) reads the lines of orders that were open then, by index", async () => {
  const { reader, plans } = watched();
  const cutOff = new Date("2026-10-25T00:00:00Z");
  const wip = await wipAsKnown(reader, plant.finance, { cutOff, known: cutOff });
  // Orders overlap by eighteen: 72 hours each, one begun every four.
  expect(wip.orders).toBeGreaterThan(10);
  expect(scanned(plans)).toEqual([]);
  expect(linesRead(plans) / 3).toBeLessThan(200 * LINES_EACH);
});

it("late lines and the trend read what was open in their time, by index", async () => {
  const { reader, plans } = watched();
  const cutOff = new Date("2026-10-28T00:00:00Z");
  await lateFacts(reader, plant.finance, { cutOff, known: cutOff }, NOW);
  await wipTrend(reader, plant.finance, "USD", NOW);
  expect(scanned(plans)).toEqual([]);
  expect(linesRead(plans)).toBeLessThan(300 * LINES_EACH);
});

it("an order's cost and drill-down read its own lines", async () => {
  const { reader, plans } = watched();
  const view = await orderCostView(reader, plant.finance, "BULK-1500");
  expect(view?.total).toBe("1000.00");
  await costLines(reader, view?.order.id ?? "", "LABOUR");
  expect(scanned(plans)).toEqual([]);
  expect(linesRead(plans)).toBeLessThanOrEqual(2 * LINES_EACH);
});
