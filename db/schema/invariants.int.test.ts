import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { connect, type Connection } from "@/db/client";
import { plainRow } from "@/db/testing/plain-row";
import { newId } from "@/lib/platform/ids";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import * as schema from "./index";

const at = "2026-03-02T06:00:00Z";

type Row = Readonly<Record<string, unknown>>;
const ORDER: Row = { state: "CREATED", decimals: 0, priority: 500, over_pct: 0, under_pct: 0, good: 0, scrap: 0, received: 0 };
const NOTHING_MADE: Row = { processed: 0, good_first: 0, scrap_first: 0, rework_in: 0, reworked_good: 0, rework_scrap: 0 };
const OPERATION: Row = { state: "PENDING", yield: 1, ...NOTHING_MADE };
const COMPONENT: Row = { scrap_factor: 0, decimals: 0, issued: 0, returned: 0 };

/** Changes of rows that stand, and the rule that none of them gets past. */
const REFUSED: readonly (readonly [table: string, row: Row, change: string, rule: string])[] = [
  ["execution.production_order", ORDER, "state = 'BANANA'", "production_order_state_known"],
  ["execution.order_operation", OPERATION, "state = 'BANANA'", "order_operation_state_known"],
  ["materials.lot", {}, "mes_status = 'BANANA'", "lot_mes_status_known"],
  ["identity.role_grant", { granted_by: newId() }, "role = 'BANANA'", "role_grant_role_known"],
  ["execution.order_operation", OPERATION, "yield = 7", "order_operation_yield_ck"],
  ["execution.order_operation", OPERATION, "run_labour_h = -1", "order_operation_standards_ck"],
  ["execution.order_component", COMPONENT, "required = -5", "order_component_quantities_ck"],
  ["execution.order_component", COMPONENT, "quantity_per = -1", "order_component_quantities_ck"],
  ["execution.order_component", COMPONENT, "scrap_factor = 1", "order_component_scrap_ck"],
  ["materials.lot", {}, "unit_cost = -0.01", "lot_unit_cost_ck"],
  ["execution.production_order", ORDER, "state = 'ON_HOLD', released_at = now(), hold_class = 'LEAD'", "production_order_hold_ck"],
  ["execution.production_order", ORDER, "held_from = 'RELEASED'", "production_order_hold_ck"],
  ["execution.production_order", ORDER, "state = 'RELEASED'", "production_order_released_ck"],
  ["execution.production_order", ORDER, "state = 'IN_PROGRESS', released_at = now()", "production_order_started_ck"],
  ["execution.production_order", ORDER, "state = 'COMPLETED', released_at = now()", "production_order_completed_ck"],
  ["execution.production_order", ORDER, "state = 'CLOSED', released_at = now(), completed_at = now()", "production_order_closed_ck"],
  ["execution.order_operation", OPERATION, "state = 'RUNNING', work_unit_id = gen_random_uuid()", "order_operation_loaded_ck"],
  ["execution.order_operation", { ...OPERATION, work_unit_id: newId(), actual_start_at: at }, "state = 'PAUSED'", "order_operation_paused_ck"],
  ["execution.order_operation", OPERATION, "state = 'SKIPPED'", "order_operation_ended_ck"],
  ["execution.exception", { severity: 2 }, "state = 'RESOLVED'", "exception_ended_ck"],
  ["execution.shift_proposal", { quantity: 1, order_quantity: 2 }, "state = 'APPROVED'", "shift_proposal_approved_ck"],
  ["quality.nonconformance", { quantity: 1 }, "state = 'CLOSED'", "nonconformance_closed_ck"],
  ["integration.inbox_message", {}, "state = 'APPLIED'", "inbox_message_settled_ck"],
];

/** What of a version may change: that it ends, and that another one takes its name. */
const VERSIONS: Readonly<Record<string, { readonly row: Row; readonly ends: readonly string[]; readonly frozen: readonly string[] }>> = {
  "quality.inspection_plan": { row: { trigger: "TIME", every_seconds: 60 }, ends: ["valid_to", "version"], frozen: ["every_seconds = 61", "valid_from = now()"] },
  "reference.bom_version": { row: {}, ends: ["status", "valid_to", "version"], frozen: ["item_id = gen_random_uuid()"] },
  "reference.item_version": { row: { decimals: 0 }, ends: ["valid_to"], frozen: ["description = 'Other'", "tracking = 'SERIAL'"] },
  "reference.price": { row: {}, ends: ["valid_to"], frozen: ["price = 1.5"] },
  "reference.routing_version": { row: {}, ends: ["status", "valid_to", "version"], frozen: ["erp_version = 9999"] },
  "reference.standard_cost": {
    row: { material: 1, labour: 1, machine: 1, overhead: 1, total: 4 },
    ends: ["valid_to", "version"],
    frozen: ["material = 2, total = 5", "costing_lot_size = 9999"],
  },
  "reference.uom_conversion": { row: {}, ends: ["valid_to"], frozen: ["numerator = 9999"] },
  "reference.work_centre_rate": { row: {}, ends: ["valid_to"], frozen: ["rate = 1.5", "currency = 'XXX'"] },
};

