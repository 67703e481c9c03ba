import { parameterPoints } from "@/lib/queries/telemetry/points";
import { type Figure, median } from "./figure";
import { type Installation, openInstallation } from "./installation";
import { writeRate } from "./write-step";

/** A sample a second of each of twenty machines, backwards from now. */
const STORED = [100_000, 1_000_000, 10_000_000] as const;
const UNITS = 20;
const READS = 40;
/** Cost may not grow with what is stored; so much is noise of one run. */
const MOST = 1.5;

/** How writing and reading grow with what is stored, and writing with the number of machines: each against the smallest of the same run. */
export async function* growth(): AsyncGenerator<Figure> {
  yield* await withStored();
  yield await withMachines();
}

async function withStored(): Promise<Figure[]> {
  const plant = await openInstallation({ orders: UNITS / 2, operationsPerOrder: 2 });
  try {
    const figures: Figure[] = [];
    let first: { readonly write: number; readonly read: number } | null = null;
    for (const count of STORED) {
      await fill(plant, count);
      const now = { write: await writeRate(plant), read: await readMs(plant) };
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

async function withMachines(): Promise<Figure> {
  const rates: number[] = [];
  for (const orders of [5, 500]) {
    const plant = await openInstallation({ orders, operationsPerOrder: 2 });
    try {
      rates.push(await writeRate(plant));
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

/** Brings the samples to that number, a second apart, and what PostgreSQL knows of them up to date. */
async function fill({ owner }: Installation, count: number): Promise<void> {
  const each = count / UNITS;
  await owner.sql`select telemetry.ensure_partitions((now() - make_interval(secs => ${each}) - interval '1 day')::date, current_date + 1)`;
  await owner.sql`
    insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality)
    select t.equipment_number, t.id, date_trunc('second', now()) - make_interval(secs => n), 0, n % 100, 192
    from (select equipment_number, id from telemetry.tag where kind = 'PARAMETER' order by id limit ${UNITS}) t, generate_series(3, ${each}::int) n
    on conflict do nothing`;
  await owner.sql`analyze telemetry.sample`;
}

async function readMs({ connection, running }: Installation): Promise<number> {
  const [machine] = running;
  const [tag] = await connection.sql<
    { id: number; equipmentNumber: number }[]
  >`select id, equipment_number as "equipmentNumber" from telemetry.tag where kind = 'PARAMETER' and address = ${machine?.address ?? ""}`;
  if (tag === undefined) throw new Error("no parameter to read");
  // An hour ago, where a second has one sample however much is stored, and nothing was written meanwhile.
  const to = new Date(Date.now() - 3_600_000);
  const query = parameterPoints({ equipmentNumber: tag.equipmentNumber, tagIds: [tag.id], from: new Date(to.getTime() - 600_000), to }, { level: "RAW", stepMs: 1_000 });
  const times: number[] = [];
  for (let read = 0; read < READS; read += 1) {
    const since = performance.now();
    await connection.db.execute(query);
    times.push(performance.now() - since);
  }
  return median(times);
}
