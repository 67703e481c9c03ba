import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/db/client";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { newId } from "@/lib/platform/ids";
import { stockStatement } from "./demand-facts";
import { lineStripStatement } from "./line-strip";
import { openOperationsStatement, openOrdersStatement } from "./open-work";
import { wipScreen } from "./wip-screen";

const OPEN = 500;
const CLOSED = 20_000;
const NOW = new Date("2026-03-16T09:00:00Z");
const siteId = newId();
const actor: Actor = {
  kind: "PERSON",
  name: "Planner A",
  accountId: null,
  personId: null,
  sessionId: null,
  deviceId: null,
  machineKeyId: null,
  sites: [{ siteId, code: "S", roles: ["PLANNER"] }],
  permissions: [],
};
let database: TestDatabase;

/** A site with twelve lines in two shifts, 500 open orders of four steps among 20,000 that are over, 1,000 promises, and 360,000 facts of machines. */
beforeAll(async () => {
  database = await testDatabase();
  const owner = connect(database.url, { role: null, max: 1 });
  const run = (text: string) => owner.sql.unsafe(text);
  const [area, connection] = [newId(), newId()];
  await run("set session_replication_role = replica");
  await run(`insert into reference.site (id, code, name, time_zone, currency, override_cap_pct) values ('${siteId}', 'S', 'Site', 'Europe/Berlin', 'EUR', 0)`);
  await run(`insert into reference.uom (code, name, symbol, decimals) values ('EA', 'each', 'EA', 0) on conflict do nothing`);
  await run(`insert into integration.connection (id, code, name, adapter, settings) values ('${connection}', 'C', 'C', 'rest', '{}')`);
  await run(`insert into reference.item (id, site_id, code) select md5('item' || n)::uuid, '${siteId}', 'ITEM-' || n from generate_series(0, 99) n`);
  await run(`insert into reference.equipment (id, site_id, code, name, level, type) values ('${area}', '${siteId}', 'A', 'A', 'AREA', 'AREA')`);
  await run(
    `insert into reference.equipment (id, site_id, parent_id, code, name, level, type, constraint_unit_id) select md5('line' || n)::uuid, '${siteId}', '${area}', 'L' || n, 'L' || n, 'WORK_CENTRE', 'PRODUCTION_LINE', md5('unit' || n)::uuid from generate_series(0, 11) n`,
  );
  await run(
    `insert into reference.equipment (id, site_id, parent_id, code, name, level, type) select md5('unit' || n)::uuid, '${siteId}', md5('line' || n)::uuid, 'L' || n || '.U', 'U', 'WORK_UNIT', 'UNIT' from generate_series(0, 11) n`,
  );
  await run(`insert into reference.calendar_window (id, site_id, work_centre_id, shift_name, production_day, from_at, to_at)
    select gen_random_uuid(), '${siteId}', md5('line' || n)::uuid, 'S' || s, d::date, d + make_interval(hours => 6 + 8 * s), d + make_interval(hours => 14 + 8 * s) from generate_series(0, 11) n, generate_series(0, 1) s, generate_series('2026-03-10'::timestamptz, '2026-05-30', '1 day') d`);
  await run(`insert into execution.production_order (id, site_id, connection_id, number, type, item_id, quantity, uom, decimals, planned_start_at, due_at, priority, over_pct, under_pct, erp_version, state, good, scrap, received, released_at, completed_at, closed_at)
    select md5('order' || n)::uuid, '${siteId}', '${connection}', 'O-' || n, 'STANDARD', md5('item' || n % 100)::uuid, 400, 'EA', 0, '2026-03-10', '2026-03-16'::timestamptz + make_interval(hours => case when n < ${OPEN} then n % 240 else -n end), 1, 0, 0, 1,
      case when n < ${OPEN} then 'RELEASED' else 'CLOSED' end, 0, 0, 0, now(), case when n >= ${OPEN} then now() end, case when n >= ${OPEN} then now() end from generate_series(0, ${OPEN + CLOSED - 1}) n`);
  await run(`insert into execution.order_operation (id, site_id, order_id, op_no, name, work_centre_id, work_unit_id, state, setup_machine_h, setup_labour_h, run_machine_h, run_labour_h, yield, crew, optional, is_last, required, processed, good_first, scrap_first, rework_in, reworked_good, rework_scrap, actual_end_at)
    select md5('op' || n || ' ' || k)::uuid, '${siteId}', md5('order' || n)::uuid, k * 10, 'Step ' || k, md5('line' || (n + k) % 12)::uuid, md5('unit' || (n + k) % 12)::uuid, case when n >= ${OPEN} then 'COMPLETED' when k = 1 then 'READY' else 'PENDING' end,
      0.5, 0.5, 0.005, 0.005, 0.99, 1, false, k = 4, 404, 0, 0, 0, 0, 0, 0, case when n >= ${OPEN} then now() end from generate_series(0, ${OPEN + CLOSED - 1}) n, generate_series(1, 4) k`);
  await run(`insert into reference.commitment (id, site_id, number, line, customer, customer_name, item_id, quantity, uom, due_at, priority_class, penalty_per_unit_day, currency, state, erp_version)
    select gen_random_uuid(), '${siteId}', 'SO-' || n, 1, 'C', 'Customer 01', md5('item' || n % 100)::uuid, 150, 'EA', '2026-03-16'::timestamptz + make_interval(hours => n % 300), 'A', 0.1, 'EUR', 'OPEN', 1 from generate_series(0, 999) n`);
  await run(
    `insert into materials.lot (id, site_id, number, item_id, uom, origin, erp_status, mes_status) select md5('lot' || n)::uuid, '${siteId}', 'LOT-' || n, md5('item' || n % 100)::uuid, 'EA', 'PRODUCED', 'RELEASED', 'RELEASED' from generate_series(0, 19999) n`,
  );
  await run(
    `insert into materials.lot_stock (lot_id, location_id, site_id, on_hand, reserved) select md5('lot' || n)::uuid, '${area}', '${siteId}', case when n < 300 then 100 else 0 end, 0 from generate_series(0, 19999) n`,
  );
  await run(`insert into telemetry.state_interval (id, site_id, work_unit_id, state, raw_state, source, from_at, to_at)
    select gen_random_uuid(), '${siteId}', md5('unit' || n)::uuid, case when k % 5 = 0 then 'HELD' else 'PRODUCING' end, 'PRODUCING', 'PLC', '2026-03-16 09:00Z'::timestamptz - make_interval(mins => 2 * k), case when k > 0 then '2026-03-16 09:00Z'::timestamptz - make_interval(mins => 2 * k - 2) end
    from generate_series(0, 11) n, generate_series(0, 9999) k`);
  await run(`update telemetry.state_interval set state = 'DOWN' where work_unit_id = md5('unit3')::uuid and to_at is null`);
  await run(`insert into execution.exception (id, site_id, class, severity, state, work_unit_id, subject, detail, raised_at)
    values ('${newId()}', '${siteId}', 'LINE_DOWN', 1, 'RAISED', md5('unit3')::uuid, md5('unit3')::uuid::text, '{"estimatedRestore":"2026-03-18T09:00:00Z"}', '2026-03-16T09:00:00Z')`);
  await run(`insert into telemetry.source (id, site_id, code, kind, topic_filter) values ('${area}', '${siteId}', 'P', 'PLAIN_JSON', 's/#')`);
  await run(`insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind, counter)
    select '${siteId}', '${area}', 'l' || u.code, 'GOOD', u.id, u.number, 'COUNTER', 'GOOD' from reference.equipment u where u.level = 'WORK_UNIT'`);
  await run(`insert into telemetry.counter_reading (equipment_number, tag_id, at, seq, site_id, value, delta, verdict, recorded_at)
    select t.equipment_number, t.id, '2026-03-16 09:00Z'::timestamptz - make_interval(secs => 10 * k), k, '${siteId}', 1000000 - 4 * k, 4, 'NORMAL', now() from telemetry.tag t, generate_series(0, 19999) k`);
  await run("analyze");
  await owner.close();
}, 180_000);
afterAll(() => database.close());

