"use server";

import { ignoreMetric, mapMetric, unmapMetric } from "@/lib/commands/telemetry/map-metric";
import { removeSignalMapping, setSignalMapping } from "@/lib/commands/telemetry/set-signal-mapping";
import { setSource } from "@/lib/commands/telemetry/set-source";
import { defineAction } from "@/lib/edge/define-action";

/** Adds a source, changes it, or switches it off. */
export const setSourceAction = defineAction(setSource);
/** Maps a value from the list of what nobody has mapped, and stores what was kept of it. */
export const mapMetricAction = defineAction(mapMetric);
/** Ends what a Sparkplug metric means. */
export const unmapMetricAction = defineAction(unmapMetric);
/** Puts such a value aside, or takes it up again. */
export const ignoreMetricAction = defineAction(ignoreMetric);
/** Adds or changes a mapping of JSON topics. */
export const setSignalMappingAction = defineAction(setSignalMapping);
/** Ends a mapping of JSON topics. */
export const removeSignalMappingAction = defineAction(removeSignalMapping);
