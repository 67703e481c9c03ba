import { batchSize, emptyBatch, type TelemetryBatch } from "./batch";
import { quarantineMetric } from "./kept-metric";
import { quarantine } from "./message";

/** The two halves of a batch; within each kind the order of arrival is kept. Together they are the batch. */
export function splitBatch(batch: TelemetryBatch): [TelemetryBatch, TelemetryBatch] {
  const first = emptyBatch();
  const second = emptyBatch();
  let room = Math.ceil(batchSize(batch) / 2);
  const share = <Row>(rows: readonly Row[], into: Row[], rest: Row[]): void => {
    const taken = Math.min(room, rows.length);
    room -= taken;
    into.push(...rows.slice(0, taken));
    rest.push(...rows.slice(taken));
  };
  share(batch.nodes, first.nodes, second.nodes);
  share(batch.losses, first.losses, second.losses);
  share(batch.states, first.states, second.states);
  share(batch.counts, first.counts, second.counts);
  share(batch.metrics, first.metrics, second.metrics);
  share(batch.samples, first.samples, second.samples);
  share(batch.foreign, first.foreign, second.foreign);
  share(batch.quarantined, first.quarantined, second.quarantined);
  return [first, second];
}

/** The same messages with nothing but their bytes: what remains of rows that the database refuses. */
export function asQuarantine(batch: TelemetryBatch, reason: string): TelemetryBatch {
  const refused = emptyBatch();
  const rows = [...batch.nodes, ...batch.losses, ...batch.states, ...batch.counts, ...batch.samples, ...batch.foreign];
  refused.quarantined.push(...rows.map(({ message }) => quarantine(message, reason)), ...batch.metrics.map((reading) => quarantineMetric(reading, reason)), ...batch.quarantined);
  return refused;
}
