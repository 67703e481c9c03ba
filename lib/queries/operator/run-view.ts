import "server-only";
import { and, asc, desc, eq, gt, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { command } from "@/db/schema/eventlog";
import { labourBooking } from "@/db/schema/labour";
import { person } from "@/db/schema/reference";
import { latestValue } from "@/db/schema/telemetry";
import { tag } from "@/db/schema/telemetry-source";
import type { Actor } from "@/lib/auth/actor";
import type { Reader } from "@/lib/queries/reader";
import { type ComingDowntime, comingDowntime } from "./coming-downtime";
import { type CounterInDoubt, countersInDoubt } from "./counters-in-doubt";
import { type DueCheckView, dueChecksOf } from "./due-checks";
import { dispatchList, startable, type Waiting } from "./dispatch-list";
import { type FloorInstruction, floorInstructions } from "./floor-instructions";
import type { FloorReader } from "./floor-reader";
import { type FloorUnit, floorUnit } from "./floor-unit";
import { type Handover, handoversOf } from "./handovers";
import { type LoadedOperation, loadedOperations } from "./loaded-operations";
import { type OpenCall, openCalls } from "./open-calls";
import { preparedStarts } from "./prepared-starts";
import { type ReasonLists, reasonChoices } from "./reason-choices";
import { type Indirect, indirectOf } from "./indirect";
import { type RunComponent, runComponents } from "./run-components";
import { type RunEntry, runEntries } from "./run-entries";
import { type RunOperation, runOperation } from "./run-operation";
import { type UnexplainedStop, unexplainedStops } from "./unexplained-stops";

export type RunPerson = { readonly personId: string; readonly number: string; readonly name: string; readonly since: string };

/** A process value of the machine with its limits. */
export type ProcessValue = {
  readonly name: string;
  readonly value: string;
  readonly uom: string | null;
  readonly at: string;
  readonly low: string | null;
  readonly high: string | null;
  readonly good: boolean;
};

/** Everything that the tablet at one work unit shows, as of one instant of the server's clock. */
export type RunView = {
  readonly asOf: string;
  readonly unit: FloorUnit;
  readonly operation: RunOperation | null;
  /** All that is in work here, where several may be at once; the operation above is one of them, or none while another is chosen to start. */
  readonly runs?: readonly LoadedOperation[];
  /** What is next here; also while something runs. */
  readonly waiting: readonly Waiting[];
  /** More wait than are listed. Absent where all are, and in what a tablet kept before it knew of it. */
  readonly waitingCut?: boolean;
  readonly components: readonly RunComponent[];
  readonly entries: readonly RunEntry[];
  readonly people: readonly RunPerson[];
  /** What the reader may be booked on besides orders, and is now (EX-17). */
  readonly indirect: Indirect;
  readonly values: readonly ProcessValue[];
  readonly reasons: ReasonLists;
  /** Calls from this place that nobody has resolved. */
  readonly calls: readonly OpenCall[];
  /** Stops of the operation that need a reason before it can complete (EX-03). */
  readonly stops: readonly UnexplainedStop[];
  /** Counters of the machine of which something waits to be counted or left out (KP-02). Absent in what a tablet kept before it knew of them. */
  readonly counters?: readonly CounterInDoubt[];
  /** Checks of the operation that are due (EX-14). */
  readonly checks: readonly DueCheckView[];
  /** What a crew left here that waits for the next one, or that the reader has not read (EX-16). */
  readonly handovers: readonly Handover[];
  /** Planned downtime of the machine that is coming or has begun. Absent in what a tablet kept before it knew of it. */
  readonly downtime?: readonly ComingDowntime[];
  /** Instructions of the operation in hand and of those that wait. */
  readonly instructions: readonly FloorInstruction[];
  /** Commands of the reader, and of whoever else used this tablet, that this view already contains. */
  readonly included: readonly string[];
};

const INCLUDED_MS = 15 * 60_000;

/** Asks a unit that may run several for what could start there, though something runs. */
export const NEXT = "next";

/** What an address may ask for: one of the runs, or NEXT. */
export const AskedRun = z.union([z.literal(NEXT), z.uuid()]);

/**
 * The run screen of a work unit, or null when there is none with that code at the reader's sites. `run`: the operation whose screen it is, on a unit that may
 * run several, or NEXT; else the one that started first.
 */
export async function runView({ db, ...rest }: Reader, actor: Actor, unitCode: string, run?: string): Promise<RunView | null> {
  // One snapshot: what `included` names is in the figures, and what is in the figures is named.
  return db.transaction((tx) => readView({ db: tx, ...rest }, actor, unitCode, run), { isolationLevel: "repeatable read", accessMode: "read only" });
}

async function readView(reader: FloorReader, actor: Actor, unitCode: string, run: string | undefined): Promise<RunView | null> {
  const unit = await floorUnit(reader, actor, unitCode);
  if (unit === null) return null;
  const running = run === NEXT && unit.parallel ? null : await runOperation(reader, unit.site.id, unit.id, unit.parallel ? run : undefined);
  const [{ waiting, cut }, components, entries, people, values, reasons, calls, stops, counters, checks, handovers, indirect, downtime, included] = await Promise.all([
    dispatchList(reader, actor, unit),
    running === null ? [] : runComponents(reader, running.row),
    running === null ? [] : runEntries(reader, running.operation),
    running === null ? [] : signedOn(reader, running.operation.id),
    processValues(reader, unit.id),
    reasonChoices(reader, unit.site.id, unit.id),
    openCalls(reader, actor, unit.id),
    running === null ? [] : unexplainedStops(reader, unit, running.row),
    running === null ? [] : countersInDoubt(reader, actor, unit.site.id, unit.id),
    running === null ? [] : dueChecksOf(reader, running.operation.id),
    handoversOf(reader, actor, unit.id),
    indirectOf(reader, actor, unit.site.id),
    comingDowntime(reader, unit.id),
    acceptedLately(reader, actor),
  ]);
  // While something is loaded nothing else starts here, with or without the network.
  const next = running === null || unit.parallel ? waiting.filter(startable).map((one) => one.operationId) : [];
  const prepared = await preparedStarts(reader, unit, next);
  const instructions = await floorInstructions(reader, actor, [...(running === null ? [] : [running.operation.id]), ...waiting.map((one) => one.operationId)]);
  return {
    asOf: reader.now.toISOString(),
    unit,
    operation: running?.operation ?? null,
    ...(unit.parallel ? { runs: await loadedOperations(reader.db, [unit.id]) } : {}),
    ...(cut ? { waitingCut: true } : {}),
    waiting: waiting.map((one) => {
      const start = prepared.get(one.operationId);
      return start === undefined ? one : { ...one, prepared: start };
    }),
    components,
    entries,
    people,
    values,
    reasons,
    calls,
    stops,
    counters,
    checks,
    handovers,
    indirect,
    downtime,
    instructions,
    included,
  };
}

/** Commands of the reader that were accepted lately: what is read in the same snapshot contains them. */
export async function acceptedLately({ db, now }: FloorReader, actor: Actor): Promise<readonly string[]> {
  if (actor.accountId === null) return [];
  const rows = await db
    .select({ id: command.id })
    .from(command)
    .where(
      and(
        or(eq(command.accountId, actor.accountId), actor.deviceId === null ? undefined : eq(command.deviceId, actor.deviceId)),
        gt(command.recordTime, new Date(now.getTime() - INCLUDED_MS)),
        eq(command.outcome, "ACCEPTED"),
      ),
    )
    .orderBy(desc(command.recordTime))
    .limit(200);
  return rows.map((row) => row.id);
}

async function signedOn({ db }: FloorReader, operationId: string): Promise<readonly RunPerson[]> {
  const rows = await db
    .select({ personId: person.id, number: person.number, name: person.name, since: labourBooking.fromAt })
    .from(labourBooking)
    .innerJoin(person, eq(person.id, labourBooking.personId))
    .where(and(eq(labourBooking.operationId, operationId), isNull(labourBooking.toAt)))
    .orderBy(asc(labourBooking.fromAt))
    .limit(50);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}

async function processValues({ db }: FloorReader, unitId: string): Promise<readonly ProcessValue[]> {
  const rows = await db
    .select({
      name: tag.name,
      uom: tag.uom,
      low: tag.lowerLimit,
      high: tag.upperLimit,
      value: latestValue.value,
      at: latestValue.at,
      quality: latestValue.quality,
      stale: latestValue.stale,
    })
    .from(tag)
    .innerJoin(latestValue, eq(latestValue.tagId, tag.id))
    .where(and(eq(tag.workUnitId, unitId), eq(tag.kind, "PARAMETER"), eq(tag.active, true)))
    .orderBy(asc(tag.id))
    .limit(6);
  return rows.map((row) => ({
    name: row.name,
    value: String(Math.round(row.value * 1000) / 1000),
    uom: row.uom,
    at: row.at.toISOString(),
    low: row.low?.toFixed() ?? null,
    high: row.high?.toFixed() ?? null,
    good: !row.stale && row.quality > 0,
  }));
}