const Plan = z.array(z.object({ "QUERY PLAN": z.string() }));
async function planOf(statement: ReturnType<typeof sql>): Promise<string> {
  return Plan.parse(await database.db.execute(sql`explain ${statement}`))
    .map((row) => row["QUERY PLAN"])
    .join("\n");
}

describe("500 open orders", () => {
  it("are projected with and without the stop, and shown, in less than 300 ms", async () => {
    const read = () => wipScreen({ db: database.db, now: NOW }, actor, { site: null, dueDays: null, search: "", sort: "due", created: false });
    const screen = await read();
    expect(screen).toMatchObject({ total: OPEN, open: OPEN, unprojected: false, projected: OPEN, commitments: { total: 1_000, projected: 1_000 } });
    expect(screen.stops).toHaveLength(1);
    expect(screen.sites[0]?.lines[0]?.perHour).toBe("1440");
    expect(screen.rows.some((row) => row.projectedAt !== null && row.projectedAt !== row.plannedAt)).toBe(true);
    // The best of some rounds: what the work costs, not what else the machine does at the moment.
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 20 && best >= 300; round++) {
      const began = performance.now();
      await read();
      best = Math.min(best, performance.now() - began);
    }
    expect(best).toBeLessThan(300);
  });

  it("cost what is open, not what the plant has ever made", async () => {
    expect(await planOf(openOrdersStatement([siteId]))).not.toMatch(/Seq Scan on production_order/);
    const operations = await planOf(openOperationsStatement([siteId], NOW));
    expect(operations).not.toMatch(/Seq Scan on (production_order|order_operation)/);
    expect(operations).toContain("production_order_open_ix");
    expect(await planOf(lineStripStatement([siteId], { now: NOW }))).not.toMatch(/Seq Scan on (state_interval|counter_reading|order_operation|production_order)/);
    const items = z.array(z.object({ id: z.string() })).parse(await database.db.execute(sql`select id from reference.item limit 5`));
    expect(
      await planOf(
        stockStatement(
          items.map((row) => row.id),
          NOW,
        ),
      ),
    ).not.toMatch(/Seq Scan on lot\b/);
  });
});
