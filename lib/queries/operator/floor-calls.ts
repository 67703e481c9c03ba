import "server-only";
import { and, asc, eq, inArray, isNull, notInArray, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { isOpenException } from "@/db/open-exception";
import { productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { equipment, reasonCode, site } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { RAISED, shiftEndOf } from "@/db/shift-end";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { exceptionRoles, signatureOf } from "@/lib/auth/exception-owners";
import { STOPS_TO_NAME } from "@/lib/domain/equipment/classify-stop";
import { escalatedTo, mayComeTo, NAMED_CLASSES, nextEscalation, SHIFT_CLASSES } from "@/lib/domain/execution/escalation";
import { owns } from "@/lib/domain/execution/exception-state";
import { reasonNameOrNull } from "@/lib/queries/reason-name";
import type { Reader } from "@/lib/queries/reader";
import { type CalledAgain, calledAgain, textIn } from "./exception-detail";
import type { FloorReader } from "./floor-reader";
import { type LeadStop, unnamedStops } from "./lead-view";
import type { NextLevel } from "./open-calls";
import { type QualityFinding, qualityFinding } from "./quality-finding";
import { acceptedLately } from "./run-view";
import { type Suspect, suspectsOf } from "./suspects";

/** Something that waits for the reader's role: a call, or what a machine or a figure gave away. */
export type FloorCall = {
  readonly id: string;
  readonly class: string;
  /** What was called for, where a person called. */
  readonly call: string | null;
  readonly severity: number;
  readonly state: "RAISED" | "ACKNOWLEDGED" | "IN_PROGRESS";
  readonly raisedAt: string;
  readonly takenAt: string | null;
  /** Who has it by name once somebody has taken it, the role that it waits for before. */
  readonly owner: string | null;
  /** The reader has taken it. */
  readonly mine: boolean;
  /** It is the reader's to take; else it is shown because the reader may settle it all the same: a counter, by whoever names stops (KP-02). */
  readonly mayTake: boolean;
  readonly next: NextLevel | null;
  /** What the caller wrote. */
  readonly note: string | null;
  /** What was said by who called again while it was open. Absent in what a page read before it knew. */
  readonly again?: readonly CalledAgain[];
  /** What the plant itself found; null where a person called. Absent in what a page read before it knew. */
  readonly finding?: QualityFinding | null;
  readonly order: string | null;
  readonly unit: { readonly id: string; readonly code: string; readonly name: string; readonly line: string | null } | null;
  readonly site: { readonly name: string; readonly timeZone: string };
  /** The machine stands right now: since when, and why where somebody has said so. */
  readonly stop: { readonly id: string; readonly state: string; readonly from: string; readonly reason: string | null } | null;
  /** What an entry that is in doubt is about; null of all others. */
  readonly suspect: Suspect | null;
  /** The reader may name stops there. */
  readonly mayName: boolean;
};

/** What waits for the reader, worst and oldest first; `included`: commands of the reader that it already contains. */
export type FloorCalls = {
  readonly asOf: string;
  readonly timeZone: string;
  readonly calls: readonly FloorCall[];
  /** Stops without a reason, for who names them and has no page of the machine, such as maintenance; absent for others, who find them there. */
  readonly stops?: readonly LeadStop[];
  readonly included: readonly string[];
};

/** So many open exceptions of the classes that may be the reader's are looked through, the worst first. */
const LOOK_THROUGH = 300;
const MOST = 40;

/** §2.5: open exceptions whose class, or whose escalation, makes them the reader's, those that the reader has taken, and what else is theirs to settle (§10.1): counters in doubt and stops. */
export async function floorCalls({ db, ...rest }: Reader, actor: Actor): Promise<FloorCalls> {
  // One snapshot: what `included` names is in the calls, and what is in the calls is named.
  return db.transaction(async (tx) => ({ ...(await readCalls({ db: tx, ...rest }, actor)), included: await acceptedLately({ db: tx, ...rest }, actor) }), {
    isolationLevel: "repeatable read",
    accessMode: "read only",
  });
}

async function readCalls(reader: FloorReader, actor: Actor): Promise<Omit<FloorCalls, "included">> {
  const { db, now } = reader;
  const sites = sitesWith(actor, "exception.end").filter((siteId) => exceptionRoles(actor, siteId).length > 0);
  const [place] = await db.select({ timeZone: site.timeZone }).from(site).where(inArray(site.id, sites)).orderBy(asc(site.code)).limit(1);
  if (place === undefined) return { asOf: now.toISOString(), timeZone: "UTC", calls: [] };
  const who = signatureOf(actor);
  const roles = sites.flatMap((siteId) => exceptionRoles(actor, siteId));
  const classifies = sites.filter((siteId) => authorise(actor, "stop.classify", siteId));
  const line = alias(equipment, "line");
  const rows = await db
    .select({
      row: exception,
      shiftEnd: sql`case when ${inArray(exception.class, [...SHIFT_CLASSES])} then ${shiftEndOf(RAISED)} end`.mapWith(exception.raisedAt),
      unit: { id: equipment.id, code: equipment.code, name: equipment.name },
      line: line.name,
      order: productionOrder.number,
      site: { name: site.name, timeZone: site.timeZone },
      stop: { id: stateInterval.id, state: stateInterval.state, from: stateInterval.fromAt, code: stateInterval.reasonCode },
      reason: reasonNameOrNull(reader),
    })
    .from(exception)
    .innerJoin(site, eq(site.id, exception.siteId))
    .leftJoin(equipment, eq(equipment.id, exception.workUnitId))
    .leftJoin(line, eq(line.id, equipment.parentId))
    .leftJoin(productionOrder, eq(productionOrder.id, exception.orderId))
    .leftJoin(
      stateInterval,
      and(eq(stateInterval.workUnitId, exception.workUnitId), isNull(stateInterval.toAt), isNull(stateInterval.supersededAt), inArray(stateInterval.state, [...STOPS_TO_NAME])),
    )
    .leftJoin(reasonCode, and(eq(reasonCode.siteId, exception.siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, stateInterval.reasonCode)))
    .where(
      and(
        inArray(exception.siteId, sites),
        isOpenException,
        // It speaks of money, which nobody reads on the floor.
        sql`${exception.owner} is distinct from 'FINANCE'`,
        // Hundreds of messages that wait for IT must not hide the machine that waits for maintenance.
        or(
          inArray(
            exception.class,
            NAMED_CLASSES.filter((kind) => mayComeTo(roles, kind)),
          ),
          mayComeTo(roles, "OTHER") ? notInArray(exception.class, [...NAMED_CLASSES]) : undefined,
          classifies.length > 0 ? and(eq(exception.class, "COUNTER_SUSPECT"), inArray(exception.siteId, classifies)) : undefined,
          sql`${exception.detail} ->> 'takenBy' = ${who}`,
        ),
      ),
    )
    .orderBy(asc(exception.severity), asc(exception.raisedAt))
    .limit(LOOK_THROUGH);
  const calls = rows.flatMap(({ row, shiftEnd, unit, line: lineName, order, site: at, stop, reason }): readonly FloorCall[] => {
    const mine = who !== null && textIn(row.detail, "takenBy") === who;
    const theirs = owns({ caller: exceptionRoles(actor, row.siteId), class: row.class, escalatedTo: escalatedTo(row.class, row.escalationLevel) });
    const settles = row.class === "COUNTER_SUSPECT" && authorise(actor, "stop.classify", row.siteId);
    if ((!mine && !theirs && !settles) || row.state === "RESOLVED" || row.state === "CLOSED") return [];
    const end: unknown = shiftEnd;
    const finding = qualityFinding(row.class, row.detail);
    const next = nextEscalation({
      ...row,
      raisedAt: row.recurredAt ?? row.raisedAt,
      level: row.escalationLevel,
      takenAt: row.acknowledgedAt,
      shiftEnd: end instanceof Date ? end : null,
    });
    return [
      {
        id: row.id,
        class: row.class,
        call: textIn(row.detail, "call"),
        severity: row.severity,
        state: row.state,
        raisedAt: row.raisedAt.toISOString(),
        takenAt: row.acknowledgedAt?.toISOString() ?? null,
        owner: row.owner,
        mine,
        mayTake: theirs,
        next: next === null ? null : { at: next.at.toISOString(), to: next.to },
        note: textIn(row.detail, "note"),
        again: calledAgain(row.detail),
        finding,
        order,
        unit: unit === null ? null : { ...unit, line: lineName },
        site: at,
        stop: stop === null ? null : { id: stop.id, state: stop.state, from: stop.from.toISOString(), reason: stop.code === null ? null : (reason ?? stop.code) },
        suspect: null,
        mayName: authorise(actor, "stop.classify", row.siteId),
      },
    ];
  });
  const shown = calls.slice(0, MOST);
  const ids = new Set(shown.map(({ id }) => id));
  const suspects = await suspectsOf(
    { db, now },
    rows.map(({ row }) => row).filter(({ id }) => ids.has(id)),
  );
  const blind = classifies.filter((siteId) => !authorise(actor, "operation.read", siteId));
  return {
    ...(blind.length === 0 ? {} : { stops: (await unnamedStops(reader, blind)).slice(0, MOST) }),
    asOf: now.toISOString(),
    timeZone: calls[0]?.site.timeZone ?? place.timeZone,
    calls: shown.map((call) => {
      const suspect = suspects.get(call.id) ?? null;
      // The note of what was found is its wording for the office.
      return { ...call, suspect, note: suspect === null && (call.finding ?? null) === null ? call.note : null };
    }),
  };
}
