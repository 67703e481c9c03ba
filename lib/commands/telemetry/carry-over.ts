import "server-only";
import { isDeepStrictEqual } from "node:util";
import { and, eq, inArray, sql } from "drizzle-orm";
import { equipment } from "@/db/schema/reference";
import { type signalMapping, tag } from "@/db/schema/telemetry-source";
import type { CommandFrame } from "@/lib/commands/define-command";
import { namesIn } from "@/lib/domain/equipment/topic-pattern";
import type { NewEvent } from "@/lib/eventlog/event";
import { mappedAddress } from "@/lib/telemetry/sink/map-foreign";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { retireTags, succeedCounters } from "@/lib/telemetry/sink/retire-tags";
import { lockUnits } from "./lock-units";
import { endWatch, isWatched } from "./parameter-watch";
import { lockKept } from "./store-kept";

/** A mapping as it is stored, apart from whose it is. */
export type Stored = Omit<typeof signalMapping.$inferSelect, "id" | "siteId" | "active">;

/** Where the value of a mapping is told, in words. */
export function placeWords({ topicPattern, valuePath }: Pick<Stored, "topicPattern" | "valuePath">): string[] {
  return [topicPattern, valuePath];
}

/** What the value of a mapping means and how it is read, in words. */
export function meaningWords({ workUnit, kind, name, counter, counterModulus, uom, scale, ...rest }: Stored): string[] {
  return [whenWords(rest), workUnit, counter ?? kind, name, uom ?? "no unit", `× ${scale.toFixed()}`, ...wrapWords({ counterModulus }), ...stateWords(rest)];
}

function whenWords({ timeFrom, timePath, localTime }: Pick<Stored, "timeFrom" | "timePath" | "localTime">): string {
  return timeFrom === "ARRIVAL" ? "time of arrival" : `${timePath ?? "usual time"}${localTime ? " of the site" : ""}`;
}

/** What a machine calls its states and modes, in words; nothing where it calls them as we or PackML do. */
export function stateWords({ states, modePath = null, modes = null }: Pick<Stored, "states"> & Partial<Pick<Stored, "modePath" | "modes">>): string[] {
  const words = (list: Stored["states"]): string[] => (list ?? []).map(({ value, state }) => `${value} = ${state}`);
  return [...words(states), ...(modePath === null ? [] : [`mode in ${modePath}`, ...words(modes)])];
}

/** Where a counter wraps, in words; nothing where it never does. */
export function wrapWords({ counterModulus }: Pick<Stored, "counterModulus">): string[] {
  return counterModulus === null ? [] : [`wraps at ${counterModulus}`];
}

/**
 * Brings what a mapping has made to what it says now. Its name, its time, its limits and where a counter wraps are of the same signal and count from the next batch on. Another meaning ends
 * its tags and makes them anew with the next value; a counter goes on where it stood as long as it is the same one, told at the same place (KP-02).
 */
export async function carryOver(frame: CommandFrame, { id, ...old }: typeof signalMapping.$inferSelect, now: Stored): Promise<readonly NewEvent[]> {
  const tags = await heldTagsOf(frame, id);
  if (!isSameSignal(old, now)) {
    const events = await end(frame, tags);
    if (isSameCounter(old, now)) await succeed(frame, id, tags, old.workUnit === now.workUnit ? null : now.workUnit, now);
    return events;
  }
  const { name, counterModulus, lowerLimit, upperLimit, sampleIntervalSeconds } = now;
  // Quality is called for a parameter by its name.
  const events = isWatched(now) && name === old.name ? [] : await endWatch(frame, tags);
  const ids = tags.map((one) => one.id);
  await frame.tx.update(tag).set({ name, counterModulus, lowerLimit, upperLimit, sampleIntervalSeconds }).where(inArray(tag.id, ids));
  return events;
}

/** Ends the tags that a mapping has made, and what is being said of their limits. */
export async function endMapped(frame: CommandFrame, mappingId: string): Promise<readonly NewEvent[]> {
  return end(frame, await heldTagsOf(frame, mappingId));
}

/** True where what was stored before and what comes now are values of one signal in one unit. */
function isSameSignal(old: Stored, now: Stored): boolean {
  return isSamePlace(old, now) && old.workUnit === now.workUnit && old.kind === now.kind && old.counter === now.counter && old.uom === now.uom && old.scale.eq(now.scale);
}

function isSamePlace(old: Stored, now: Stored): boolean {
  return old.sourceId === now.sourceId && isDeepStrictEqual(placeWords(old), placeWords(now));
}

/** True where the counter that was told is the one that will be: at the same place, and of the same machines or of one each. */
function isSameCounter(old: Stored, now: Stored): boolean {
  const isOfOneEach = namesIn(old.workUnit).length === 0 && namesIn(now.workUnit).length === 0;
  return old.kind === "COUNTER" && now.kind === "COUNTER" && isSamePlace(old, now) && (isOfOneEach || old.workUnit === now.workUnit);
}

type HeldTag = { readonly id: number; readonly unitId: string; readonly unitNumber: number };

/** The tags that a mapping has made; whoever stores values of their machines waits until this transaction is over. */
async function heldTagsOf({ tx, siteId }: CommandFrame, mappingId: string): Promise<readonly HeldTag[]> {
  const made = () =>
    tx
      .select({ id: tag.id, unitId: tag.workUnitId, unitNumber: tag.equipmentNumber })
      .from(tag)
      .where(and(eq(tag.mappingId, mappingId), eq(tag.active, true)));
  // The list of what nobody has mapped first, machines after it: the order in which everybody takes them.
  await lockKept(tx, [siteId]);
  await lockUnits(
    tx,
    (await made()).map(({ unitNumber }) => unitNumber),
  );
  return made();
}

async function end(frame: CommandFrame, tags: readonly HeldTag[]): Promise<readonly NewEvent[]> {
  await retireTags(
    rawSql(frame.tx),
    tags.map(({ id }) => id),
  );
  return endWatch(frame, tags);
}

/** Makes the tags that follow those that ended, of the same machines or of another one, and lets their counters go on. */
async function succeed({ tx, siteId }: CommandFrame, mappingId: string, ended: readonly HeldTag[], movedTo: string | null, now: Stored): Promise<void> {
  if (ended.length === 0) return;
  const { sourceId, name, kind, counter, counterModulus, uom, scale } = now;
  const units = await tx
    .select({ id: equipment.id, code: equipment.code, number: equipment.number })
    .from(equipment)
    .where(
      and(
        eq(equipment.siteId, siteId),
        eq(equipment.level, "WORK_UNIT"),
        movedTo === null
          ? inArray(
              equipment.id,
              ended.map(({ unitId }) => unitId),
            )
          : eq(sql`upper(${equipment.code})`, movedTo.toUpperCase()),
      ),
    );
  const successions = [];
  for (const { id: workUnitId, code, number: equipmentNumber } of units) {
    const from = ended.find(({ unitId }) => movedTo !== null || unitId === workUnitId);
    const values = { siteId, sourceId, address: mappedAddress(mappingId, code), name, workUnitId, equipmentNumber, kind, counter, counterModulus, uom, scale, mappingId };
    const [made] = await tx.insert(tag).values(values).returning({ id: tag.id });
    if (from !== undefined && made !== undefined) successions.push({ from: from.id, to: made.id });
  }
  await succeedCounters(rawSql(tx), successions);
}
