import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "@/db/client";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { REFUSED_A_MINUTE } from "@/lib/domain/equipment/refused-limit";
import { quarantined } from "@/lib/queries/admin/quarantine";
import { telemetryHealth } from "@/lib/queries/admin/telemetry-sources";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { trimQuarantine } from "@/lib/telemetry/sink/trim-quarantine";
import { ingestBatch } from "./ingest-batch";
import { ingestMessages } from "./ingest-messages";
import { replayQuarantined } from "./replay-quarantined";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";
import { untilWaiting } from "./testing/until-waiting";

let database: TestDatabase;
let owner: ReturnType<typeof connect>;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let informatics: Actor;
beforeAll(async () => {
  database = await testDatabase();
  owner = connect(database.url, { role: null, max: 1 });
  plant = await telemetryPlant(database.db);
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] };
});
afterAll(async () => {
  await owner.sql.end();
  await database.close();
});

const MACHINE = "site-a/filling/l1/filler/param";
const rubbish = (count: number, topic = MACHINE) => Array.from({ length: count }, (_, at) => ({ topic, payload: `rubbish ${at}` }));
const say = (messages: readonly { topic: string; payload: unknown }[]) => ingestMessages(plant.services, plant.worker, { messages });
const lying = async () => {
  const [row] = await database.sql<{ rows: number; dropped: number }[]>`select count(*)::int as rows, coalesce(sum(dropped), 0)::int as dropped from telemetry.quarantine`;
  return row;
};

it("SEC-15 keeps so much a minute of what a source says that cannot be read, counts the rest, and names the source", async () => {
  plant.setNow(SIX);
  const good = { topic: "site-a/filling/l1/capper/param", payload: { seq: 1, ts: after(0), parameter: "cap-torque", value: 1 } };
  expect(await say([...rubbish(REFUSED_A_MINUTE + 500), good])).toMatchObject({ samples: 1, quarantined: REFUSED_A_MINUTE, dropped: 500 });
  expect(await lying()).toEqual({ rows: REFUSED_A_MINUTE, dropped: 500 });
  expect(await say(rubbish(100))).toMatchObject({ quarantined: 0, dropped: 100 });
  expect(await lying()).toEqual({ rows: REFUSED_A_MINUTE, dropped: 600 });

  const reader = { db: database.db, now: new Date(SIX + 1000) };
  const { sources } = await telemetryHealth(reader, informatics);
  expect(sources.filter(({ refusedLimit }) => refusedLimit !== null)).toMatchObject([{ code: "plant-json", refused: REFUSED_A_MINUTE + 600, refusedLimit: REFUSED_A_MINUTE }]);
  expect((await quarantined(reader, informatics)).rows).toMatchObject([{ topic: MACHINE, alike: REFUSED_A_MINUTE, dropped: 600 }]);

  plant.setNow(SIX + 60_000);
  await say(rubbish(3));
  expect(await lying()).toEqual({ rows: REFUSED_A_MINUTE + 3, dropped: 600 });
});

it("SEC-15 tells what is put aside from what is only counted, of machines that nobody configured as well, which are alike by their reason", async () => {
  await owner.sql`truncate telemetry.quarantine`;
  plant.setNow(SIX + 1_800_000);
  const unknown = Array.from({ length: REFUSED_A_MINUTE + 200 }, (_, at) => ({
    topic: `site-a/filling/l1/made-up-${at}/param`,
    payload: { seq: at, ts: after(1_800), parameter: "p", value: 1 },
  }));
  expect(await say(unknown)).toMatchObject({ samples: 0, quarantined: REFUSED_A_MINUTE, dropped: 200 });
  expect(await database.sql`select reason, count(*)::int as rows from telemetry.quarantine group by 1`).toEqual([
    { reason: "no machine is configured for its topic", rows: REFUSED_A_MINUTE },
  ]);
});

it("SEC-15 bounds what a source says, not what is replayed: all of it that is refused again lies there again, and the source has said nothing", async () => {
  await owner.sql`truncate telemetry.quarantine`;
  const topic = "site-a/filling/l1/filler/param";
  plant.setNow(SIX + 3_600_000);
  await say(Array.from({ length: REFUSED_A_MINUTE + 500 }, (_, seq) => ({ topic, payload: { seq, ts: after(seq / 100), parameter: "nobody", value: 1 } })));
  const [row] = await database.sql<{ id: string }[]>`select id from telemetry.quarantine limit 1`;
  expect(await replayQuarantined(plant.services, informatics, row?.id ?? "")).toMatchObject({ ok: true, data: { taken: 0, unplaced: REFUSED_A_MINUTE } });
  const [open] = await database.sql<{ rows: number }[]>`select count(*)::int as rows from telemetry.quarantine where replayed_at is null`;
  expect(open).toEqual({ rows: REFUSED_A_MINUTE });
  const [minute] = await database.sql<{ refused: number }[]>`select refused from telemetry.source_minute order by minute desc limit 1`;
  expect(minute).toEqual({ refused: REFUSED_A_MINUTE + 500 });
});

