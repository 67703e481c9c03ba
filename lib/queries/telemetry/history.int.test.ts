import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/db/client";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { after, SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import type { HistoryPlan } from "@/lib/domain/equipment/history-level";
import { rebuildRollups } from "@/lib/telemetry/sink/rebuild-rollups";
import { history, type HistoryQuestion } from "./history";
import { counterPoints, parameterPoints, samplesIn } from "./points";

let database: TestDatabase;
let owner: ReturnType<typeof connect>;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let reads: Actor;
beforeAll(async () => {
  database = await testDatabase();
  owner = connect(database.url, { role: null, max: 1 });
  plant = await telemetryPlant(database.db);
  reads = { ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["LEAD"] }] } as Actor;
});
afterAll(async () => {
  await owner.sql.end();
  await database.close();
});

const at = (seconds: number) => new Date(SIX + seconds * 1000);
const TORQUE: HistoryQuestion = { site: "SITE-A", workUnit: "L1.CAPPER", kind: "PARAMETER", name: "cap-torque", from: at(0), to: at(3600), pixels: 800 };
async function told(change: Partial<HistoryQuestion> = {}) {
  const found = await history({ db: database.db, now: at(86_400) }, reads, { ...TORQUE, ...change });
  if (found === null) throw new Error("there is nothing");
  return found;
}

