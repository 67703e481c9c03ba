import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SQL } from "drizzle-orm";
import { MISSED_DAYS } from "@/db/overtaken";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { connection, connectionSite } from "@/db/schema/integration";
import { seedPolicies } from "@/db/seed/seed-site";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import type { Actor } from "@/lib/auth/actor";
import { makeSite } from "@/lib/auth/testing/plant";
import { newId } from "@/lib/platform/ids";
import { orderMessagesStatement } from "@/lib/queries/planner/order-messages";
import type { Reader } from "@/lib/queries/reader";
import { channelScope, type ChannelScope } from "./channel-scope";
import { freshnessStatement } from "./freshness";
import { lagStatement } from "./lag";
import { lanesStatement } from "./lanes";
import { type MessageFilter, OUT } from "./message-filter";
import { listStatement, messageList, seek } from "./message-list";
import { horizonOf } from "./list-horizon";
import { hitsStatement } from "./message-search";
import { partStatement, sidesOf } from "./thread";
import { EVERY_MESSAGE } from "./testing/every-message";

const NOW = new Date("2026-03-31T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

let database: TestDatabase;
let reader: Reader;
let siteA: string;
let here: Actor;
const connectionId = newId();

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  reader = { db, now: NOW };
  siteA = (await makeSite(db, "SITE-A")).siteId;
  await db.insert(connection).values({ id: connectionId, code: "ERP", name: "ERP A", adapter: "rest", settings: {} });
  await db.insert(connectionSite).values({ connectionId, siteId: siteA, erpCode: "SITE-A" });
  await db.transaction((tx) => seedPolicies(tx, siteA, connectionId));
  here = { ...systemActor("Integration A", [], []), kind: "PERSON", sites: [{ siteId: siteA, code: "SITE-A", roles: ["IT"] }] };
});
afterAll(() => database.close());

