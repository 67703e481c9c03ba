import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { rebuild } from "@/lib/eventlog/rebuild";
import { copyReference, projectedState } from "@/lib/eventlog/testing/compare-state";
import { orderCostView } from "@/lib/queries/finance/order-cost";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { after, exampleDatabase, examplePlant } from "./testing/example-plant";
import { playShift, tap } from "./testing/random-shift";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

const Differences = z.array(z.object({ what: z.string(), kept: z.string().nullable(), counted: z.string().nullable() }));

/** What the current-state tables keep, beside what the entries behind them add up to; only where both differ. */
async function differences({ db }: TestDatabase) {
  const found: unknown = await db.execute(sql`
    with entry as (select operation_id, sum(good) good, sum(scrap) scrap, sum(good + scrap + rework) filter (where activity = 'RUN') processed from execution.production_entry group by 1),
    ledger as (select order_id, element, sum(amount) amount, sum(seconds) seconds, sum(amount) filter (where valuation = 'ABNORMAL') abnormal from costing.cost_line group by 1, 2),
    -- A lead took back time alone: it counts as not used, and is not booked again.
    timeless as (
      select l.operation_id, l.seconds from costing.cost_line l join eventlog.event e on e.id = l.source_event_id
      where l.element = 'MACHINE' and l.reverses_id is not null and e.type = 'production.reversed' and (e.payload->>'good')::numeric = 0 and (e.payload->>'scrap')::numeric = 0 and (e.payload->>'rework')::numeric = 0),
    told as (
      select m.order_id, (m.payload->'data'->>'operation')::int op, sum(sign * (q->>'good')::numeric) good, sum(sign * (q->>'scrap')::numeric) scrap
      from integration.outbox_message m
      cross join lateral (values (1, m.payload->'data'->'quantity', m.type = 'mes.production.confirmed.v1'),
        (-1, m.payload->'data'->'reversed'->'data'->'quantity', m.type = 'mes.entry.reversed.v1' and m.payload->'data'->'reversed'->>'type' = 'mes.production.confirmed.v1')) v (sign, q, counts)
      where counts group by 1, 2),
    issued as (
      select m.order_id, sum(v.sign * v.qty) qty from integration.outbox_message m
      cross join lateral (values (1, (m.payload->'data'->>'qty')::numeric, m.type = 'mes.material.issued.v1'),
        (-1, (m.payload->'data'->'reversed'->'data'->>'qty')::numeric, m.type = 'mes.entry.reversed.v1' and m.payload->'data'->'reversed'->>'type' = 'mes.material.issued.v1')) v (sign, qty, counts)
      where counts group by 1),
    pair (what, kept, counted) as (
      select 'good of op ' || op_no, p.good_first + p.reworked_good, coalesce(e.good, 0) from execution.order_operation p left join entry e on e.operation_id = p.id
      union all select 'scrap of op ' || op_no, p.scrap_first + p.rework_scrap, coalesce(e.scrap, 0) from execution.order_operation p left join entry e on e.operation_id = p.id
      union all select 'processed of op ' || op_no, p.processed, coalesce(e.processed, 0) from execution.order_operation p left join entry e on e.operation_id = p.id
      union all select 'good of the order', o.good, (select coalesce(sum(e.good), 0) from entry e join execution.order_operation p on p.id = e.operation_id where p.is_last) from execution.production_order o
      union all select 'scrap of the order', o.scrap, (select coalesce(sum(e.scrap), 0) from entry e) from execution.production_order o
      union all select 'received', o.received, (select coalesce(sum(quantity), 0) from materials.material_move where type = 'RECEIPT') from execution.production_order o
      union all select 'received and good', o.received, o.good from execution.production_order o
      union all select 'issued of position ' || c.position, c.issued, (select coalesce(sum(m.quantity), 0) from materials.material_move m where m.component_id = c.id) from execution.order_component c
      union all select 'stock of lot ' || l.number, (select sum(on_hand) from materials.lot_stock where lot_id = l.id),
        coalesce(case l.number when 'C-A' then 150 when 'C-B' then 194 when 'C-C' then 66 when 'S-1' then 810 when 'S-2' then 20 end, 0)
        + (select coalesce(sum(case when to_location_id is null then -quantity else quantity end), 0) from materials.material_move m where m.lot_id = l.id) from materials.lot l
      union all select 'genealogy', (select coalesce(sum(quantity), 0) from materials.genealogy_edge), (select coalesce(sum(quantity), 0) from materials.material_move where lot_id is not null)
      union all select 'material', c.material, (select coalesce(sum(amount), 0) from ledger where element = 'MATERIAL') from costing.order_cost c
      union all select 'labour', c.labour, (select coalesce(sum(amount), 0) from ledger where element = 'LABOUR') from costing.order_cost c
      union all select 'machine', c.machine, (select coalesce(sum(amount), 0) from ledger where element = 'MACHINE') from costing.order_cost c
      union all select 'overhead', c.overhead, (select coalesce(sum(amount), 0) from ledger where element = 'OVERHEAD') from costing.order_cost c
      union all select 'credit', c.credit, (select coalesce(sum(amount), 0) from ledger where element = 'CREDIT') from costing.order_cost c
      union all select 'abnormal', c.abnormal, (select coalesce(sum(abnormal), 0) from ledger) from costing.order_cost c
      union all select 'material by lot', c.material, (select coalesce(sum(round(quantity * unit_cost, 2)), 0) from materials.material_move where type in ('ISSUE', 'BACKFLUSH')) from costing.order_cost c
      union all select 'machine time of op ' || p.op_no, (select coalesce(sum(seconds), 0) from costing.cost_line l where l.operation_id = p.id and l.element = 'MACHINE'),
        coalesce(extract(epoch from p.time_booked_to - p.actual_start_at), 0) + coalesce((select sum(seconds) from timeless t where t.operation_id = p.id), 0) from execution.order_operation p
      union all select 'people on two activities of no order at once', 0, count(*) from execution.labour_booking a join execution.labour_booking b
        on b.person_id = a.person_id and b.id > a.id and a.operation_id is null and b.operation_id is null and tstzrange(a.from_at, a.to_at) && tstzrange(b.from_at, b.to_at)
      union all select 'told good of op ' || p.op_no, p.good_first + p.reworked_good, coalesce((select good from told where op = p.op_no), 0) from execution.order_operation p
      union all select 'told scrap of op ' || p.op_no, p.scrap_first + p.rework_scrap, coalesce((select scrap from told where op = p.op_no), 0) from execution.order_operation p
      union all select 'told issues', (select coalesce(sum(quantity), 0) from materials.material_move where type = 'ISSUE'), coalesce((select sum(qty) from issued), 0)
    )
    select what, kept::text, counted::text from pair where kept is distinct from counted`);
  return Differences.parse(found);
}

it("EX-19 C-01 whatever people tap: totals are the sums of entries, stock stays, the ledger adds up, the ERP was told it all, and a replay agrees", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(tap, { minLength: 10, maxLength: 45 }), async (taps) => {
      const [database, replayed] = [await exampleDatabase(), await testDatabase()];
      open.push(database, replayed);
      const plant = await examplePlant(database.db);
      await playShift(plant, taps);
      expect(await differences(database)).toEqual([]);
      const view = await orderCostView({ db: database.db, now: after("48") }, plant.finance, "PO-1001");
      const categories = Object.values(view?.variance?.categories ?? {});
      expect(sum(categories.map((amount) => decimal(amount))).toFixed(2)).toBe(view?.variance?.total);
      await copyReference(database, replayed);
      await rebuild(database.db, replayed.db);
      expect(await projectedState(replayed)).toEqual(await projectedState(database));
    }),
    { numRuns: 4, endOnFailure: true },
  );
}, 120_000);
