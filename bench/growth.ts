import { statfsSync } from "node:fs";
import { parameterPoints } from "@/lib/queries/telemetry/points";
import { type Figure, median } from "./figure";
import type { Installation } from "./installation";
import { openPlant, writeRate, writeStep } from "./write-step";

/** A sample a second of each of twenty machines, backwards from before what the write step tells of. */
const STORED = [100_000, 1_000_000, 10_000_000] as const;
/** With `--large` as many more, where the disk has room for what they take: it costs a quarter of an hour. */
const LARGE = { count: 100_000_000, bytes: 25e9 } as const;
const UNITS = 20;
const FROM_SECONDS_AGO = 5 * 3_600;
const READS = 40;
/** What every machine did before: an hour at a time, with so many states in it. */
const HOURS = 5_000;
const STATES_AN_HOUR = 4;
/** Cost may not grow with what is stored; so much is noise of one run. */
const MOST = 1.5;

/** How writing and reading grow with what is stored, and writing with what machines did before and with their number: each against the smallest of the same run. */
export async function* growth(): AsyncGenerator<Figure> {
  yield* await withStored();
  yield await withHistory();
  yield await withMachines();
}

async function withStored(): Promise<Figure[]> {
  const plant = await openPlant(UNITS / 2);
  try {
    const step = writeStep(plant);
    const figures: Figure[] = [];
    let first: { readonly write: number; readonly read: number } | null = null;
    let before = 0;
    const until = new Date(Date.now() - FROM_SECONDS_AGO * 1_000).toISOString();
    for (const count of await counts(plant)) {
      await fill(plant, { until, before, count });
      before = count;
      const now = { write: await writeRate(step), read: await readMs(plant) };
      first ??= now;
      const than = `with ${STORED[0].toLocaleString("en-GB")} stored`;
      const goal = `<= ${MOST} times the cost`;
      figures.push(
        { name: `telemetry.growth.write.${count}`, value: now.write, unit: "rows/s", limit: first.write, limitIs: than, goal, holds: first.write <= MOST * now.write },
        {
          name: `telemetry.growth.read.${count}`,
          value: now.read,
          unit: "ms",
          limit: first.read,
          limitIs: `ten minutes of one parameter ${than}`,
          goal,
          holds: now.read <= MOST * first.read + 0.5,
        },
      );
    }
    return figures;
  } finally {
    await plant.close();
  }
}

async function counts({ owner }: Installation): Promise<readonly number[]> {
  if (!process.argv.includes("--large")) return STORED;
  const [row] = await owner.sql<{ folder: string }[]>`select current_setting('data_directory') as folder`;
  const { bavail, bsize } = statfsSync(row?.folder ?? ".");
  if (bavail * bsize < LARGE.bytes) throw new Error(`--large needs ${LARGE.bytes / 1e9} GB; the disk of the database has ${Math.round((bavail * bsize) / 1e9)} GB free`);
  return [...STORED, LARGE.count];
}

async function withHistory(): Promise<Figure> {
  const plant = await openPlant(UNITS / 2);
  try {
    const step = writeStep(plant);
    const limit = await writeRate(step);
    await live(plant);
    const value = await writeRate(step);
    return {
      name: "telemetry.growth.history",
      value,
      unit: "rows/s",
      limit,
      limitIs: `nothing before; these machines have ${HOURS.toLocaleString("en-GB")} runs and ${(HOURS * STATES_AN_HOUR).toLocaleString("en-GB")} states each behind them`,
      goal: `<= ${MOST} times the cost`,
      holds: limit <= MOST * value,
    };
  } finally {
    await plant.close();
  }
}

