import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/platform/ids";
import { testDatabase, type TestDatabase } from "@/db/testing/database";

const at = "2026-03-02T06:00:00Z";

describe("database invariants", () => {
  let database: TestDatabase;
  const siteId = newId();
  const unitId = newId();

  beforeAll(async () => {
    database = await testDatabase();
    const { sql } = database;
    await sql`insert into reference.site (id, code, name, time_zone, currency, override_cap_pct) values (${siteId}, 'S', 'Site', 'Europe/Berlin', 'EUR', 0.05)`;
    await sql`insert into reference.equipment (id, site_id, code, name, level, type) values (${unitId}, ${siteId}, 'U', 'Unit', 'WORK_UNIT', 'UNIT')`;
  });
  afterAll(() => database.close());

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
});
