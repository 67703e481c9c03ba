import "server-only";
import { and, eq } from "drizzle-orm";
import { equipment } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { defineCommand } from "@/lib/commands/define-command";
import { isUom } from "@/lib/commands/integration/units-of-measure";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { succeedCounters } from "@/lib/telemetry/sink/retire-tags";
import { stateWords, wrapWords } from "./carry-over";
import { lockUnits } from "./lock-units";
import { endWatch, isWatched, toWatch, watchWords } from "./parameter-watch";
import { SetMetricMappingInput, type SignalMeaning } from "./signal-mapping.schema";
import { setSparkplugTag } from "./sparkplug-tag";
import { storeKept, tryAgain } from "./store-kept";

/**
 * Changes what a mapped Sparkplug metric means, from its next value on. Limits, words of states and where a counter wraps are of the same signal, whose history goes on; another
 * kind, unit, scale or machine is another meaning, and what was stored keeps the old one. A counter goes on where it stood (KP-02), for it is the same one. What was kept because its mapping could not read
 * it is stored. Old and new are kept in the audit trail (SEC-09). Refusals: NOT_FOUND, MAPPING_INVALID with the `field` and what is wrong with it.
 */
export const setMetricMapping = defineCommand<SetMetricMappingInput, { readonly name: string }>({
  name: "set-metric-mapping",
  permission: "integration.configure",
  input: SetMetricMappingInput,
  async site(tx, { tagId }) {
    const [row] = await tx.select({ siteId: tag.siteId }).from(tag).where(eq(tag.id, tagId));
    return row?.siteId ?? null;
  },
  async run(frame, input) {
    const { tx, siteId, actor, recordedAt } = frame;
    const find = async () => {
      const [row] = await tx
        .select({ tag, unit: equipment.code, unitNumber: equipment.number })
        .from(tag)
        .innerJoin(source, eq(source.id, tag.sourceId))
        .innerJoin(equipment, eq(equipment.id, tag.workUnitId))
        .where(and(eq(tag.id, input.tagId), eq(tag.siteId, siteId), eq(tag.active, true), eq(source.kind, "SPARKPLUG")));
      return row;
    };
    const known = await find();
    if (known === undefined) return refuse("NOT_FOUND");
    const [unit] = await tx
      .select({ id: equipment.id, code: equipment.code, number: equipment.number })
      .from(equipment)
      .where(and(eq(equipment.id, input.workUnitId), eq(equipment.siteId, siteId), eq(equipment.level, "WORK_UNIT")));
    if (unit === undefined) return refuse("MAPPING_INVALID", { field: "workUnit", problem: "NO_UNIT" });
    if (input.uom !== null && !(await isUom(tx, input.uom))) return refuse("MAPPING_INVALID", { field: "uom", problem: "NO_UOM" });
    // The list of what nobody has mapped first, machines after it: the order in which everybody takes them.
    await tryAgain(tx, [siteId], { sourceId: known.tag.sourceId, path: known.tag.name });
    await lockUnits(tx, [known.unitNumber, unit.number]);
    // Whoever changed it meanwhile has ended it.
    const old = await find();
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
