import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import type { HostEffect } from "@/lib/telemetry/sparkplug/effects";
import type { MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { siteAMessage } from "./site-a-message";

/** How long the hosts of these tests wait for what is missing and for an answer, in milliseconds. */
export const PATIENCE = { reorderMs: 2000, rebirthMs: 10_000 };

export const bdSeqMetric = (value: number): MetricToWrite => ({ name: "bdSeq", dataType: DataType.Int64, declare: true, value });
/** The birth of the edge node PAST-1. */
export const nbirth = (seq: number, bdSeq = 1) =>
  siteAMessage("NBIRTH/PAST-1", { timestamp: 1000, seq, metrics: [bdSeqMetric(bdSeq), { name: "Speed", alias: 1, dataType: DataType.Int16, declare: true, value: 5 }] });
/** The birth of its device PASTEURISER. */
export const dbirth = (seq: number) =>
  siteAMessage("DBIRTH/PAST-1/PASTEURISER", { timestamp: 1000, seq, metrics: [{ name: "Temp", alias: 10, dataType: DataType.Double, declare: true, value: 72.5 }] });
export const ddata = (seq: number, value = 73, extra: Partial<MetricToWrite> = {}) =>
  siteAMessage("DDATA/PAST-1/PASTEURISER", { timestamp: 2000 + seq, seq, metrics: [{ alias: 10, dataType: DataType.Double, value, ...extra }] });
export const ndata = (seq: number, value: number) => siteAMessage("NDATA/PAST-1", { timestamp: 2000, seq, metrics: [{ alias: 1, dataType: DataType.Int16, value }] });
/** Its death, in the session that is told. */
export const ndeath = (bdSeq: number) => siteAMessage("NDEATH/PAST-1", { metrics: [bdSeqMetric(bdSeq)] });

/** What a host makes of a message, in words. */
export const told = (effects: readonly HostEffect[]): string[] =>
  effects.map((effect) => {
    switch (effect.type) {
      case "metrics":
        return `${effect.address} ${effect.metrics.map(({ name, value, historical }) => `${name}=${value}${historical ? " (past)" : ""}`).join(",")}`;
      case "born":
        return `born ${effect.device} ${effect.declared.map(({ name }) => name).join(",")}`;
      case "died":
        return `died ${effect.device} ${effect.atMs}`;
      case "refused":
        return `refused ${effect.device}`;
      case "unheard":
        return `unheard ${effect.address} ${effect.atMs}`;
      case "rebirth":
        return `rebirth ${effect.node}`;
      case "unreadable":
        return `unreadable ${effect.reason}`;
    }
  });

/** A host that knows the node PAST-1 and its device PASTEURISER; number 2 comes next. */
export function born(): SparkplugHost {
  const host = new SparkplugHost(PATIENCE);
  host.receive(nbirth(0), 0);
  host.receive(dbirth(1), 0);
  return host;
}
