import { systemActor } from "@/lib/auth/system-actor";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { batchSize, emptyBatch, type TelemetryBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { median } from "./figure";
import { type Installation, openInstallation } from "./installation";

/** Rows of a batch, as many as the worker writes at once where there are enough, and batches of a round. */
const ROWS = 10_000;
const BATCHES = 10;
/** Rounds, the first of which warms up. */
export const ROUNDS = 6;

/** Each machine says something ten times a second: nine times its parameter, once its counter, and now and then that it stands, or runs again. */
const EVERY_MS = 100;
const COUNT_EVERY = 10;
const STATE_EVERY = 250;
/** How long ago the operations began, and what the machines tell of. */
const STARTED_AGO_MS = 4 * 3_600_000;
const TOLD_FROM_AGO_MS = STARTED_AGO_MS - 60_000;

const text = new TextEncoder();

/** A plant whose machines have hours to tell of. */
export function openPlant(orders: number): Promise<Installation> {
  return openInstallation({ orders, operationsPerOrder: 2 }, STARTED_AGO_MS);
}

export type WriteStep = {
  /** Rows a second of one round, those among them that come again. @throws Error when rows are missing or belong to no run or operation. */
  round(): Promise<number>;
};

/**
 * The whole write step, a batch at a time as the worker does: dedupe, attribution to runs and operations, states with their intervals, counts with what they propose, rollups,
 * latest values and notice. One batch of a round comes twice. Each round goes on where the one before ended, so a plant (`openPlant`) has one write step.
 */
export function writeStep({ services, running, owner }: Installation): WriteStep {
  const actor = systemActor("telemetry", ["telemetry.write"], []);
  const beginMs = Date.now() - TOLD_FROM_AGO_MS;
  let number = 0;
  return {
    async round() {
      const batches = Array.from({ length: BATCHES }, () => batchOf(running, number++, beginMs));
      const sent = [...batches, ...batches.slice(-1)];
      const before = await attributed(owner);
      const since = performance.now();
      for (const batch of sent) await ingestBatch(services, actor, batch);
      const seconds = (performance.now() - since) / 1_000;
      const rows = rowsOf(batches);
      const stored = (await attributed(owner)) - before;
      if (stored !== rows) throw new Error(`${stored} of ${rows} rows are stored and attributed`);
      return rowsOf(sent) / seconds;
    },
  };
}

function rowsOf(batches: readonly TelemetryBatch[]): number {
  return batches.reduce((sum, batch) => sum + batchSize(batch), 0);
}

/** Rows a second of the write step, of the rounds after one that warms up. */
export async function writeRate(step: WriteStep): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rates.push(await step.round());
  return median(rates.slice(1));
}

/** Samples with a run, counter readings that count for an operation, and states. */
async function attributed(owner: Installation["owner"]): Promise<number> {
  const [row] = await owner.sql<{ rows: number }[]>`
    select ((select count(*) from telemetry.sample where run_number is not null) + (select count(*) from telemetry.counter_reading where operation_id is not null)
      + (select count(*) from telemetry.state_sample))::int as rows`;
  return row?.rows ?? 0;
}

function batchOf(running: Installation["running"], number: number, beginMs: number): TelemetryBatch {
  const batch = emptyBatch();
  for (let row = 0; row < ROWS; row += 1) {
    const machine = row % running.length;
    const address = running[machine]?.address;
    if (address === undefined) break;
    const seq = number * Math.ceil(ROWS / running.length) + Math.floor(row / running.length);
    const atMs = beginMs + seq * EVERY_MS;
    const { kind, said } = saidBy(machine, seq);
    const payload = text.encode(JSON.stringify({ seq, ts: new Date(atMs).toISOString(), ...said }));
    addPlain(batch, { topic: `${address}/${kind}`, payload, receivedAtMs: Date.now() });
  }
  return batch;
}

function saidBy(machine: number, seq: number): { readonly kind: string; readonly said: Readonly<Record<string, unknown>> } {
  // Machines change their states at different times.
  const step = seq + machine * 37;
  if (step % STATE_EVERY === 0) return { kind: "state", said: { state: (step / STATE_EVERY) % 2 === 0 ? "PRODUCING" : "STARVED" } };
  if (step % COUNT_EVERY === 1) return { kind: "count", said: { counter: "GOOD", value: Math.floor(step / COUNT_EVERY) } };
  return { kind: "param", said: { parameter: "temp", value: (step % 1000) / 10, uom: "CEL" } };
}