/** Gives every machine a past that ended two days ago. */
async function live({ owner }: Installation): Promise<void> {
  const begin = owner.sql`date_trunc('hour', now()) - interval '2 days' - n * interval '1 hour'`;
  const span = owner.sql`${begin}, ${begin} + interval '30 minutes'`;
  await owner.sql`
    insert into execution.operation_activity (id, site_id, operation_id, work_unit_id, activity, from_at, to_at)
    select gen_random_uuid(), a.site_id, a.operation_id, a.work_unit_id, a.activity, ${span} from execution.operation_activity a, generate_series(1, ${HOURS}::int) n where a.to_at is null`;
  await owner.sql`
    insert into materials.production_run (id, site_id, order_id, operation_id, work_unit_id, from_at, to_at)
    select gen_random_uuid(), r.site_id, r.order_id, r.operation_id, r.work_unit_id, ${span} from materials.production_run r, generate_series(1, ${HOURS}::int) n where r.to_at is null`;
  await owner.sql`
    insert into telemetry.state_interval (id, site_id, work_unit_id, state, raw_state, source, from_at, to_at)
    select gen_random_uuid(), site_id, work_unit_id, state, state, 'PLC', at, at + interval '1 hour' / ${STATES_AN_HOUR}::int
    from (
      select i.site_id, i.work_unit_id, (array['PRODUCING', 'STARVED'])[q % 2 + 1] as state, ${begin} + q * interval '1 hour' / ${STATES_AN_HOUR}::int as at
      from telemetry.state_interval i, generate_series(1, ${HOURS}::int) n, generate_series(0, ${STATES_AN_HOUR - 1}::int) q where i.to_at is null
    ) past`;
  for (const table of ["execution.operation_activity", "materials.production_run", "telemetry.state_interval"]) await owner.sql`analyze ${owner.sql(table)}`;
}

async function withMachines(): Promise<Figure> {
  const rates: number[] = [];
  for (const orders of [5, 500]) {
    const plant = await openPlant(orders);
    try {
      rates.push(await writeRate(writeStep(plant)));
    } finally {
      await plant.close();
    }
  }
  const [few = Number.NaN, many = Number.NaN] = rates;
  return {
    name: "telemetry.growth.units",
    value: many,
    unit: "rows/s",
    limit: few,
    limitIs: "10 machines; this is 1,000",
    goal: `<= ${MOST} times the cost`,
    holds: few <= MOST * many,
  };
}

/** Brings the samples from one number to another, a second apart, and what PostgreSQL knows of them up to date. */
async function fill({ owner }: Installation, { until, before, count }: { readonly until: string; readonly before: number; readonly count: number }): Promise<void> {
  const each = count / UNITS;
  await owner.sql`select telemetry.ensure_partitions((${until}::timestamptz - make_interval(secs => ${each}) - interval '1 day')::date, current_date + 1)`;
  await owner.sql`
    insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality)
    select t.equipment_number, t.id, date_trunc('second', ${until}::timestamptz) - make_interval(secs => n), 0, n % 100, 192
    from (select equipment_number, id from telemetry.tag where kind = 'PARAMETER' order by id limit ${UNITS}) t, generate_series(${before / UNITS}::int, ${each - 1}::int) n`;
  await owner.sql`analyze telemetry.sample`;
}

async function readMs({ connection, running }: Installation): Promise<number> {
  const [machine] = running;
  const [tag] = await connection.sql<
    { id: number; equipmentNumber: number }[]
  >`select id, equipment_number as "equipmentNumber" from telemetry.tag where kind = 'PARAMETER' and address = ${machine?.address ?? ""}`;
  if (tag === undefined) throw new Error("no parameter to read");
  // Where a second has one sample however much is stored, and nothing was written meanwhile.
  const to = new Date(Date.now() - (FROM_SECONDS_AGO + 3_600) * 1_000);
  const query = parameterPoints({ equipmentNumber: tag.equipmentNumber, tagIds: [tag.id], from: new Date(to.getTime() - 600_000), to }, { level: "RAW", stepMs: 1_000 });
  const times: number[] = [];
  for (let read = 0; read < READS; read += 1) {
    const since = performance.now();
    await connection.db.execute(query);
    times.push(performance.now() - since);
  }
  return median(times);
}