describe("history of a signal", () => {
  beforeAll(async () => {
    const param = (seconds: number, value: number, more: object = {}) =>
      ["filling/l1/capper/param", { seq: seconds, ts: after(seconds), parameter: "cap-torque", value, ...more }] as const;
    await plant.hear([param(0, 160.1), param(2, 160.2), param(4, 150), param(100, 200), param(101, 1, { quality: "BAD" }), param(7300, 170)]);
    const count = (seconds: number, value: number) => ["filling/l1/filler/count", { seq: seconds, ts: after(seconds), counter: "GOOD", value }] as const;
    const state = (seconds: number, name: string, reason?: string) =>
      ["filling/l1/filler/state", { seq: seconds, ts: after(seconds), state: name, ...(reason === undefined ? {} : { reason }) }] as const;
    await plant.loadOperation("L1.FILLER", SIX);
    await plant.hear([state(0, "PRODUCING"), count(0, 65_530), count(5, 65_533), count(10, 1), state(12, "DOWN", "BRK-MECH"), count(14, 1), state(20, "PRODUCING"), count(24, 7)]);
  });

  it("tells a parameter as fine as a pixel, without what is bad, with its limits", async () => {
    expect(await told()).toMatchObject({
      kind: "PARAMETER",
      level: "RAW",
      stepMs: 4500,
      low: "140",
      points: [
        { at: after(0), count: 3, min: 150, max: 160.2, mean: expect.closeTo(470.3 / 3, 9), last: 150 },
        { at: after(99), count: 1, min: 200, max: 200, mean: 200, last: 200 },
      ],
    });
  });

  it.each([
    [
      "MINUTE",
      2 * 86_400,
      800,
      [
        [0, 3],
        [0, 1],
        [7200, 1],
      ],
    ],
    ["HOUR", 200 * 86_400, 800, [[0, 5]]],
  ] as const)("tells it by %s where a pixel is longer, the same values", async (level, seconds, pixels, wanted) => {
    const found = await told({ to: at(seconds), pixels });
    expect(found).toMatchObject({ level });
    if (found.kind !== "PARAMETER") throw new Error("a parameter was asked for");
    const sum = found.points.reduce((total, { mean, count }) => total + mean * count, 0);
    expect([sum.toFixed(6), Math.min(...found.points.map(({ min }) => min)), Math.max(...found.points.map(({ max }) => max)), found.points.at(-1)?.last]).toEqual([
      "840.300000",
      150,
      200,
      170,
    ]);
    expect(found.points.reduce((total, { count }) => total + count, 0)).toBe(wanted.reduce((total, [, count]) => total + count, 0));
  });

  it("KP-02 tells a counter by what it counted, a rollover included", async () => {
    const found = await told({ workUnit: "L1.FILLER", kind: "COUNTER", name: "GOOD", to: at(40), pixels: 4 });
    expect(found).toMatchObject({
      stepMs: 10_000,
      points: [
        { at: after(0), made: "3", last: 65_533 },
        { at: after(10), made: "4", last: 1 },
        { at: after(20), made: "6", last: 7 },
      ],
    });
  });

  it("KP-02 tells what a counter of pairs made in pieces, and what it read as it read it", async () => {
    const scale = (pieces: number) => database.sql`update telemetry.tag set scale = ${pieces} where kind = 'COUNTER' and address like '%l1/filler%'`;
    expect((await scale(2)).count).toBeGreaterThan(0);
    const found = await told({ workUnit: "L1.FILLER", kind: "COUNTER", name: "GOOD", to: at(40), pixels: 4 });
    await scale(1);
    expect(found).toMatchObject({
      points: [
        { made: "6", last: 65_533 },
        { made: "8", last: 1 },
        { made: "12", last: 7 },
      ],
    });
  });

  it("tells what was told in another unit of measure apart, and a value that a mapping has ended with the rest", async () => {
    await database.sql`insert into reference.uom (code, name, symbol, decimals) values ('CEL', 'degree Celsius', '°C', 1), ('FAH', 'degree Fahrenheit', '°F', 1) on conflict do nothing`;
    const tag = async (address: string, uom: string, active: boolean) => {
      const rows = await database.sql<{ id: number; number: number }[]>`
        insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind, uom, active)
        select t.site_id, t.source_id, ${address}, 'oven', t.work_unit_id, t.equipment_number, 'PARAMETER', ${uom}, ${active} from (select * from telemetry.tag where address like '%l1/capper%' limit 1) t
        returning id, equipment_number as number`;
      return rows[0] ?? { id: 0, number: 0 };
    };
    const [ended, before, now] = [await tag("a", "CEL", false), await tag("b", "FAH", false), await tag("c", "CEL", true)];
    for (const [{ id, number }, seconds, value] of [
      [ended, 1, 60],
      [before, 2, 140],
      [now, 3, 62],
    ] as const) {
      await database.sql`insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values (${number}, ${id}, ${after(seconds)}::timestamptz, 1, ${value}, 192)`;
    }
    expect(await told({ name: "oven", to: at(50), pixels: 1 })).toMatchObject({
      uom: "CEL",
      points: [
        { at: after(0), uom: "CEL", count: 2, min: 60, max: 62, last: 62 },
        { at: after(0), uom: "FAH", count: 1, min: 140, max: 140, last: 140 },
      ],
    });
  });

  it("tells by minutes what retention has taken the samples of, and as they came where the first of them is there", async () => {
    const gone = { from: at(-86_400), to: at(-86_400 + 3600) };
    await plant.hear([["filling/l1/capper/param", { seq: 1, ts: after(-86_400 + 70), parameter: "cap-torque", value: 150 }]]);
    expect(await told(gone)).toMatchObject({ level: "RAW", points: [{ count: 1, last: 150 }] });
    await owner.sql`drop table telemetry.sample_20260104`;
    expect(await told(gone)).toMatchObject({ level: "MINUTE", points: [{ count: 1, min: 150, max: 150, last: 150 }] });
    // Of a span that begins within a minute, what stands in that minute may lie before it.
    expect(await told({ from: at(3), to: at(3600) })).toMatchObject({ level: "RAW", points: [{ last: 150 }, { last: 200 }] });
  });

  it("tells states as pieces, as many as pixels at most", async () => {
    const { name: _, ...states } = { ...TORQUE, workUnit: "L1.FILLER", kind: "STATE" as const, to: at(24) };
    const found = await history({ db: database.db, now: at(24) }, reads, states);
    expect(found).toMatchObject({
      pieces: [
        { from: after(0), to: after(12), state: "PRODUCING", reason: null },
        { from: after(12), to: after(20), state: "DOWN", reason: "BRK-MECH" },
        { from: after(20), to: after(24), state: "PRODUCING", reason: null },
      ],
    });
    expect(await history({ db: database.db, now: at(24) }, reads, { ...states, pixels: 1 })).toMatchObject({ pieces: [{ from: after(0), to: after(24), state: "PRODUCING" }] });
  });

  it("tells nothing of another site, of what is not there, or of a span that is none", async () => {
    const ask = (change: Partial<HistoryQuestion>, actor = reads) => history({ db: database.db, now: at(0) }, actor, { ...TORQUE, ...change });
    expect(
      await Promise.all([
        ask({ site: "SITE-B" }),
        ask({ workUnit: "NONE" }),
        ask({ name: "none" }),
        ask({ to: at(0) }),
        ask({ to: at(3700 * 86_400) }),
        ask({ pixels: 0 }),
        ask({ pixels: 4001 }),
      ]),
    ).toEqual(Array(7).fill(null));
    expect(await ask({}, { ...reads, sites: [] })).toBeNull();
  });
});

