import { afterAll, beforeAll, expect, it } from "vitest";
import { unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { ingestMessages } from "@/lib/commands/telemetry/ingest-messages";
import { plantWithHall } from "@/lib/commands/telemetry/testing/hall-source";
import { after, SIX } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { MAPPED_ROWS, mappedSignals } from "./mapped-signals";
import { seenValues } from "./seen-values";
import { mappingChoices, type UnmappedFilter, UNMAPPED_ROWS, unmappedValues } from "./signal-mappings";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof plantWithHall>>["plant"];
let informatics: Actor;
const reader = () => ({ db: database.db, now: new Date(SIX) });
beforeAll(async () => {
  database = await testDatabase();
  const made = await plantWithHall(database.db);
  ({ plant, informatics } = made);
  await database.sql`
    insert into telemetry.signal_mapping (id, site_id, source_id, topic_pattern, value_path, work_unit, kind, name)
    select gen_random_uuid(), ${plant.siteId}, ${made.sourceId}, 'hall/' || lpad(n::text, 4, '0'), 'v', 'L1.FILLER', 'PARAMETER', 'temp ' || n from generate_series(1, 620) n`;
  await database.sql`
    insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind)
    select t.site_id, k.id, 'SITE-A/PAGED', 'Level ' || lpad(n::text, 2, '0'), t.work_unit_id, t.equipment_number, 'PARAMETER'
    from (select * from telemetry.tag limit 1) t, (select id from telemetry.source where kind = 'SPARKPLUG' limit 1) k, generate_series(1, 40) n`;
});
afterAll(() => database.close());

it("pages through all that is mapped, topics before metrics, and finds what is looked for", async () => {
  const seen: string[] = [];
  let total = Number.POSITIVE_INFINITY;
  for (let page = 1; seen.length < total && page < 100; page += 1) {
    const one = await mappedSignals(reader(), informatics, { text: null, page }, new Map());
    expect(one.mappings.length + one.metrics.length).toBeLessThanOrEqual(MAPPED_ROWS);
    seen.push(...one.mappings.map(({ name }) => name), ...one.metrics.map(({ metric, address }) => `${metric} of ${address}`));
    ({ total } = one);
  }
  expect(new Set(seen).size).toBe(total);
  expect(seen.filter((name) => name.startsWith("temp "))).toEqual(Array.from({ length: 620 }, (_, index) => `temp ${index + 1}`));
  expect(seen.filter((name) => name.endsWith("of SITE-A/PAGED"))).toHaveLength(40);
  const found = async (text: string) => (await mappedSignals(reader(), informatics, { text, page: 1 }, new Map())).total;
  expect([await found("HALL/0619"), await found("temp 620"), await found("level 07"), await found("hall/%")]).toEqual([1, 1, 1, 0]);
});

it("tells the values that came of one that nobody has mapped, and what they are by themselves", async () => {
  const said = ["RUN", 6, true, "RUN", "Held"];
  await ingestMessages(plant.services, plant.worker, { messages: said.map((state, index) => ({ topic: "hall/state", payload: { state, ts: after(index) } })) });
  const [listed] = await database.db.select({ id: unmappedMetric.id }).from(unmappedMetric);
  const seen = await seenValues(reader(), informatics, listed?.id ?? "");
  expect(seen.toSorted((a, b) => (a.value < b.value ? -1 : 1))).toEqual([
    { value: "6", state: "PRODUCING" },
    { value: "Held", state: "HELD" },
    { value: "RUN", state: null },
    { value: "true", state: null },
  ]);
  expect(await seenValues(reader(), { ...informatics, sites: [] }, listed?.id ?? "")).toEqual([]);
});

it("KP-02 suggests where a counter of a Sparkplug node wraps by the bits that its birth declares", async () => {
  const path = 'Line 1, "good", Count';
  const declared = [
    { name: path, dataType: 6, unit: null },
    { name: "Total", dataType: 3, unit: null },
  ];
  await database.sql`insert into telemetry.sparkplug_node (id, site_id, group_id, node_id, device_id, online, metrics, changed_at)
    values (gen_random_uuid(), ${plant.siteId}, 'SITE-A', 'NODE', 'PRESS', true, ${JSON.stringify(declared)}::text::jsonb, ${after(0)}::timestamptz)`;
  await database.sql`
    insert into telemetry.unmapped_metric (id, site_id, source_id, address, path, last_value, count, first_seen_at, last_seen_at)
    select gen_random_uuid(), ${plant.siteId}, k.id, 'SITE-A/NODE/PRESS', name, '12', 1, ${after(0)}::timestamptz, ${after(0)}::timestamptz
    from (select id from telemetry.source where kind = 'SPARKPLUG' and site_id = ${plant.siteId} limit 1) k, unnest(array[${path}, 'Total']) as name`;
  const { rows } = await unmappedValues(reader(), informatics, { source: null, text: "NODE/PRESS", ignored: false }, await mappingChoices(reader(), informatics));
  expect(rows.map(({ suggested: { counter, wraps } }) => [counter, wraps])).toEqual([
    ["GOOD", 65_535],
    ["TOTAL", null],
  ]);
});

it("pages through all that nobody has mapped, by address or what was first seen last first, and shows the last page where fewer are left", async () => {
  // The later its address comes, the newer it is; two of each second.
  await database.sql`
    insert into telemetry.unmapped_metric (id, site_id, source_id, address, path, last_value, count, first_seen_at, last_seen_at)
    select gen_random_uuid(), ${plant.siteId}, k.id, 'hall/many/' || lpad(n::text, 4, '0'), 'v', '1', 1, ${after(0)}::timestamptz + (n / 2) * interval '1 second', ${after(900)}::timestamptz
    from (select id from telemetry.source where kind = 'PLAIN_JSON' and site_id = ${plant.siteId} limit 1) k, generate_series(1, 120) n`;
  const choices = await mappingChoices(reader(), informatics);
  const filter: UnmappedFilter = { source: null, text: "hall/many/", ignored: false };
  const part = (page: number, newest = false) => unmappedValues(reader(), informatics, { ...filter, newest }, choices, { page, most: UNMAPPED_ROWS });
  const numbers = ({ rows }: Awaited<ReturnType<typeof part>>) => rows.map(({ address }) => Number(address.slice(-4)));
  const upTo120 = Array.from({ length: 120 }, (_, index) => index + 1);
  expect([...numbers(await part(1)), ...numbers(await part(2)), ...numbers(await part(3))]).toEqual(upTo120);
  // Those of one second come by their address.
  expect([...numbers(await part(1, true)), ...numbers(await part(2, true)), ...numbers(await part(3, true))]).toEqual(
    upTo120.toSorted((a, b) => Math.floor(b / 2) - Math.floor(a / 2) || a - b),
  );
  const { rows, ...beyond } = await part(9);
  expect({ ...beyond, rows: rows.length }).toEqual({ page: 3, total: 120, rows: 20 });
  expect(await unmappedValues(reader(), informatics, { ...filter, text: "nowhere" }, choices, { page: 4, most: UNMAPPED_ROWS })).toEqual({ rows: [], page: 1, total: 0 });
});

it("suggests the machine of what was mapped of the same topic", async () => {
  await ingestMessages(plant.services, plant.worker, { messages: [{ topic: "hall/0007", payload: { pressure: 2, ts: after(0) } }] });
  const choices = await mappingChoices(reader(), informatics);
  const { rows } = await unmappedValues(reader(), informatics, { source: null, text: "pressure", ignored: false }, choices);
  expect(rows.map(({ address, suggested: { workUnit } }) => [address, workUnit])).toEqual([["hall/0007", "L1.FILLER"]]);
});

it("finds the time that stands beside a value, and nothing that is no time", async () => {
  const payload = {
    list: [
      { name: "temp", value: 20, timestamp: SIX },
      { name: "speed", value: 5 },
    ],
    cycle: { count: 3, time: 12.5 },
  };
  await ingestMessages(plant.services, plant.worker, { messages: [{ topic: "hall/beside", payload }] });
  const choices = await mappingChoices(reader(), informatics);
  const { rows } = await unmappedValues(reader(), informatics, { source: null, text: "hall/beside", ignored: false }, choices);
  expect(rows.flatMap(({ path, timeBeside }) => (timeBeside === null ? [] : [[path, timeBeside]]))).toEqual([['list[name="temp"].value', 'list[name="temp"].timestamp']]);
  expect(rows).toHaveLength(5);
});
