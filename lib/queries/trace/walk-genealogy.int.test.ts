import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/db/client";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { newId } from "@/lib/platform/ids";
import { WALK_BOUNDS, walkGenealogy, walkStatement } from "./walk-genealogy";

const LEVELS = 10;
const LOTS = 2_500;
/** The whole plant at once. */
const ALL = { nodes: 100_000, edges: 100_000 };
const siteId = newId();
const actor: Actor = {
  kind: "PERSON",
  name: "Quality A",
  accountId: null,
  personId: null,
  sessionId: null,
  deviceId: null,
  machineKeyId: null,
  sites: [{ siteId, code: "S", roles: ["QUALITY_MANAGER"] }],
  permissions: [],
};
let database: TestDatabase;

/** Id of lot or order `n` on a level. */
const idOf = (kind: "lot" | "order", level: number, n: number) => sql`md5(${`${kind} ${level} `}::text || ${n}::text)::uuid`;
const text = (kind: "lot" | "order", level: number) => `md5('${kind} ${level} ' || n)::uuid`;

/**
 * A plant of ten levels with 100,000 edges: on each level 2,500 orders make a lot each and take three lots of the level before, so that
 * everything soon hangs together with everything. Facts in bulk are written as the owner, past the commands.
 */
beforeAll(async () => {
  database = await testDatabase();
  const owner = connect(database.url, { role: null, max: 1 });
  const { sql: raw } = owner;
  await raw`insert into reference.site (id, code, name, time_zone, currency, override_cap_pct) values (${siteId}, 'S', 'Site', 'Europe/Berlin', 'EUR', 0)`;
  await raw`insert into reference.uom (code, name, symbol, decimals) values ('EA', 'each', 'EA', 0) on conflict do nothing`;
  const [item, connection] = [newId(), newId()];
  await raw`insert into reference.item (id, site_id, code) values (${item}, ${siteId}, 'I')`;
  await raw`insert into integration.connection (id, code, name, adapter, settings) values (${connection}, 'C', 'C', 'rest', '{}')`;
  await raw.unsafe("set session_replication_role = replica");
  for (let level = 0; level <= LEVELS; level++) {
    const ns = `generate_series(0, ${LOTS - 1}) n`;
    await raw.unsafe(`insert into execution.production_order (id, site_id, connection_id, number, type, item_id, quantity, uom, decimals, planned_start_at, due_at, priority, over_pct, under_pct, erp_version, state, good, scrap, received, released_at, completed_at, closed_at)
      select ${text("order", level)}, '${siteId}', '${connection}', 'O-${level}-' || n, 'STANDARD', '${item}', 100, 'EA', 0, now(), now(), 1, 0, 0, 1, 'CLOSED', 100, 0, 100, now(), now(), now() from ${ns}`);
    await raw.unsafe(
      `insert into materials.lot (id, site_id, number, item_id, uom, origin, erp_status, mes_status) select ${text("lot", level)}, '${siteId}', 'L-${level}-' || n, '${item}', 'EA', 'PRODUCED', 'RELEASED', 'RELEASED' from ${ns}`,
    );
    // An order every second, each level a day: scans on forty units, which last until the next one there.
    const at = `timestamptz '2026-01-01Z' + make_interval(days => ${level}, secs => n)`;
    const edge = (
      kind: string,
      lot: string,
      source: string,
    ) => `insert into materials.genealogy_edge (id, site_id, kind, lot_id, order_id, quantity, uom, from_at, to_at, work_unit_id, operators, move_id)
      select gen_random_uuid(), '${siteId}', '${kind}', ${lot}, ${text("order", level)}, 100, 'EA', ${at}, ${at}, md5('unit ' || n % 40)::uuid, '{0417}', md5('move ${level} ${source} ' || n)::uuid from ${ns}`;
    const issue = (source: string) => `insert into materials.material_move (id, site_id, type, item_id, quantity, uom, activity, event_time, record_time)
      select md5('move ${level} ${source} ' || n)::uuid, '${siteId}', 'ISSUE', '${item}', 100, 'EA', 'RUN', ${at}, ${at} from ${ns}`;
    if (level === 0) continue;
    await raw.unsafe(edge("PRODUCE", text("lot", level), "made"));
    for (const source of ["n", "(n * 3 + 1)", "(n * 7 + 5)"]) {
      await raw.unsafe(edge("CONSUME", `md5('lot ${level - 1} ' || ${source} % ${LOTS})::uuid`, source));
      await raw.unsafe(issue(source));
    }
  }
  await raw.unsafe("analyze materials.genealogy_edge, materials.material_move, materials.lot, execution.production_order");
  await owner.close();
}, 120_000);
afterAll(() => database.close());