it("lets go of all but the newest of a topic and reason, in number and bytes, which say how many are gone; then of all but the newest of a site, and of what is old, told in the same way by what is left", async () => {
  await owner.sql`truncate telemetry.quarantine`;
  for (let second = 0; second < 10; second += 1) {
    plant.setNow(SIX + 120_000 + second * 1000);
    await say([...rubbish(1), ...rubbish(1, "site-a/filling/l2/filler/param")]);
  }
  const bounds = { alike: { rows: 4, bytes: 1_000 }, site: { rows: 100, bytes: 100_000 }, days: 90 };
  const trim = (over: object, now = SIX + 200_000) => trimQuarantine(database.db, new Date(now), { ...bounds, ...over });
  const shown = async () =>
    (
      await database.sql<{ text: string }[]>`
        select split_part(topic, '/', 3) || ' ' || round(extract(epoch from received_at) - ${SIX / 1000 + 120}::float8) || case when dropped > 0 then ' and ' || dropped else '' end as text
        from telemetry.quarantine order by topic, received_at`
    ).map(({ text }) => text);
  expect(await trim({})).toBe(12);
  expect(await shown()).toEqual(["l1 6", "l1 7", "l1 8", "l1 9 and 6", "l2 6", "l2 7", "l2 8", "l2 9 and 6"]);
  expect(await trim({})).toBe(0);
  // Each is of eleven bytes: '"rubbish 0"'.
  expect(await trim({ alike: { rows: 4, bytes: 25 } })).toBe(4);
  expect(await shown()).toEqual(["l1 8", "l1 9 and 8", "l2 8", "l2 9 and 8"]);
  expect(await trim({ site: { rows: 3, bytes: 100_000 } })).toBe(1);
  expect(await trim({ site: { rows: 3, bytes: 25 } })).toBe(1);
  expect((await shown()).sort()).toEqual(["l1 9 and 9", "l2 9 and 9"]);
  plant.setNow(SIX + 300_000);
  await say(rubbish(1));
  expect(await trim({}, SIX + 90 * 86_400_000 + 250_000)).toBe(2);
  expect(await shown()).toEqual(["l1 180 and 10"]);
  expect(await trim({}, SIX + 91 * 86_400_000)).toBe(1);
});

it.each(["alike", "site"] as const)("trims and counts in one order, so that neither waits for the other for ever, whichever of its topics is busy: %s", async (bound) => {
  await owner.sql`truncate telemetry.quarantine`;
  const topics = ["a", "b", "c", "d", "e", "f"].map((unit) => `site-a/filling/l1/${unit}/param`);
  const hour = bound === "alike" ? 2 : 3;
  plant.setNow(SIX + hour * 3_600_000);
  await say(rubbish(Math.ceil(REFUSED_A_MINUTE / topics.length)).flatMap(({ payload }) => topics.map((topic) => ({ topic, payload }))));
  // The source has no room left in its minute: what it says now is counted on what lies there.
  const flood = async () => {
    const batch = emptyBatch();
    for (const topic of topics) addPlain(batch, { topic, payload: Buffer.from("more"), receivedAtMs: SIX + hour * 3_600_000 });
    await ingestBatch(plant.services, plant.worker, batch);
  };
  const keys = await database.sql<{ key: string }[]>`select md5(topic || reason) as key from telemetry.quarantine group by 1`;
  expect(keys).toHaveLength(topics.length);
  const all = async () => {
    const { rows = 0, dropped = 0 } = (await lying()) ?? {};
    return { rows, said: rows + dropped };
  };
  let { said } = await all();
  for (const [round, { key }] of keys.entries()) {
    const rows = 140 - 20 * round;
    const most = { rows: 100_000, bytes: 100_000_000 };
    const bounds = { alike: most, site: most, days: 90, [bound]: { ...most, rows: bound === "alike" ? rows : rows * topics.length } };
    const both = await owner.sql.begin(async (busy) => {
      await busy`select from telemetry.quarantine where md5(topic || reason) = ${key} order by received_at desc, id desc limit 1 for update`;
      const trimmed = trimQuarantine(database.db, new Date(SIX + hour * 3_600_000), bounds);
      await untilWaiting(database.db, 1);
      const counted = flood();
      await untilWaiting(database.db, 2);
      return [trimmed, counted] as const;
    });
    const [gone] = await Promise.all(both);
    expect(gone).toBeGreaterThan(0);
    said += topics.length;
    expect(await all()).toEqual({ rows: rows * topics.length, said });
  }
});

it("finds what is alike by an index among all that lies there", async () => {
  await owner.sql`insert into telemetry.quarantine (id, topic, bytes, reason, received_at) select gen_random_uuid(), 'site-a/' || (g % 500), '\\x00', 'odd', now() from generate_series(1, 20000) g`;
  await owner.sql`analyze telemetry.quarantine`;
  const plan = await owner.sql<{ "QUERY PLAN": string }[]>`
    explain select id from telemetry.quarantine k where k.replayed_at is null and md5(k.topic || k.reason) = md5('site-a/7' || 'odd') order by k.received_at desc limit 1`;
  const text = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(text).toContain("quarantine_alike_ix");
  expect(text).not.toContain("Seq Scan");
});
