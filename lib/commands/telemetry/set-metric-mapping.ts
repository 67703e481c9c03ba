import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { isUom } from "@/lib/commands/integration/units-of-measure";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { succeedCounters } from "@/lib/telemetry/sink/retire-tags";
import { refuseAlike } from "./alike-signal";
import { stateWords, wrapWords } from "./carry-over";
import { lockUnits } from "./lock-units";
import { endWatch, isWatched, toWatch, watchWords } from "./parameter-watch";
import { SetMetricMappingInput, type SignalMeaning } from "./signal-mapping.schema";
import { mappedMetric, setSparkplugTag, siteOfTag, workUnitAt } from "./sparkplug-tag";
import { storeKept, tryAgain } from "./store-kept";

/**
 * Changes what a mapped Sparkplug metric means, from its next value on. Limits, words of states and where a counter wraps are of the same signal, whose history goes on; another
 * kind, unit, scale or machine is another meaning, and what was stored keeps the old one. A counter goes on where it stood (KP-02), for it is the same one. What was kept because its mapping could not read
 * it is stored. Old and new are kept in the audit trail (SEC-09). Refusals: NOT_FOUND, MAPPING_INVALID with the `field` and what is wrong with it, SIGNAL_TWICE
 * where it is to be the only one of its meaning.
 */
export const setMetricMapping = defineCommand<SetMetricMappingInput, { readonly name: string }>({
  name: "set-metric-mapping",
  permission: "integration.configure",
  input: SetMetricMappingInput,
  site: (tx, { tagId }) => siteOfTag(tx, tagId),
  async run(frame, input) {
    const { tx, siteId, actor, recordedAt } = frame;
    const known = await mappedMetric(tx, input.tagId);
    if (known === undefined) return refuse("NOT_FOUND");
    const unit = await workUnitAt(tx, siteId, input.workUnitId);
    if (unit === null) return refuse("MAPPING_INVALID", { field: "workUnit", problem: "NO_UNIT" });
    if (input.uom !== null && !(await isUom(tx, input.uom))) return refuse("MAPPING_INVALID", { field: "uom", problem: "NO_UOM" });
    const { kind, counter } = input;
    const isAnother = known.tag.kind !== kind || known.tag.counter !== counter || known.unit !== unit.code;
    const alike = input.alone && isAnother ? await refuseAlike(tx, { siteId, unit: unit.code, kind, counter, own: { tagId: input.tagId } }) : null;
    if (alike !== null) return alike;
    // The list of what nobody has mapped first, machines after it: the order in which everybody takes them.
    await tryAgain(tx, [siteId], { sourceId: known.tag.sourceId, path: known.tag.name });
    await lockUnits(tx, [known.unitNumber, unit.number]);
    // Whoever changed it meanwhile has ended it.
    const old = await mappedMetric(tx, input.tagId);
    if (old === undefined) return refuse("NOT_FOUND");
    const { sourceId, address, name } = old.tag;
    const tagId = await setSparkplugTag(tx, { siteId, sourceId, address, path: name }, unit, input);
    const isOther = tagId !== old.tag.id;
    if (isOther && old.tag.kind === "COUNTER" && input.kind === "COUNTER") await succeedCounters(rawSql(tx), [{ from: old.tag.id, to: tagId }]);
    const events = isOther || !isWatched(toWatch(input)) ? await endWatch(frame, [old.tag]) : [];
    const before = { ...old.tag, scale: old.tag.scale.toFixed(), lowerLimit: old.tag.lowerLimit?.toFixed() ?? null, upperLimit: old.tag.upperLimit?.toFixed() ?? null };
    await noteDone(frame, "metric.set", String(tagId), { address, path: name, old: metricWords(old.unit, before), new: metricWords(unit.code, input) });
    const stored = await storeKept(tx, actor, recordedAt, [siteId]);
    return accept({ events, stored, output: { name } });
  },
});

/** What a Sparkplug metric means, in words. */
export function metricWords(unit: string, meaning: SignalMeaning): string[] {
  return [unit, meaning.counter ?? meaning.kind, meaning.uom ?? "no unit", `× ${meaning.scale}`, ...wrapWords(meaning), ...stateWords(meaning), ...watchWords(toWatch(meaning))];
}
