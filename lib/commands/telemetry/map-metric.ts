import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { signalMapping, source, tag, unmappedMetric } from "@/db/schema/telemetry-source";
import { type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { isUom } from "@/lib/commands/integration/units-of-measure";
import { noteDone } from "@/lib/commands/note-done";
import { parseTopicPattern } from "@/lib/domain/equipment/topic-pattern";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { IgnoreMetricInput, MapMetricInput, UnmapMetricInput } from "./signal-mapping.schema";
import { refuseAlike } from "./alike-signal";
import { stateWords, wrapWords } from "./carry-over";
import { lockUnits } from "./lock-units";
import { endWatch, toWatch, watchWords } from "./parameter-watch";
import { mappedMetric, setSparkplugTag, siteOfTag, workUnitAt } from "./sparkplug-tag";
import { storeKept, tryAgain } from "./store-kept";

type Metric = typeof unmappedMetric.$inferSelect;

/**
 * Maps a value from the list of what nobody has mapped to a signal of a work unit: a Sparkplug metric by its name, a value of a JSON topic by a mapping of
 * just that topic. What was kept of it is stored in the same transaction, with the times at which it was said. Refusals: MAPPING_INVALID, MAPPING_EXISTS,
 * SIGNAL_TWICE where it is to be the only one of its meaning.
 */
export const mapMetric = defineCommand<MapMetricInput, { readonly name: string }>({
  name: "map-metric",
  permission: "integration.configure",
  input: MapMetricInput,
  site: (tx, { metricId }) => siteOf(tx, metricId),
  async run(frame, input) {
    const { tx, siteId, actor, recordedAt } = frame;
    const [metric] = await tx.select().from(unmappedMetric).where(eq(unmappedMetric.id, input.metricId)).for("update");
    if (metric === undefined) return refuse("NOT_FOUND");
    const unit = await workUnitAt(tx, siteId, input.workUnitId);
    if (unit === null) return refuse("MAPPING_INVALID", { field: "workUnit", problem: "NO_UNIT" });
    if (input.uom !== null && !(await isUom(tx, input.uom))) return refuse("MAPPING_INVALID", { field: "uom", problem: "NO_UOM" });
    const { kind, counter } = input;
    const place = { topicPattern: metric.address, valuePath: metric.path };
    const alike = input.alone ? await refuseAlike(tx, { siteId, unit: unit.code, kind, counter, place }) : null;
    if (alike !== null) return alike;
    const [from] = await tx.select({ kind: source.kind }).from(source).where(eq(source.id, metric.sourceId));
    if (from?.kind === "SPARKPLUG") await setSparkplugTag(tx, metric, unit, input);
    else {
      const problem = await mapTopic(tx, metric, unit, input);
      if (problem !== null) return problem;
    }
    const name = from?.kind === "SPARKPLUG" ? metric.path : input.name;
    await note(frame, "metric.map", metric, [
      unit.code,
      input.counter ?? input.kind,
      name,
      input.uom ?? "no unit",
      `× ${input.scale}`,
      ...wrapWords(input),
      ...stateWords(input),
      ...watchWords(toWatch(input)),
    ]);
    await tryAgain(tx, [siteId], { id: metric.id });
    const stored = await storeKept(tx, actor, recordedAt, [siteId]);
    return accept({ events: [], stored, output: { name } });
  },
});

/** Ends what a Sparkplug metric means: it is nobody's again from its next value on, and may be mapped anew. What it stored stays. Refusal NOT_FOUND. */
export const unmapMetric = defineCommand<UnmapMetricInput, { readonly name: string }>({
  name: "unmap-metric",
  permission: "integration.configure",
  input: UnmapMetricInput,
  site: (tx, { tagId }) => siteOfTag(tx, tagId),
  async run(frame, { tagId }) {
    const { tx } = frame;
    const old = await mappedMetric(tx, tagId);
    if (old === undefined) return refuse("NOT_FOUND");
    await lockUnits(tx, [old.unitNumber]);
    const ended = await tx
      .update(tag)
      .set({ active: false })
      .where(and(eq(tag.id, tagId), eq(tag.active, true)))
      .returning({ id: tag.id });
    if (ended.length === 0) return refuse("NOT_FOUND");
    const events = await endWatch(frame, ended);
    await noteDone(frame, "metric.unmap", String(tagId), { address: old.tag.address, path: old.tag.name, meaning: [old.unit] });
    return accept({ events, output: { name: old.tag.name } });
  },
});

/** Puts a value aside that is of no use, so that it is neither kept nor shown, or takes it up again. Refusal NOT_FOUND. */
export const ignoreMetric = defineCommand<IgnoreMetricInput, { readonly ignored: boolean }>({
  name: "ignore-metric",
  permission: "integration.configure",
  input: IgnoreMetricInput,
  site: (tx, { metricId }) => siteOf(tx, metricId),
  async run(frame, { metricId, ignored }) {
    const [metric] = await frame.tx
      .update(unmappedMetric)
      .set({ ignoredAt: ignored ? frame.recordedAt : null })
      .where(eq(unmappedMetric.id, metricId))
      .returning();
    if (metric === undefined) return refuse("NOT_FOUND");
    await note(frame, ignored ? "metric.ignore" : "metric.heed", metric, []);
    return accept({ events: [], output: { ignored } });
  },
});

type Unit = { readonly id: string; readonly code: string };

async function mapTopic(tx: Tx, metric: Metric, unit: Unit, input: MapMetricInput) {
  const { kind, name, counter, counterModulus, states, timeFrom, localTime, uom: measure, scale } = input;
  const { siteId, sourceId, address: topicPattern, path: valuePath } = metric;
  const pattern = parseTopicPattern(topicPattern);
  if ("problem" in pattern) return refuse("MAPPING_INVALID", { field: "topicPattern", problem: pattern.problem });
  const made = await tx
    .insert(signalMapping)
    .values({
      id: newId(),
      siteId,
      sourceId,
      topicPattern,
      valuePath,
      timePath: null,
      workUnit: unit.code,
      kind,
      name,
      counter,
      counterModulus,
      states,
      timeFrom,
      localTime,
      uom: measure,
      scale: decimal(scale),
      ...toWatch(input),
    })
    .onConflictDoNothing()
    .returning({ id: signalMapping.id });
  return made.length > 0 ? null : refuse("MAPPING_EXISTS", { name });
}

async function siteOf(tx: Tx, metricId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: unmappedMetric.siteId }).from(unmappedMetric).where(eq(unmappedMetric.id, metricId));
  return row?.siteId ?? null;
}

async function note(frame: CommandFrame, action: string, { id, address, path }: Metric, meaning: readonly string[]): Promise<void> {
  await noteDone(frame, action, id, { address, path, meaning });
}
