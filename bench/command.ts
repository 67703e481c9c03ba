import { setTimeout as pause } from "node:timers/promises";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { execute } from "@/lib/commands/execute";
import { newId } from "@/lib/platform/ids";
import type { Running } from "@/lib/processes/testing/workshop";
import { type Figure, percentile } from "./figure";
import { type Installation, openInstallation } from "./installation";

const TABLETS = 50;
const ENTRIES = 6;
/** Far more often than people tap: 25 entries a second over the plant. */
const EVERY_MS = 2000;
const RUSH_MS = 5_000;

/**
 * "Record quantity" with 50 tablets at 50 operations of ten orders, one entry every two seconds each and then as fast as they can, against a bare
 * transaction that inserts one row, at the same pace, from as many tablets, on the same pool size.
 */
export async function command(): Promise<Figure[]> {
  const plant = await openInstallation({ orders: TABLETS / 5, operationsPerOrder: 5 });
  try {
    await plant.owner.sql`create table public.bare (id uuid primary key, operation_id uuid not null, good numeric not null, at timestamptz not null)`;
    await plant.owner.sql`grant insert on public.bare to millrace_app`;
    await paced(plant.running, 2, (one) => bare(plant, one));
    await paced(plant.running, 2, (one) => confirm(plant, one));
    const limit = await paced(plant.running, ENTRIES, (one) => bare(plant, one));
    const value = await paced(plant.running, ENTRIES, (one) => confirm(plant, one));
    const fastest = await rush(plant.running, (one) => bare(plant, one));
    const fast = await rush(plant.running, (one) => confirm(plant, one));
    const figure = (name: string, share: number, goalMs: number): Figure => {
      const measured = percentile(value, share);
      return { name, value: measured, unit: "ms", limit: percentile(limit, share), limitIs: "a bare one-row transaction", goal: `<= ${goalMs} ms`, holds: measured <= goalMs };
    };
    return [
      figure("command.record.p50", 0.5, 100),
      figure("command.record.p95", 0.95, 250),
      { name: "command.record.rush", value: fast, unit: "/s", limit: fastest, limitIs: "bare one-row transactions", goal: `>= ${TABLETS} /s`, holds: fast >= TABLETS },
    ];
  } finally {
    await plant.close();
  }
}

async function bare({ connection }: Installation, one: Running): Promise<void> {
  await connection.sql.begin((tx) => tx`insert into public.bare values (${newId()}, ${one.operationId}, 1, now())`);
}

async function confirm({ services }: Installation, one: Running): Promise<void> {
  const result = await execute(services, one.actor, confirmProduction, { commandId: newId(), operationId: one.operationId, good: "1" });
  if (!result.ok) throw new Error(`${one.order} / ${one.opNo}: ${result.code} ${JSON.stringify(result.params)}`);
}

/** Milliseconds of each entry when every tablet enters in its rhythm, at a moment of its own. */
async function paced(running: readonly Running[], entries: number, enter: (one: Running) => Promise<void>): Promise<number[]> {
  const begin = performance.now() + 100;
  const all = await Promise.all(
    running.map(async (one, index) => {
      const took: number[] = [];
      for (let entry = 0; entry < entries; entry += 1) {
        const due = begin + entry * EVERY_MS + (index * EVERY_MS) / running.length;
        await pause(Math.max(0, due - performance.now()));
        const since = performance.now();
        await enter(one);
        took.push(performance.now() - since);
      }
      return took;
    }),
  );
  return all.flat();
}

/** Entries a second when every tablet enters again as soon as it has its answer. */
async function rush(running: readonly Running[], enter: (one: Running) => Promise<void>): Promise<number> {
  const since = performance.now();
  let entries = 0;
  await Promise.all(
    running.map(async (one) => {
      while (performance.now() - since < RUSH_MS) {
        await enter(one);
        entries += 1;
      }
    }),
  );
  return (entries * 1000) / (performance.now() - since);
}
