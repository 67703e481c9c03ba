import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Connection } from "@/db/client";
import { plainRow } from "@/db/testing/plain-row";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { newId } from "@/lib/platform/ids";

/** Facts: appended, never changed (SEC-09), by nobody. */
const FACTS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["eventlog.event", {}],
  ["eventlog.seal", {}],
  ["eventlog.command", {}],
  ["eventlog.anchor", {}],
  ["execution.production_entry", {}],
  ["execution.entry_photo", {}],
  ["reference.photo_file", { bytes: "\\x78", sha256: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" }],
  ["materials.material_move", {}],
  ["materials.genealogy_edge", {}],
  ["costing.cost_line", { seconds: 60 }],
  ["costing.restatement", {}],
  ["quality.result", { accepted: true }],
  ["quality.disposition", {}],
  ["quality.instruction_acknowledgement", {}],
  ["reference.instruction_file", { bytes: "\\x78", sha256: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" }],
  ["integration.message_attempt", {}],
  ["identity.audit_entry", {}],
  ["identity.signature", {}],
  ["reference.bom_line", { scrap_factor: 0 }],
  ["reference.bom_line_substitute", {}],
  ["reference.routing_operation", { yield: 1 }],
  ["quality.characteristic", {}],
];
/** Appended as well; whole days of them go at once, with their partition, when retention ends. */
const READINGS: readonly string[] = ["telemetry.sample", "telemetry.counter_reading", "telemetry.state_sample"];

/** Spans of one thing that never overlap, and what their condition asks for. */
const SPANS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  bom_version_active_excl: { status: "ACTIVE" },
  calendar_window_span_excl: {},
  cost_period_span_excl: { state: "OPEN" },
  instruction_span_excl: { state: "PUBLISHED" },
  item_version_span_excl: { decimals: 0 },
  labour_booking_span_excl: {},
  lot_mount_span_excl: {},
  operation_activity_span_excl: {},
  output_segment_span_excl: {},
  planned_downtime_span_excl: {},
  price_span_excl: {},
  production_run_span_excl: {},
  routing_version_active_excl: { status: "ACTIVE" },
  shift_crew_span_excl: {},
  standard_cost_span_excl: { material: 1, labour: 1, machine: 1, overhead: 1, total: 4 },
  state_interval_span_excl: {},
  uom_conversion_span_excl: {},
  work_centre_rate_span_excl: { element: "LABOUR" },
};

let database: TestDatabase;
/** Past foreign keys and triggers, to put down what a test starts from. */
let bare: Connection;
let owner: Connection;
let application: Connection;
let report: Connection;
const siteId = newId();
const schemas = ["reference", "execution", "materials", "quality", "costing", "telemetry", "integration", "identity", "eventlog"];

beforeAll(async () => {
  database = await testDatabase();
  bare = connect(database.url, { role: null, max: 1 });
  await bare.sql`set session_replication_role = replica`;
  [owner, application, report] = [connect(database.url, { role: null, max: 1 }), connect(database.url, { max: 1 }), connect(database.url, { role: "millrace_report", max: 1 })];
  await bare.sql`insert into reference.site (id, code, name, time_zone, currency, override_cap_pct) values (${siteId}, 'S', 'Site', 'Europe/Berlin', 'EUR', 0.05)`;
  await bare.sql`insert into reference.uom (code, name, symbol, decimals) values ('EA', 'each', 'EA', 0)`;
});
afterAll(async () => {
  await Promise.all([bare, owner, application, report].map((one) => one.close()));
  await database.close();
});

const firstColumn = async (table: string): Promise<string> => {
  const [row] = await bare.sql<{ name: string }[]>`select attname as name from pg_attribute where attrelid = ${table}::regclass and attnum = 1`;
  return row?.name ?? "";
};

describe("SEC-09 facts", () => {
  it("are all that the catalogue marks as append-only", async () => {
    const marked = await bare.sql<{ name: string }[]>`
      select n.nspname || '.' || c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where t.tgname = 'append_only' and t.tgenabled = 'O' and not c.relispartition`;
    expect(marked.map(({ name }) => name).toSorted()).toEqual([...FACTS.map(([name]) => name), ...READINGS].toSorted());
  });

  it.each([...FACTS, ...READINGS.map((name) => [name, {}] as const)])("of %s are not changed or removed, by the application or by the owner", async (table, values) => {
    await plainRow(bare.sql, table, values);
    const column = await firstColumn(table);
    for (const statement of [`update ${table} set ${column} = ${column}`, `delete from ${table}`]) {
      await expect(application.sql.unsafe(statement), statement).rejects.toThrow(/permission denied/);
      await expect(owner.sql.unsafe(statement), statement).rejects.toThrow(/append-only/);
    }
    await expect(application.sql.unsafe(`truncate ${table} cascade`)).rejects.toThrow(/permission denied/);
    if (!READINGS.includes(table)) await expect(owner.sql.unsafe(`truncate ${table} cascade`)).rejects.toThrow(/append-only/);
    expect(await owner.sql.unsafe(`select 1 from ${table}`)).toHaveLength(1);
  });
});

describe("spans", () => {
  it("are all that the catalogue keeps apart", async () => {
    const found = await bare.sql<{ name: string }[]>`select conname as name from pg_constraint where contype = 'x' and conparentid = 0`;
    expect(found.map(({ name }) => name).toSorted()).toEqual(Object.keys(SPANS));
  });

  it.each(Object.entries(SPANS))("%s refuses two that overlap and takes two that touch", async (name, values) => {
    const [rule] = await bare.sql<
      { table: string; text: string }[]
    >`select conrelid::regclass::text as table, pg_get_constraintdef(oid) as text from pg_constraint where conname = ${name}`;
    const [, from = "", to = ""] = /tstzrange\((\w+), (\w+)\)/.exec(rule?.text ?? "") ?? [];
    const table = rule?.table ?? "";
    const same = await sameThing(
      table,
      [...(rule?.text ?? "").matchAll(/(\w+) WITH =/g)].map(([, column = ""]) => column),
    );
    const span = (begin: string, end: string) => plainRow(bare.sql, table, { ...same, ...values, [from]: new Date(begin), [to]: new Date(end) });
    await span("2026-03-02T06:00:00Z", "2026-03-02T07:00:00Z");
    await span("2026-03-02T07:00:00Z", "2026-03-02T08:00:00Z");
    await expect(span("2026-03-02T06:59:59Z", "2026-03-02T07:00:01Z")).rejects.toMatchObject({ code: "23P01", constraint_name: name });
  });

  async function sameThing(table: string, columns: readonly string[]): Promise<Record<string, unknown>> {
    const types = await bare.sql<{ name: string; type: string }[]>`
      select attname as name, format_type(atttypid, null) as type from pg_attribute where attrelid = ${table}::regclass and attname = any (${[...columns]})`;
    return Object.fromEntries(types.map(({ name, type }) => [name, type === "uuid" ? newId() : type === "text" ? "SAME" : 1]));
  }
});

describe("instructions", () => {
  it("that were published are neither changed nor removed, by the owner as little as by the application", async () => {
    const id = newId();
    await plainRow(bare.sql, "quality.instruction", { id, state: "PUBLISHED", valid_from: new Date("2026-04-02T06:00:00Z"), gate: "START" });
    for (const change of ["title = 'Other'", "content = '[]'", "gate = 'NONE'", "valid_from = now()", "version = 99"])
      await expect(owner.sql.unsafe(`update quality.instruction set ${change} where id = '${id}'`), change).rejects.toThrow(/published|never changed/);
    await expect(owner.sql`delete from quality.instruction where id = ${id}`).rejects.toThrow(/is kept/);
    await owner.sql`update quality.instruction set valid_to = now() where id = ${id}`;
  });
});

describe("EX-19 a reversal", () => {
  it.each([
    ["execution.production_entry", { good: -1, scrap: 0, rework: 0 }],
    ["materials.material_move", { quantity: -1 }],
    ["materials.genealogy_edge", { quantity: -1 }],
    ["costing.cost_line", { seconds: 60 }],
  ])("of a %s stands once", async (table, values) => {
    const original = newId();
    await plainRow(bare.sql, table, { ...values, reverses_id: original });
    await expect(plainRow(bare.sql, table, { ...values, reverses_id: original })).rejects.toMatchObject({
      code: "23505",
      constraint_name: `${table.split(".")[1] ?? ""}_reverses_uq`,
    });
  });
});

describe("references", () => {
  it("between facts are foreign keys; those that are not stand here with their reason", async () => {
    const loose = await bare.sql<{ name: string }[]>`
      select c.oid::regclass || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('execution', 'materials', 'costing') and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attname <> 'id' and a.attname like '%\_id'
        and a.atttypid = 'uuid'::regtype and not exists (select 1 from pg_constraint f where f.contype = 'f' and f.conrelid = c.oid and a.attnum = any (f.conkey))`;
    expect(loose.map(({ name }) => name).toSorted()).toEqual([
      // A posting's cause may be of any kind, the closing of a period among them.
      "costing.restatement.source_event_id",
      // The command's own record is written last, and only when all else is.
      "execution.needs_attention.command_id",
      // It outlives the line and the operation of a plan that the ERP replaces before the order begins.
      "materials.deviation.component_id",
      "materials.deviation.operation_id",
    ]);
  });

  it("are really asked for: an order needs its connection, a lot is looked up when the transaction ends", async () => {
    const [itemId, connectionId, orderId] = [newId(), newId(), newId()];
    await plainRow(bare.sql, "reference.item", { id: itemId, site_id: siteId });
    const order = { id: orderId, site_id: siteId, item_id: itemId, uom: "EA", connection_id: connectionId, decimals: 0, priority: 500, under_pct: 0 };
    await expect(plainRow(owner.sql, "execution.production_order", order)).rejects.toMatchObject({ constraint_name: "production_order_connection_id_connection_id_fk" });
    await plainRow(owner.sql, "integration.connection", { id: connectionId });
    await plainRow(owner.sql, "execution.production_order", order);
    const [operationId, centre] = [newId(), newId()];
    await plainRow(bare.sql, "reference.equipment", { id: centre, site_id: siteId, level: "WORK_CENTRE" });
    await plainRow(bare.sql, "execution.order_operation", {
      id: operationId,
      site_id: siteId,
      order_id: orderId,
      work_centre_id: centre,
      yield: 1,
      processed: 0,
      good_first: 0,
      scrap_first: 0,
      rework_in: 0,
      reworked_good: 0,
      rework_scrap: 0,
    });
    const entry = (lotId: string) => ({ site_id: siteId, order_id: orderId, operation_id: operationId, lot_id: lotId });
    const lotId = newId();
    await owner.sql.begin(async (tx) => {
      await plainRow(tx, "execution.production_entry", entry(lotId));
      await plainRow(tx, "materials.lot", { id: lotId, site_id: siteId, item_id: itemId, uom: "EA" });
    });
    await expect(owner.sql.begin((tx) => plainRow(tx, "execution.production_entry", entry(newId())))).rejects.toMatchObject({
      constraint_name: "production_entry_lot_id_lot_id_fk",
    });
  });
});

describe("triggers", () => {
  it("IN-07 the ERP's revision of an order never goes back", async () => {
    const id = newId();
    await plainRow(bare.sql, "execution.production_order", { id, erp_version: 5, decimals: 0, priority: 500, under_pct: 0 });
    await expect(owner.sql`update execution.production_order set erp_version = 4 where id = ${id}`).rejects.toMatchObject({ constraint_name: "production_order_erp_version_ck" });
    await owner.sql`update execution.production_order set erp_version = 6 where id = ${id}`;
    expect(await owner.sql`select erp_version::int as version from execution.production_order where id = ${id}`).toEqual([{ version: 6 }]);
  });

  it("EX-19 no more is reworked than was sent to rework, once a transaction ends", async () => {
    const id = newId();
    await plainRow(bare.sql, "execution.order_operation", {
      id,
      state: "PENDING",
      yield: 1,
      processed: 2,
      good_first: 0,
      scrap_first: 0,
      rework_in: 2,
      reworked_good: 1,
      rework_scrap: 1,
    });
    let said = false;
    const takenBack = owner.sql.begin(async (tx) => {
      await tx`update execution.order_operation set rework_in = 1, processed = 1 where id = ${id}`;
      said = true;
    });
    await expect(takenBack).rejects.toMatchObject({ constraint_name: "order_operation_rework_ck" });
    expect(said).toBe(true);
    await owner.sql`update execution.order_operation set rework_in = 3, processed = 3 where id = ${id}`;
  });

  it("dispositions never exceed what they dispose of", async () => {
    const id = newId();
    await plainRow(bare.sql, "quality.nonconformance", { id, quantity: 10 });
    const decide = (quantity: number) => plainRow(owner.sql, "quality.disposition", { site_id: siteId, nonconformance_id: id, quantity });
    await decide(6);
    await expect(decide(5)).rejects.toMatchObject({ constraint_name: "disposition_sum_ck" });
    await decide(4);
  });
});

describe("SEC-16 the role of reports", () => {
  it("reads what the plant recorded, writes nothing, and sees no account", async () => {
    const rights = await bare.sql<{ name: string; writes: boolean; reads: boolean }[]>`
      select n.nspname || '.' || c.relname as name, has_table_privilege('millrace_report', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') as writes, has_table_privilege('millrace_report', c.oid, 'SELECT') as reads
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname = any (${schemas})`;
    expect(rights.length).toBeGreaterThan(90);
    expect(rights.filter(({ writes }) => writes).map(({ name }) => name)).toEqual([]);
    const closed = rights.filter(({ reads }) => !reads).map(({ name }) => name);
    // Of photos they read all but the picture.
    expect(closed.filter((name) => !name.startsWith("identity."))).toEqual(["reference.photo_file"]);
    expect(closed).toContain("identity.account");
    expect(await report.sql`select count(*)::int as sites from reference.site`).toEqual([{ sites: 1 }]);
    await expect(report.sql`insert into reference.uom (code, name, symbol, decimals) values ('X', 'x', 'x', 0)`).rejects.toThrow(/permission denied/);
    await expect(report.sql`update reference.site set name = 'Mine'`).rejects.toThrow(/permission denied/);
    await expect(report.sql`select 1 from identity.account`).rejects.toThrow(/permission denied/);
  });
});
