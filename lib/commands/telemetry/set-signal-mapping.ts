import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { signalMapping, source } from "@/db/schema/telemetry-source";
import { type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { isUom } from "@/lib/commands/integration/units-of-measure";
import { noteDone } from "@/lib/commands/note-done";
import { parseJsonPath, readJsonPath, writeJsonPath } from "@/lib/domain/equipment/json-path";
import { namesIn, parseTopicPattern, patternsMeet } from "@/lib/domain/equipment/topic-pattern";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { refuseAlike } from "./alike-signal";
import { carryOver, endMapped, meaningWords, placeWords, type Stored } from "./carry-over";
import { toWatch, watchWords } from "./parameter-watch";
import { storeKept, tryAgain } from "./store-kept";
import { RemoveSignalMappingInput, SetSignalMappingInput } from "./signal-mapping.schema";

/**
 * Maps a value of foreign JSON messages to a signal of a work unit, or changes what it is mapped to. It counts from the next batch on in every process;
 * what was stored before keeps its old meaning, what was kept of it while nobody had mapped it is stored now. Old and new are kept in the audit trail (SEC-09). Refusals: MAPPING_INVALID with the `field` and what
 * is wrong with it, MAPPING_EXISTS, SIGNAL_TWICE where it is to be the only one of its meaning.
 */
export const setSignalMapping = defineCommand<SetSignalMappingInput, { readonly mappingId: string }>({
  name: "set-signal-mapping",
  permission: "integration.configure",
  input: SetSignalMappingInput,
  async site(tx, { sourceId }) {
    const [row] = await tx.select({ siteId: source.siteId }).from(source).where(eq(source.id, sourceId));
    return row?.siteId ?? null;
  },
  async run(frame, said) {
    const { tx, siteId } = frame;
    const input = { ...said, valuePath: spelled(said.valuePath), timePath: spelled(said.timePath), modePath: spelled(said.modePath) };
    const problem = await problemOf(tx, siteId, input);
    if (problem !== null) return refuse("MAPPING_INVALID", problem);
    const mappingId = input.mappingId ?? newId();
    const [old] = await tx
      .select()
      .from(signalMapping)
      .where(and(eq(signalMapping.id, mappingId), eq(signalMapping.siteId, siteId)))
      .for("update");
    if (input.mappingId !== null && old?.active !== true) return refuse("NOT_FOUND");
    const [twin] = await tx
      .select({ name: signalMapping.name })
      .from(signalMapping)
      .where(
        and(
          eq(signalMapping.siteId, siteId),
          eq(signalMapping.topicPattern, input.topicPattern),
          eq(signalMapping.valuePath, input.valuePath),
          eq(signalMapping.active, true),
          ne(signalMapping.id, mappingId),
        ),
      );
    if (twin !== undefined) return refuse("MAPPING_EXISTS", { name: twin.name });
    const { sourceId, topicPattern, valuePath, timePath, workUnit, kind, name, counter } = input;
    const isAnother = old === undefined || old.kind !== kind || old.counter !== counter || old.workUnit.toUpperCase() !== workUnit.toUpperCase();
    const alike = input.alone && isAnother ? await refuseAlike(tx, { siteId, unit: workUnit, kind, counter, own: { mappingId }, place: { topicPattern, valuePath } }) : null;
    if (alike !== null) return alike;
    const watch = toWatch(input);
    const { uom, counterModulus, states, timeFrom, localTime, modePath, modes } = input;
    const values = {
      states,
      timeFrom,
      localTime,
      modePath,
      modes,
      sourceId,
      topicPattern,
      valuePath,
      timePath,
      workUnit,
      kind,
      name,
      counter,
      counterModulus,
      uom,
      scale: decimal(input.scale),
      ...watch,
    };
    // Before machines are held: the order in which everybody takes them.
    await tryAgain(tx, [siteId], { sourceId, path: valuePath });
    if (old === undefined) await tx.insert(signalMapping).values({ id: mappingId, siteId, ...values });
    else await tx.update(signalMapping).set(values).where(eq(signalMapping.id, mappingId));
    const events = old === undefined ? [] : await carryOver(frame, old, values);
    await note(frame, "signal-mapping.set", mappingId, old, { ...values });
    const stored = await storeKept(tx, frame.actor, frame.recordedAt, [siteId]);
    return accept({ events, stored, output: { mappingId } });
  },
});

/** Ends a mapping: from the next batch on its messages are nobody's again. What it stored stays. Refusal NOT_FOUND. */
export const removeSignalMapping = defineCommand<RemoveSignalMappingInput, { readonly mappingId: string }>({
  name: "remove-signal-mapping",
  permission: "integration.configure",
  input: RemoveSignalMappingInput,
  async site(tx, { mappingId }) {
    const [row] = await tx.select({ siteId: signalMapping.siteId }).from(signalMapping).where(eq(signalMapping.id, mappingId));
    return row?.siteId ?? null;
  },
  async run(frame, { mappingId }) {
    const { tx } = frame;
    const [old] = await tx.select().from(signalMapping).where(eq(signalMapping.id, mappingId)).for("update");
    if (old?.active !== true) return refuse("NOT_FOUND");
    await tx.update(signalMapping).set({ active: false }).where(eq(signalMapping.id, mappingId));
    const events = await endMapped(frame, mappingId);
    await note(frame, "signal-mapping.remove", mappingId, old, undefined);
    return accept({ events, output: { mappingId } });
  },
});

/** What is wrong with a mapping, and where; null when nothing is. */
async function problemOf(tx: Tx, siteId: string, input: SetSignalMappingInput): Promise<{ readonly field: string; readonly problem: string } | null> {
  const pattern = parseTopicPattern(input.topicPattern);
  if ("problem" in pattern) return { field: "topicPattern", problem: pattern.problem };
  const [from] = await tx.select().from(source).where(eq(source.id, input.sourceId));
  if (from === undefined || from.kind === "SPARKPLUG") return { field: "sourceId", problem: "NOT_JSON" };
  if (!patternsMeet(input.topicPattern, from.topicFilter)) return { field: "topicPattern", problem: "NEVER_HEARD" };
  for (const field of ["valuePath", "timePath", "modePath"] as const) {
    const path = readJsonPath(input[field] ?? "");
    if (typeof path === "string") return { field, problem: path };
  }
  const names = namesIn(input.workUnit);
  if (names.some((name) => !pattern.names.includes(name))) return { field: "workUnit", problem: "NAME_NOT_IN_PATTERN" };
  if (names.length === 0 && !(await hasUnit(tx, siteId, input.workUnit))) return { field: "workUnit", problem: "NO_UNIT" };
  if (input.uom !== null && !(await isUom(tx, input.uom))) return { field: "uom", problem: "NO_UOM" };
  return null;
}

/** A path in its one spelling, so that two that name the same place are found to be the same; as it was said where it is none. */
function spelled<Text extends string | null>(text: Text): Text | string {
  const path = text === null ? null : parseJsonPath(text);
  return path === null ? text : writeJsonPath(path);
}

async function hasUnit(tx: Tx, siteId: string, code: string): Promise<boolean> {
  const rows = await tx
    .select({ id: equipment.id })
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), eq(sql`upper(${equipment.code})`, code.toUpperCase()), eq(equipment.level, "WORK_UNIT")));
  return rows.length > 0;
}

async function note(frame: CommandFrame, action: string, subject: string, old: Stored | undefined, next: Stored | undefined): Promise<void> {
  await noteDone(frame, action, subject, { old: old === undefined ? null : wordsOf(old), new: next === undefined ? null : wordsOf(next) });
}

function wordsOf(mapping: Stored): string[] {
  return [...placeWords(mapping), ...meaningWords(mapping), ...watchWords(mapping)];
}
