import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { issueMachineKey } from "@/lib/auth/machine-keys";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { execute } from "@/lib/commands/execute";
import { compose } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import { startWeb, type WebProcess } from "@/lib/processes/testing/web-process";
import type { Running } from "@/lib/processes/testing/workshop";
import { type Figure, percentile } from "./figure";
import { BENCH_SECRET, type Installation, openInstallation } from "./installation";

const TABLETS = 50;
const ENTRIES = 6;
/** Far more often than people tap: 25 entries a second over the plant. */
const EVERY_MS = 2000;
const RUSH_MS = 5_000;

/**
 * "Record quantity" from 50 callers at 50 operations of ten orders, one entry every two seconds each and then as fast as they can, against a bare
 * transaction that inserts one row, at the same pace, from as many callers, on the same pool size. First through the built web app: HTTP, a
 * machine key of its own each, JSON both ways, as the API's programs send it; then the command alone, called in this process.
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
    const web = await throughWeb(plant);
    const figure = (name: string, times: readonly number[], share: number, goalMs: number): Figure => {
      const measured = percentile(times, share);
      return { name, value: measured, unit: "ms", limit: percentile(limit, share), limitIs: "a bare one-row transaction", goal: `<= ${goalMs} ms`, holds: measured <= goalMs };
    };
    return [
      figure("command.http.p50", web.times, 0.5, 100),
      figure("command.http.p95", web.times, 0.95, 250),
      { name: "command.http.rush", value: web.rush, unit: "/s", limit: fastest, limitIs: "bare one-row transactions", goal: `>= ${TABLETS} /s`, holds: web.rush >= TABLETS },
      figure("command.in-process.p50", value, 0.5, 100),
      figure("command.in-process.p95", value, 0.95, 250),
      { name: "command.in-process.rush", value: fast, unit: "/s", limit: fastest, limitIs: "bare one-row transactions", goal: `>= ${TABLETS} /s`, holds: fast >= TABLETS },
    ];
  } finally {
    await plant.close();
  }
}

/** The same entries over HTTP, each caller with a machine key of its own that acts for the person at the operation. */
async function throughWeb(plant: Installation): Promise<{ readonly times: number[]; readonly rush: number }> {
  const keys = await issueKeys(plant);
  const web = await startWeb(plant.url, BENCH_SECRET);
  try {
    const send = (one: Running) => post(web, keys.get(one.operationId) ?? "", one);
    await paced(plant.running, 2, send);
    return { times: await paced(plant.running, ENTRIES, send), rush: await rush(plant.running, send) };
  } finally {
    await web.stop();
  }
}

async function issueKeys({ url, running, workshop }: Installation): Promise<Map<string, string>> {
  const own = compose(url, BENCH_SECRET);
  try {
    const keys = new Map<string, string>();
    for (const { operationId, unit } of running) {
      const { token } = await issueMachineKey(own.auth, { name: `Tablet ${unit}`, scopes: ["operation.execute"], siteIds: [workshop.siteId] });
      keys.set(operationId, token);
    }
    return keys;
  } finally {
    await own.close();
  }
}

const Recorded = z.object({ result: z.object({ entryId: z.uuid() }) });

async function post({ url }: WebProcess, key: string, { operationId, order, opNo, actor }: Running): Promise<void> {
  const answer = await fetch(`${url}/api/v1/commands/confirm-production`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ commandId: newId(), eventTime: new Date().toISOString(), person: numberOf(actor), operationId, good: "1" }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${order} / ${opNo}: ${answer.status} ${text}`);
  Recorded.parse(JSON.parse(text));
}

/** The workshop names its operators by their number, filled up with zeros. */
function numberOf({ name }: Running["actor"]): string {
  return String(Number(name.replace("Operator ", "")));
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