describe("200,000 messages", () => {
  const Plan = z.object({ "QUERY PLAN": z.tuple([z.object({ "Execution Time": z.number(), Plan: z.record(z.string(), z.unknown()) })]) });

  beforeAll(async () => {
    const itemId = newId();
    await database.sql`insert into reference.uom (code, name, symbol, decimals) values ('EA', 'each', 'ea', 0) on conflict do nothing`;
    await database.sql`insert into reference.item (id, site_id, code) values (${itemId}, ${siteA}, 'HISTORY')`;
    await database.sql`
      insert into execution.production_order (id, site_id, connection_id, number, type, item_id, quantity, uom, decimals, planned_start_at, due_at, priority, over_pct, under_pct, erp_version, state, good, scrap, received, released_at, completed_at, closed_at)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ${siteA}, ${connectionId}, 'H-' || n, 'STANDARD', ${itemId}, 10, 'EA', 0, now(), now(), 1, 0, 0, 1, 'CLOSED', 10, 0, 10, now(), now(), now()
      from generate_series(0, 3999) n`;
    // A hundred days of 2,000 messages each; one lane is held up.
    await database.sql`
      insert into integration.outbox_message (id, site_id, connection_id, lane_key, sequence, priority, type, subject, order_id, event_id, payload, state, attempts, next_at, event_time, record_time, accepted_at, document, document_parts, reason)
      select ('00000000-0000-7000-8001-' || lpad(n::text, 12, '0'))::uuid, ${siteA}, ${connectionId}, 'H-' || n / 50, n % 50 + 1, 1, 'mes.order.status.v1', 'H-' || n / 50, ('00000000-0000-7000-8000-' || lpad((n / 50)::text, 12, '0'))::uuid, ('00000000-0000-7000-8002-' || lpad(n::text, 12, '0'))::uuid,
        jsonb_build_object('data', jsonb_build_object('order', 'H', 'lot', 'LOT-' || n)), 'ACCEPTED', 0, now(),
        ${ago(60).toISOString()}::timestamptz - make_interval(secs => n * 43.2), ${ago(60).toISOString()}::timestamptz - make_interval(secs => n * 43.2), ${ago(60).toISOString()}::timestamptz - make_interval(secs => n * 43.2 - 2), 'S-' || n,
        jsonb_build_array(jsonb_build_object('kind', 'move', 'number', 'M-' || n)), case when n % 1000 = 7 then 'The posting period is closed' end
      from generate_series(0, 199999) n`;
    await database.sql`update integration.outbox_message set state = 'DEAD', accepted_at = null where lane_key = 'H-0' and sequence = 50`;
    // The oldest of all was passed over.
    await database.sql`update integration.outbox_message set state = 'RESOLVED', accepted_at = null where lane_key = 'H-3999' and sequence = 50`;
    await database.sql.begin(async (tx) => {
      await tx`set local role none`;
      await tx`analyze integration.outbox_message`;
    });
  }, 120_000);

  async function explain(statement: SQL): Promise<{ ms: number; text: string; blocks: number }> {
    const rows: unknown = await database.db.execute(sql`explain (analyze, buffers, format json) ${statement}`);
    const [row] = Plan.array().parse(rows);
    const [top] = row?.["QUERY PLAN"] ?? [];
    return {
      ms: top?.["Execution Time"] ?? Number.POSITIVE_INFINITY,
      text: JSON.stringify(top?.Plan),
      blocks: Number(top?.Plan["Shared Hit Blocks"]) + Number(top?.Plan["Shared Read Blocks"]),
    };
  }

  it.each([
    ["lanes", (scope: ChannelScope) => lanesStatement(reader, scope), 200],
    ["lag of a day", (scope: ChannelScope) => lagStatement(reader, scope), 3_000],
    ["lag of a day by site", (scope: ChannelScope) => lagStatement(reader, scope, true), 3_000],
    ["what is held up", (scope: ChannelScope) => listStatement(reader, scope, { ...EVERY_MESSAGE, state: "held" }, 50), 500],
    ["master data", (scope: ChannelScope) => freshnessStatement(scope), 500],
    ["one order", (scope: ChannelScope) => listStatement(reader, scope, { ...EVERY_MESSAGE, order: "H-17" }, 50), 2_000],
  ])("%s reads what it shows", async (_, statement, most) => {
    const scope = await channelScope(reader, here);
    const { text, blocks } = await explain(statement(scope));
    expect(/"Node Type":"Seq Scan"[^}]*"Relation Name":"outbox_message"/.test(text)).toBe(false);
    expect(blocks).toBeLessThan(most);
  });

  const pageOf = async (filter: Partial<MessageFilter>) => {
    const scope = await channelScope(reader, here);
    const whole = { ...EVERY_MESSAGE, ...filter };
    const sought = await seek(reader, scope, whole);
    return explain(listStatement(reader, scope, whole, 50, sought, await horizonOf(reader, scope, whole, 50, sought.found)));
  };
  const month = { from: ago(60 * 86_400).toISOString(), until: ago(30 * 86_400).toISOString() };

  it.each<[string, Partial<MessageFilter>, number]>([
    ["the latest fifty", {}, 1_000],
    ["one kind", { type: "mes.order.status.v1" }, 1_000],
    ["a kind that never came", { type: "mes.line.down.v1" }, 200],
    ["a month long ago", month, 1_000],
    ["a state that few are in", { state: "passed" }, 25_000],
    ["words that every message says", { search: "H" }, 12_000],
    ["words that every message of a month says", { search: "H", ...month }, 12_000],
  ])("a page of the list of %s costs what it shows, or what it looks through", async (_, filter, most) => {
    const { text, blocks } = await pageOf(filter);
    expect(/"Node Type":"Seq Scan"[^}]*"Relation Name":"outbox_message"/.test(text)).toBe(false);
    expect(blocks).toBeLessThan(most);
  });

  it.each([
    ["the id of a message", "00000000-0000-7000-8001-000000150000", ["outbox_message_pkey"]],
    ["the id of a fact", "00000000-0000-7000-8002-000000150000", ["outbox_message_event_uq"]],
    ["the beginning of an order", "H-3000", ["outbox_message_subject_ix"]],
    ["a document of the ERP", "S-150000", ["outbox_message_document_ix"]],
    ["a part of a document", "M-150000", ["outbox_message_parts_ix"]],
    ["a lot that it names", "LOT-150000", ["outbox_message_words_ix"]],
    ["words of a refusal", "period is closed", ["outbox_message_reason_ix"]],
  ])("a search over everything that is kept finds by its indexes: %s", async (_, words, indexes) => {
    const scope = await channelScope(reader, here);
    const { text, blocks } = await explain(hitsStatement(reader, scope, OUT, { ...EVERY_MESSAGE, search: words }, words));
    for (const index of indexes) expect(text).toContain(index);
    expect(/"Node Type":"Seq Scan"[^}]*"Relation Name":"outbox_message"/.test(text)).toBe(false);
    expect(blocks).toBeLessThan(2_000);
    const page = await messageList(reader, scope, { ...EVERY_MESSAGE, search: words });
    expect(page.lookedBackTo).toBeNull();
    const found = page.rows.map(({ id }) => Number(id.slice(-12)));
    if (words === "period is closed") expect(found).toEqual(Array.from({ length: 50 }, (__, k) => k * 1000 + 7));
    else expect(found).toContain(150_000);
  });

  it("words that every message says are listed page by page without a gap, and with a time in that time alone", async () => {
    const scope = await channelScope(reader, here);
    const first = await messageList(reader, scope, { ...EVERY_MESSAGE, search: "H" });
    const second = await messageList(reader, scope, { ...EVERY_MESSAGE, search: "H", before: first.next });
    expect([...first.rows, ...second.rows].map(({ id }) => Number(id.slice(-12)))).toEqual(Array.from({ length: 100 }, (_, k) => k));
    const old = await messageList(reader, scope, { ...EVERY_MESSAGE, search: "H", ...month });
    expect(old.rows[0]?.at.slice(0, 10)).toBe(month.until.slice(0, 10));
  });

  it("what lies far back is found by looking further: each page says how far back it looked", async () => {
    const scope = await channelScope(reader, here);
    const stops: string[] = [];
    for (let before: MessageFilter["before"] = null; ;) {
      const page = await messageList(reader, scope, { ...EVERY_MESSAGE, state: "passed", before });
      if (page.lookedBackTo === null) {
        expect(page.rows.map(({ id }) => Number(id.slice(-12)))).toEqual([199_999]);
        break;
      }
      expect(page.rows).toEqual([]);
      stops.push(page.lookedBackTo);
      before = page.next;
    }
    // 20,001 a page, of 200,000.
    expect(stops).toHaveLength(9);
    expect(stops.toSorted().toReversed()).toEqual(stops);
  });

  describe("and 40,000 of the ERP", () => {
    beforeAll(async () => {
      // A tenth of it is what the scrap of an order was sold for.
      await database.sql`
        insert into integration.inbox_message (id, site_id, connection_id, message_id, type, subject, version, payload, digest, door, state, received_at, settled_at)
        select gen_random_uuid(), ${siteA}, ${connectionId}, 'h-' || n, case when n % 10 = 0 then 'erp.salvage.v1' else 'erp.order.v1' end, 'H-' || n / 10 || case when n % 10 = 0 then '/C-' || n else '' end, n,
          jsonb_build_object('data', jsonb_build_object('order', 'H-' || n / 10)), '-', 'POLL', 'APPLIED', ${ago(60).toISOString()}::timestamptz - make_interval(secs => n * 172.8), ${ago(60).toISOString()}::timestamptz
        from generate_series(0, 39999) n`;
      // Every tenth order was refused once, most of it long ago.
      await database.sql`update integration.inbox_message set state = 'REFUSED', code = 'UOM_NOT_BASE' where message_id like 'h-%5'`;
      await database.sql.begin(async (tx) => {
        await tx`set local role none`;
        await tx`analyze integration.inbox_message`;
      });
    }, 120_000);

    it.each([
      ["master data, of which most types never came,", (scope: ChannelScope) => freshnessStatement(scope), "inbox_message_type_ix", 500],
      ["what is held up", (scope: ChannelScope) => listStatement(reader, scope, { ...EVERY_MESSAGE, state: "held" }, 50), "inbox_message_held_ix", 500],
    ])("%s reads what it shows", async (_, statement, index, most) => {
      const scope = await channelScope(reader, here);
      const { text, blocks } = await explain(statement(scope));
      expect(text).toContain(index);
      expect(/"Node Type":"Seq Scan"[^}]*"Relation Name":"inbox_message"/.test(text)).toBe(false);
      expect(blocks).toBeLessThan(most);
    });

    it("master data of a site of which nothing came reads nothing of the other sites of its connection", async () => {
      const other = await makeSite(database.db, "SITE-B");
      await database.db.insert(connectionSite).values({ connectionId, siteId: other.siteId, erpCode: "SITE-B" });
      await database.db.transaction((tx) => seedPolicies(tx, other.siteId, connectionId));
      const scope = await channelScope(reader, { ...here, sites: [{ siteId: other.siteId, code: "SITE-B", roles: ["IT"] }] });
      const { text, blocks } = await explain(freshnessStatement(scope));
      expect(text).toContain("inbox_message_type_ix");
      expect(blocks).toBeLessThan(500);
    });

    it("what was refused before the days of the list is held up no more, and what still waits is listed however old it is", async () => {
      await database.sql`
        insert into integration.inbox_message (id, site_id, connection_id, message_id, type, subject, version, payload, digest, door, state, received_at, settled_at)
        select gen_random_uuid(), ${siteA}, ${connectionId}, 'old-' || state, 'erp.item.v1', 'old-' || state, 1, '{"data":{}}', '-', 'POLL', state, ${ago((MISSED_DAYS + 1) * 86_400).toISOString()}::timestamptz, case when state = 'REFUSED' then ${ago(60).toISOString()}::timestamptz end
        from unnest(array['FAILED','REFUSED']) state`;
      const held = await messageList(reader, await channelScope(reader, here), { ...EVERY_MESSAGE, state: "held", type: "erp.item.v1" });
      expect(held.rows.map(({ subject }) => subject)).toEqual(["old-FAILED"]);
      const exact = await messageList(reader, await channelScope(reader, here), { ...EVERY_MESSAGE, state: "held", order: "old-REFUSED" });
      expect(exact.rows.map(({ subject }) => subject)).toEqual(["old-REFUSED"]);
      const asked = await messageList(reader, await channelScope(reader, here), {
        ...EVERY_MESSAGE,
        state: "held",
        type: "erp.item.v1",
        from: ago((MISSED_DAYS + 2) * 86_400).toISOString(),
      });
      expect(asked.rows.map(({ subject }) => subject).toSorted()).toEqual(["old-FAILED", "old-REFUSED"]);
    });

    it.each(["the list of one order", "an order's page", "the end of a conversation", "a conversation around one of its messages"])(
      "%s finds what is of the order in its lane, in other lanes and in what the ERP said by their indexes",
      async (which) => {
        const scope = await channelScope(reader, here);
        const order = { id: "00000000-0000-7000-8000-000000002017", number: "H-2017", siteId: siteA };
        const sides = sidesOf(scope, { connectionId, laneKey: "H-2017", orderId: null }, { ...order, site: "SITE-A" });
        const statements: Readonly<Record<string, SQL>> = {
          "the list of one order": listStatement(reader, scope, { ...EVERY_MESSAGE, order: "H-2017" }, 50, { orderIds: [order.id], found: null }),
          "an order's page": orderMessagesStatement({ ...order, siteCode: "SITE-A", connectionId }),
          "the end of a conversation": partStatement(sides, { before: null, limit: 40 }),
          "a conversation around one of its messages": partStatement(sides, { from: { at: ago(4_357_860).toISOString(), sequence: 20 }, limit: 25 }),
        };
        const statement = statements[which];
        if (statement === undefined) throw new Error(`there is no statement for ${which}`);
        const { text, blocks } = await explain(statement);
        for (const index of ["outbox_message_sequence_uq", "outbox_message_order_ix", "inbox_message_subject_ix", "inbox_message_salvage_ix"]) expect(text).toContain(index);
        expect(/"Node Type":"Seq Scan"[^}]*"Relation Name":"(outbox|inbox)_message"/.test(text)).toBe(false);
        expect(blocks).toBeLessThan(1_000);
      },
    );
  });
});