const Count = z.array(z.object({ n: z.coerce.number() }));
const Plan = z.array(z.object({ "QUERY PLAN": z.string() }));

async function lotId(level: number): Promise<string> {
  const [row] = z.array(z.object({ id: z.string() })).parse(await database.db.execute(sql`select ${idOf("lot", level, 0)} as id`));
  return row?.id ?? "";
}

describe("walk over 100,000 edges", () => {
  it.each([
    ["forward", 0],
    ["back", LEVELS],
  ] as const)("TR-07 goes %s to the end within five seconds", async (direction, level) => {
    const [edges] = Count.parse(await database.db.execute(sql`select count(*) as n from materials.genealogy_edge`));
    expect(edges?.n).toBe(100_000);
    const from = await lotId(level);
    const began = performance.now();
    const walk = await walkGenealogy({ db: database.db, now: new Date() }, actor, from, direction, ALL);
    const seconds = (performance.now() - began) / 1000;
    expect(walk.cut).toBe(false);
    // Each level of the fan takes in more: most of the plant is reached.
    expect(walk.edges.length).toBeGreaterThan(5_000);
    // What was scanned in lasts until the next scan on its unit, 40 orders later.
    const spans = walk.edges.filter((edge) => edge.kind === "CONSUME" && edge.toAt !== null).map((edge) => Date.parse(edge.toAt ?? "") - Date.parse(edge.fromAt));
    expect(spans.filter((span) => span === 40_000).length).toBeGreaterThan(spans.length * 0.9);
    expect(seconds).toBeLessThan(5);
  });

  it("reads edges along their indexes, never the whole table", async () => {
    const plan = Plan.parse(await database.db.execute(sql`explain ${walkStatement([siteId], await lotId(0), "forward", WALK_BOUNDS)}`))
      .map((row) => row["QUERY PLAN"])
      .join("\n");
    expect(plan).toContain("genealogy_edge_lot_ix");
    expect(plan).toContain("genealogy_edge_order_ix");
    expect(plan).toContain("genealogy_edge_unit_ix");
    expect(plan).not.toMatch(/Seq Scan on genealogy_edge/);
  });

  it("stops after as many lots and orders as a page can show, nearest first, and says so", async () => {
    const id = await lotId(0);
    const walk = await walkGenealogy({ db: database.db, now: new Date() }, actor, id, "forward", { ...WALK_BOUNDS, nodes: 50 });
    expect(walk.cut).toBe(true);
    expect(walk.edges.length).toBeLessThan(200);
    expect(walk.edges.filter((edge) => edge.from === `LOT ${id}`)).toHaveLength(3);
  });

  it("stops after as many steps as a page can show, nearest first, and says so", async () => {
    const id = await lotId(0);
    const walk = await walkGenealogy({ db: database.db, now: new Date() }, actor, id, "forward", { ...WALK_BOUNDS, edges: 10 });
    expect([walk.cut, walk.edges.length]).toEqual([true, 10]);
    expect(walk.edges.filter((edge) => edge.from === `LOT ${id}`)).toHaveLength(3);
  });

  it("ends in a loop of rework", async () => {
    // The last level's first lot goes into the first order of level 1, which is among its own sources.
    const owner = connect(database.url, { role: null, max: 1 });
    await owner.sql.unsafe("set session_replication_role = replica");
    await owner.sql.unsafe(`insert into materials.genealogy_edge (id, site_id, kind, lot_id, order_id, quantity, uom, from_at, to_at, operators, move_id)
      values (gen_random_uuid(), '${siteId}', 'CONSUME', md5('lot ${LEVELS} 0')::uuid, md5('order 1 0')::uuid, 1, 'EA', now(), now(), '{}', gen_random_uuid())`);
    await owner.close();
    const walk = await walkGenealogy({ db: database.db, now: new Date() }, actor, await lotId(LEVELS), "forward", ALL);
    expect(walk.cut).toBe(false);
    expect(walk.edges.some((edge) => edge.to === walk.edges[0]?.from)).toBe(true);
  });
});
