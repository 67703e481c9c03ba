import "server-only";
import { and, asc, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { signalMapping, source, tag, unmappedMetric } from "@/db/schema/telemetry-source";
import { type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { isUom } from "@/lib/commands/integration/units-of-measure";
import { noteDone } from "@/lib/commands/note-done";
import { distinctNames } from "@/lib/domain/equipment/distinct-names";
import { readJsonPath, writeJsonPath } from "@/lib/domain/equipment/json-path";
import { parseTopicPattern } from "@/lib/domain/equipment/topic-pattern";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { IgnoreMetricInput, MapMetricInput, MapMetricsInput, UnmapMetricInput } from "./signal-mapping.schema";
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
    const mapped = await mapOne(frame, metric, input);
    if (!mapped.ok) return mapped;
    await tryAgain(tx, [siteId], { ids: [metric.id] });
    const stored = await storeKept(tx, actor, recordedAt, [siteId]);
    return accept({ events: [], stored, output: mapped.value });
  },
});

/** Reads what does not change within a command: once for each key. */
type Once = <Value>(key: string, read: () => Promise<Value>) => Promise<Value>;
const always: Once = (_, read) => read();

/** Remembers what was read by its key, which stands for one kind of value. */
function once(): Once {
  const known = new Map<string, Promise<unknown>>();
  return async <Value>(key: string, read: () => Promise<Value>) => {
    const found = known.get(key) ?? read();
    known.set(key, found);
    return found as Promise<Value>;
  };
}

/** One value of the list, which the caller holds and whose kept messages it stores. */
async function mapOne(frame: CommandFrame, metric: Metric, input: Omit<MapMetricInput, "commandId" | "metricId">, ask: Once = always) {
  const { tx, siteId } = frame;
  const { uom } = input;
  const unit = await ask(`unit ${input.workUnitId}`, () => workUnitAt(tx, siteId, input.workUnitId));
  if (unit === null) return refuse("MAPPING_INVALID", { field: "workUnit", problem: "NO_UNIT" });
  if (uom !== null && !(await ask(`uom ${uom}`, () => isUom(tx, uom)))) return refuse("MAPPING_INVALID", { field: "uom", problem: "NO_UOM" });
  const { kind, counter } = input;
  const place = { topicPattern: metric.address, valuePath: metric.path };
  const alike = input.alone ? await refuseAlike(tx, { siteId, unit: unit.code, kind, counter, place }) : null;
  if (alike !== null) return alike;
  const [from] = await ask(`source ${metric.sourceId}`, async () => tx.select({ kind: source.kind }).from(source).where(eq(source.id, metric.sourceId)));
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
  return accept({ name });
}

/** What is the same for each of several that are mapped at once: as they are, with the time of their message. */
const AS_IT_IS = { scale: "1", states: null, lowerLimit: null, upperLimit: null, sampleIntervalSeconds: null, timeFrom: "MESSAGE", localTime: false, alone: true } as const;

/** What became of several values: how many are mapped, and which are not and why, by the code of the refusal. */
export type MappedMetrics = { readonly mapped: number; readonly refused: readonly { readonly metricId: string; readonly name: string; readonly code: string }[] };

/**
 * Maps several values of one site at once, each as `mapMetric` would; those that are refused stay on the list, and keep no other out. Of two that would be the same counter or state of one machine the
 * first alone is mapped, for whoever maps many does not look at each; of JSON values that would be called alike there each gets a name of its own. What was kept of them is stored: as much as one transaction takes in now, the rest by the worker within seconds. Refusal NOT_FOUND where none of them is on the list.
 */
export const mapMetrics = defineCommand<MapMetricsInput, MappedMetrics>({
  name: "map-metrics",
  permission: "integration.configure",
  input: MapMetricsInput,
  async site(tx, { metrics }) {
    const [row] = await tx
      .select({ siteId: unmappedMetric.siteId })
      .from(unmappedMetric)
      .where(
        inArray(
          unmappedMetric.id,
          metrics.map(({ metricId }) => metricId),
        ),
      )
      .limit(1);
    return row?.siteId ?? null;
  },
  async run(frame, { metrics }) {
    const { tx, siteId, actor, recordedAt } = frame;
    const ids = metrics.map(({ metricId }) => metricId);
    // In the order in which everybody takes them.
    const rows = await tx
      .select()
      .from(unmappedMetric)
      .where(and(inArray(unmappedMetric.id, ids), eq(unmappedMetric.siteId, siteId)))
      .orderBy(asc(unmappedMetric.sourceId), asc(unmappedMetric.address), asc(unmappedMetric.path))
      .for("update");
    const listed = new Map(rows.map((row) => [row.id, row]));
    const refused: { metricId: string; name: string; code: string }[] = [];
    const taken = new Set<string>();
    const ask = once();
    const names = distinctNames(
      metrics.map(({ metricId, workUnitId, name }) => ({ unit: workUnitId, name, address: listed.get(metricId)?.address ?? "", path: listed.get(metricId)?.path ?? "" })),
    );
    for (const [index, { metricId, ...one }] of metrics.entries()) {
      const metric = listed.get(metricId);
      const voice = one.kind === "PARAMETER" ? null : `${one.workUnitId}\n${one.counter ?? one.kind}`;
      const mapped =
        metric === undefined
          ? refuse("NOT_FOUND")
          : voice !== null && taken.has(voice)
            ? refuse("SIGNAL_TWICE")
            : await mapOne(frame, metric, { ...AS_IT_IS, ...one, name: names[index] ?? one.name }, ask);
      if (!mapped.ok) refused.push({ metricId, name: metric?.path || one.name, code: mapped.code });
      else if (voice !== null) taken.add(voice);
    }
    await tryAgain(tx, [siteId], { ids: [...listed.keys()] });
    const stored = await storeKept(tx, actor, recordedAt, [siteId]);
    return accept({ events: [], stored, output: { mapped: metrics.length - refused.length, refused } });
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

async function mapTopic(tx: Tx, metric: Metric, unit: Unit, input: Omit<MapMetricInput, "commandId" | "metricId">) {
  const { kind, name, counter, counterModulus, states, timeFrom, localTime, uom: measure, scale } = input;
  const { siteId, sourceId, address: topicPattern, path: valuePath } = metric;
  const time = input.timePath === null ? null : readJsonPath(input.timePath);
  if (typeof time === "string") return refuse("MAPPING_INVALID", { field: "timePath", problem: time });
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
      timePath: time === null ? null : writeJsonPath(time),
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
