"use server";

import { askQueueTest } from "@/lib/commands/telemetry/ask-queue-test";
import { ignoreMetric, mapMetric, mapMetrics, unmapMetric } from "@/lib/commands/telemetry/map-metric";
import { setMetricMapping } from "@/lib/commands/telemetry/set-metric-mapping";
import { removeSignalMapping, setSignalMapping } from "@/lib/commands/telemetry/set-signal-mapping";
import { MOST_AT_ONCE } from "@/lib/commands/telemetry/signal-mapping.schema";
import { setSource } from "@/lib/commands/telemetry/set-source";
import type { CommandResult } from "@/lib/commands/refusal";
import { defineAction } from "@/lib/edge/define-action";
import { opcuaCertificate, opcuaDetail, type OpcuaDetail, saveOpcua, type ServerTest, testOpcua } from "@/lib/edge/opcua-admin";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { type SeenValue, seenValues } from "@/lib/queries/admin/seen-values";
import { mappingChoices, type UnmappedRow, unmappedValues } from "@/lib/queries/admin/signal-mappings";
import { filterOf, readParams, type TelemetryParams } from "./search-params";

/** Adds a source, changes it, or switches it off. */
export const setSourceAction = defineAction(setSource);
/** Maps a value from the list of what nobody has mapped, and stores what was kept of it. */
export const mapMetricAction = defineAction(mapMetric);
/** Maps several values of that list at once. */
export const mapMetricsAction = defineAction(mapMetrics);
/** Changes what a Sparkplug metric means. */
export const setMetricMappingAction = defineAction(setMetricMapping);
/** Ends what a Sparkplug metric means. */
export const unmapMetricAction = defineAction(unmapMetric);
/** Puts such a value aside, or takes it up again. */
export const ignoreMetricAction = defineAction(ignoreMetric);
/** Has a worker find out anew what the broker keeps while no worker listens. */
export const askQueueTestAction = defineAction(askQueueTest);
/** Adds or changes a mapping of JSON topics. */
export const setSignalMappingAction = defineAction(setSignalMapping);
/** Ends a mapping of JSON topics. */
export const removeSignalMappingAction = defineAction(removeSignalMapping);

/** The different values that were kept of one that nobody has mapped. */
export async function seenValuesAction(metricId: string): Promise<readonly SeenValue[]> {
  return seenValues(reader(), await requireActor("integration.configure"), metricId);
}

/** What nobody has mapped and a filter of the list leaves, as much as may be mapped at once. */
export async function mappableValuesAction({ source, q, order }: TelemetryParams): Promise<readonly UnmappedRow[]> {
  const [actor, from] = [await requireActor("integration.configure"), reader()];
  const filter = filterOf(readParams({ source: source ?? undefined, q: q ?? undefined, order: order ?? undefined }));
  return (await unmappedValues(from, actor, filter, await mappingChoices(from, actor), { page: 1, most: MOST_AT_ONCE })).rows;
}

/** A stored OPC UA source for its form: settings, and whether a password is stored. */
export async function opcuaDetailAction(sourceId: string): Promise<CommandResult<OpcuaDetail>> {
  return opcuaDetail(await requireActor("integration.configure"), sourceId);
}

/** Asks an OPC UA server with what was typed; stores nothing. */
export async function testOpcuaAction(draft: unknown): Promise<CommandResult<ServerTest>> {
  return testOpcua(await requireActor("integration.configure"), draft);
}

/** Adds or changes an OPC UA source. */
export async function saveOpcuaAction(draft: unknown): Promise<CommandResult<{ readonly sourceId: string }>> {
  return saveOpcua(await requireActor("integration.configure"), draft);
}

/** The certificate by which OPC UA servers know us, as PEM. */
export async function opcuaCertificateAction(): Promise<string> {
  await requireActor("integration.configure");
  return opcuaCertificate();
}