const Plan = z.array(z.looseObject({ "Node Type": z.string(), "Relation Name": z.string().optional(), Plans: z.unknown().optional() }));
type Node = { type: string; relation: string | undefined };
function nodesOf(plans: unknown): Node[] {
  return Plan.parse(plans).flatMap((node) => [{ type: node["Node Type"], relation: node["Relation Name"] }, ...(node.Plans === undefined ? [] : nodesOf(node.Plans))]);
}

describe("with a million samples of twenty parameters stored", () => {
  const PARAMETERS = 20;
  const EACH = 50_000;
  const span = { equipmentNumber: 9001, tagIds: [0], from: at(3600), to: at(3600 + 8 * 3600) };
  beforeAll(async () => {
    await owner.sql`select telemetry.ensure_partitions('2026-01-04', '2026-01-12')`;
    const tags = await owner.sql.unsafe<{ id: number }[]>(`
      insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind)
      select t.site_id, t.source_id, 'big', 'big ' || n, t.work_unit_id, 9001, 'PARAMETER' from (select * from telemetry.tag limit 1) as t, generate_series(1, ${PARAMETERS}) as n returning id`);
    span.tagIds = [tags[16]?.id ?? 0];
    await owner.sql.unsafe(`
      insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality)
      select 9001, t.id, to_timestamp(${SIX / 1000} + n * 10), n, (n % 977) / 10.0, 192 from generate_series(0, ${EACH - 1}) as n, telemetry.tag t where t.address = 'big'`);
    await rebuildRollups(owner.sql, at(0), at(86_400 * 7));
    await owner.sql.unsafe("analyze telemetry.sample; analyze telemetry.rollup_minute; analyze telemetry.rollup_hour");
  }, 120_000);

  async function explained(statement: ReturnType<typeof samplesIn>): Promise<{ nodes: Node[]; read: number }> {
    const rows = await database.db.execute<{ "QUERY PLAN": readonly { Plan: { "Shared Hit Blocks": number; "Shared Read Blocks": number } }[] }>(
      sql`explain (analyze, buffers, format json) ${statement}`,
    );
    const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
    if (plan === undefined) throw new Error("no plan");
    return { nodes: nodesOf([plan]), read: plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] };
  }

  const RAW: HistoryPlan = { level: "RAW", stepMs: 36_000 };
  it.each([
    // Eight hours are 2,880 samples of ten seconds: some thirty to a block, so a picture costs what it shows.
    ["samples", () => parameterPoints(span, RAW), 400],
    ["minutes", () => parameterPoints({ ...span, to: at(3600 + 3 * 86_400) }, { level: "MINUTE", stepMs: 360_000 }), 500],
    ["hours", () => parameterPoints({ ...span, to: at(3600 + 7 * 86_400) }, { level: "HOUR", stepMs: 3_600_000 }), 60],
    ["the count of samples", () => samplesIn(span), 100],
    ["a counter", () => counterPoints(span, RAW), 50],
  ] as const)("%s of one are read along the index, and cost what they show", async (_, statement, most) => {
    const { nodes, read } = await explained(statement());
    expect(nodes.filter(({ type, relation }) => type === "Seq Scan" && /^(sample|rollup|counter_reading)/.test(relation ?? ""))).toEqual([]);
    expect(nodes.some(({ type }) => /Index/.test(type))).toBe(true);
    expect(read).toBeLessThan(most);
  });
});