describe("database invariants", () => {
  let database: TestDatabase;
  let owner: Connection;
  /** Past foreign keys and triggers, to put down what a test starts from. */
  let bare: Connection;
  const siteId = newId();
  const unitId = newId();

  beforeAll(async () => {
    database = await testDatabase();
    const { sql } = database;
    [owner, bare] = [connect(database.url, { role: null, max: 1 }), connect(database.url, { role: null, max: 1 })];
    await bare.sql`set session_replication_role = replica`;
    await sql`insert into reference.site (id, code, name, time_zone, currency, override_cap_pct) values (${siteId}, 'S', 'Site', 'Europe/Berlin', 'EUR', 0.05)`;
    await sql`insert into reference.equipment (id, site_id, code, name, level, type) values (${unitId}, ${siteId}, 'U', 'Unit', 'WORK_UNIT', 'UNIT')`;
  });
  afterAll(async () => {
    await Promise.all([owner.close(), bare.close()]);
    await database.close();
  });

  it("SEC-09 the log can be appended to and never changed, by the application or by the owner", async () => {
    const { sql } = database;
    const id = newId();
    await sql`insert into eventlog.event (id, site_id, type, aggregate, aggregate_id, payload, actor, command_id, event_time, record_time)
      values (${id}, ${siteId}, 'order.received', 'order', ${newId()}, '{}', 'test', ${newId()}, ${at}, ${at})`;
    await expect(sql`update eventlog.event set type = 'other' where id = ${id}`).rejects.toThrow(/permission denied/);
    await expect(sql`delete from eventlog.event where id = ${id}`).rejects.toThrow(/permission denied/);
    await expect(
      sql.begin(async (tx) => {
        await tx`set role none`;
        await tx`update eventlog.event set type = 'other' where id = ${id}`;
      }),
    ).rejects.toThrow(/append-only/);
  });

  it("SEC-16 reports read what is known of a photo, and not the photo", async () => {
    const asReport = (statement: string) =>
      database.sql.begin(async (tx) => {
        await tx`set local role none`;
        await tx`set local role millrace_report`;
        return tx.unsafe(statement);
      });
    await asReport("select id, site_id, sha256, content_type, stored_at from reference.photo_file");
    await asReport("select * from execution.entry_photo");
    await expect(asReport("select bytes from reference.photo_file")).rejects.toThrow(/permission denied/);
    await expect(asReport("select * from reference.photo_file")).rejects.toThrow(/permission denied/);
  });

  it("ST states of one unit never overlap", async () => {
    const { sql } = database;
    const insert = (from: string, to: string | null) => sql`insert into telemetry.state_interval (id, site_id, work_unit_id, state, raw_state, source, from_at, to_at)
      values (${newId()}, ${siteId}, ${unitId}, 'PRODUCING', 'PRODUCING', 'PLC', ${from}, ${to})`;
    await insert("2026-03-02T06:00:00Z", "2026-03-02T07:00:00Z");
    await insert("2026-03-02T07:00:00Z", null);
    await expect(insert("2026-03-02T06:59:59Z", "2026-03-02T07:00:01Z")).rejects.toThrow(/state_interval_span_excl/);
  });

  it("equipment stands below a higher level only", async () => {
    await expect(
      database.sql`insert into reference.equipment (id, site_id, parent_id, code, name, level, type) values (${newId()}, ${siteId}, ${unitId}, 'L', 'Line', 'WORK_CENTRE', 'PRODUCTION_LINE')`,
    ).rejects.toThrow(/cannot stand below/);
  });

  it("a column takes the values that its table lists, each column of each table", async () => {
    const listed = Object.values(schema)
      .filter((one) => is(one, PgTable))
      .map((table) => getTableConfig(table))
      .flatMap((table) =>
        table.columns.flatMap((column) => (column.enumValues === undefined ? [] : [{ table: `${table.schema}.${table.name}`, column: column.name, values: column.enumValues }])),
      )
      .toSorted(byPlace);
    const rules = await database.sql<{ table: string; column: string; rule: string }[]>`
      select n.nspname || '.' || c.relname as table, a.attname as column, pg_get_constraintdef(k.oid) as rule
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and array[a.attnum] = k.conkey
      where k.contype = 'c' and k.convalidated and not c.relispartition and k.conname = c.relname || '_' || a.attname || '_known'`;
    const known = rules.map(({ table, column, rule }) => ({ table, column, values: [...rule.matchAll(/'([^']*)'/g)].map(([, value = ""]) => value) }));
    expect(known.toSorted(byPlace)).toEqual(listed);
    expect(listed.length).toBeGreaterThan(80);
  });

  it.each(REFUSED)("%s %o refuses %s by %s", async (table, row, change, rule) => {
    await bare.sql.unsafe(`truncate ${table} cascade`);
    await plainRow(bare.sql, table, row);
    await expect(database.sql.unsafe(`update ${table} set ${change}`)).rejects.toMatchObject({ constraint_name: rule });
  });

  it("EX-19 a reversal negates all that it reverses, and nothing else is below zero", async () => {
    const entry = (values: Row) => plainRow(bare.sql, "execution.production_entry", { good: 0, scrap: 0, rework: 0, ...values });
    await entry({ good: 2, scrap: 1 });
    await entry({ good: -2, scrap: -1, reverses_id: newId() });
    for (const wrong of [{ good: -2 }, { good: 2, scrap: -1 }, { good: -2, scrap: 1, reverses_id: newId() }])
      await expect(entry(wrong)).rejects.toMatchObject({ constraint_name: "production_entry_reversal_ck" });
    await expect(plainRow(bare.sql, "materials.genealogy_edge", { quantity: -1 })).rejects.toMatchObject({ constraint_name: "genealogy_edge_reversal_ck" });
  });

  it("§2.1 versions that are never changed are all that the catalogue marks so", async () => {
    const marked = await database.sql<{ name: string }[]>`
      select t.tgrelid::regclass::text as name from pg_trigger t where t.tgname = 'keep_version' and t.tgenabled = 'O'`;
    expect(marked.map(({ name }) => name).toSorted()).toEqual(Object.keys(VERSIONS));
  });

  it.each(Object.entries(VERSIONS))("§2.1 a version in %s ends and is neither changed nor removed, by the application or by the owner", async (table, { row, ends, frozen }) => {
    await bare.sql.unsafe(`truncate ${table} cascade`);
    await plainRow(bare.sql, table, row);
    for (const change of frozen) {
      await expect(database.sql.unsafe(`update ${table} set ${change}`), change).rejects.toThrow(/permission denied/);
      await expect(owner.sql.unsafe(`update ${table} set ${change}`), change).rejects.toThrow(/never changed/);
    }
    for (const statement of [`delete from ${table}`, `truncate ${table} cascade`]) {
      await expect(database.sql.unsafe(statement), statement).rejects.toThrow(/permission denied/);
      await expect(owner.sql.unsafe(statement), statement).rejects.toThrow(/never changed|append-only/);
    }
    const granted = await database.sql<{ column: string }[]>`
      select attname as column from pg_attribute where attrelid = ${table}::regclass and attnum > 0 and has_column_privilege(attrelid, attnum, 'UPDATE') order by 1`;
    expect(granted.map(({ column }) => column)).toEqual(ends);
    const ended = await database.sql.unsafe(`update ${table} set valid_to = valid_from + interval '1 second' where valid_to is null returning 1`);
    expect(ended).toHaveLength(1);
  });

  it("§2.1 no item is needed to make itself, over all levels", async () => {
    const items = [newId(), newId(), newId()] as const;
    const listOf = (item: string) => item.replace(/^.{8}/, "0b0b0b0b");
    for (const itemId of items) {
      await plainRow(bare.sql, "reference.item", { id: itemId, site_id: siteId });
      await plainRow(bare.sql, "reference.bom_version", { id: listOf(itemId), site_id: siteId, item_id: itemId, status: "ACTIVE" });
    }
    await database.sql`insert into reference.uom (code, name, symbol, decimals) values ('EA', 'each', 'EA', 0)`;
    const takes = (parent: string, input: string) =>
      plainRow(database.sql, "reference.bom_line", { site_id: siteId, bom_version_id: listOf(parent), item_id: input, uom: "EA", scrap_factor: 0 });
    const ring = { constraint_name: "bom_line_ring_ck" };
    const [top, part, raw] = items;
    await expect(takes(top, top)).rejects.toMatchObject(ring);
    await takes(top, part);
    await takes(part, raw);
    await expect(takes(raw, top)).rejects.toMatchObject(ring);
    // Of lists that count no more there is no ring.
    await database.sql`update reference.bom_version set status = 'RETIRED' where id = ${listOf(top)}`;
    await takes(raw, top);
  });
});

function byPlace(a: { readonly table: string; readonly column: string }, b: { readonly table: string; readonly column: string }): number {
  return `${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1;
}
