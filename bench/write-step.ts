import { systemActor } from "@/lib/auth/system-actor";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { emptyBatch, type TelemetryBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { median } from "./figure";
import type { Installation } from "./installation";

/** Rows of a batch, and batches of a round. */
export const ROWS = 5_000;
export const BATCHES = 12;

/** Rows a second of one round of batches that `round` tells from those before it. */
export async function writeOnce({ services, running }: Installation, round: number): Promise<number> {
  const actor = systemActor("telemetry", ["telemetry.write"], []);
  const batches = Array.from({ length: BATCHES }, (_, batch) => sampleBatch(running, round * BATCHES + batch));
  const since = performance.now();
  for (const batch of batches) await ingestBatch(services, actor, batch);
  return (ROWS * BATCHES * 1000) / (performance.now() - since);
}

/** Rows a second of the write step, of three rounds after one that warms up. */
export async function writeRate(plant: Installation): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < 4; round += 1) rates.push(await writeOnce(plant, round));
  return median(rates.slice(1));
}

function sampleBatch(running: Installation["running"], number: number): TelemetryBatch {
  const batch = emptyBatch();
  const text = new TextEncoder();
  for (let row = 0; row < ROWS; row += 1) {
    const machine = running[row % running.length];
    const seq = number * ROWS + row;
    const payload = text.encode(JSON.stringify({ seq, ts: new Date().toISOString(), parameter: "temp", value: row / 10 }));
    if (machine !== undefined) addPlain(batch, { topic: `${machine.address}/param`, payload, receivedAtMs: Date.now() });
  }
  return batch;
}
