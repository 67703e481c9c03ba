import type { Message } from "@/lib/telemetry/message";
import { sparkplugAddress } from "@/lib/telemetry/topics";
import type { AliasTable, Unresolved } from "./alias-table";
import type { WirePayload } from "./decode-payload";
import type { HostEffect, ResolvedMetric } from "./effects";

/** Metrics of the protocol itself; they carry no measurement. */
const PROTOCOL_METRIC = /^(?:bdSeq$|Node Control\/|Device Control\/)/;

/** True for the name of a metric of the protocol itself. */
export function isOfProtocol(name: string): boolean {
  return PROTOCOL_METRIC.test(name);
}

/** What a message says, as far as births tell what it means, and the first of its metrics that cannot be told; one that another birth could tell comes before others. */
export type Resolved = { readonly effects: HostEffect[]; readonly unresolved: Unresolved | null };

/** Gives the metrics of a message of a node, or of a device of it, their names and meaning. */
export function resolveMetrics(
  aliases: AliasTable,
  { group, node, device }: { readonly group: string; readonly node: string; readonly device: string },
  payload: WirePayload,
  message: Message,
): Resolved {
  const resolved: ResolvedMetric[] = [];
  let unresolved: Unresolved | null = null;
  const otherwise = payload.timestamp === null ? { atMs: message.receivedAtMs, ownTime: false } : { atMs: payload.timestamp, ownTime: true };
  for (const metric of payload.metrics) {
    if (metric.name !== null && isOfProtocol(metric.name)) continue;
    for (const one of aliases.resolve(device, metric, otherwise)) {
      if (!("unresolved" in one)) resolved.push(one);
      else if (unresolved === null || (unresolved.missing === undefined && one.missing === true)) unresolved = one;
    }
  }
  const effects: HostEffect[] = [];
  if (resolved.length > 0) effects.push({ type: "metrics", address: sparkplugAddress(group, node, device), seq: payload.seq ?? 0, metrics: resolved, message });
  return { effects, unresolved };
}

/** What was resolved, and the message to be put aside for what was not. */
export function readable(effects: readonly HostEffect[], unresolved: Unresolved | null, message: Message): HostEffect[] {
  return unresolved === null ? [...effects] : [...effects, { type: "unreadable", message, reason: unresolved.unresolved }];
}

/** The value of a metric of this name that is a number; null: there is none. */
export function numberOf(payload: WirePayload, name: string): number | null {
  const value = payload.metrics.find((metric) => metric.name === name)?.value;
  return typeof value === "number" ? value : null;
}
