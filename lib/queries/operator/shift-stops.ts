import "server-only";
import { and, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, max, min, or, sql } from "drizzle-orm";
import { calendarWindow } from "@/db/schema/calendar";
import { person, reasonCode } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { STOPS_TO_NAME } from "@/lib/domain/equipment/classify-stop";
import { reasonNameOrNull } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";
import { type FloorUnit, floorUnit } from "./floor-unit";
import { type ReasonChoice, reasonChoices } from "./reason-choices";
import type { UnexplainedStop } from "./unexplained-stops";

/** A stop as it stands now: its reason if it has one, with the words that came with it, and who gave it, for who may name stops as well; null where nobody did. */
export type ShiftStop = UnexplainedStop & {
  readonly reason: { readonly code: string; readonly name: string; readonly comment: string | null } | null;
  readonly by: string | null;
};

/** The stops of a machine since its shift began, newest first, and what they may be named; `shift` is false where none is planned now and the last hours are looked at. */
export type ShiftStops = {
  readonly asOf: string;
  readonly since: string;
  readonly shift: boolean;
  readonly stops: readonly ShiftStop[];
  readonly reasons: readonly ReasonChoice[];
};

/** Looked back where no shift is planned. */
const HOURS = 8;
/** A stop that reaches into the shift began no longer ago than this before it, in hours, unless it lasts still. */
const REACH_HOURS = 24;
const MOST = 60;

/** ST-05: what may be named, named again or divided at this machine, with a stop from before the shift (`also`) that somebody came for; null where the reader's sites have no such machine. */
export async function shiftStops(reader: FloorReader, actor: Actor, unitCode: string, also?: string): Promise<ShiftStops | null> {
  const unit = await floorUnit(reader, actor, unitCode, "stop.read");
  if (unit === null) return null;
  const { db, now } = reader;
  // §10.1: offices may read why a machine stood, and ask its crew nothing about it.
  const seesPeople = authorise(actor, "stop.classify", unit.site.id);
  const begun = await shiftBegin(reader, unit);
  const since = begun ?? new Date(now.getTime() - HOURS * 3_600_000);
  const rows = await db
    .select({
      id: stateInterval.id,
      state: stateInterval.state,
      from: stateInterval.fromAt,
      to: stateInterval.toAt,
      code: stateInterval.reasonCode,
      comment: stateInterval.comment,
      name: reasonNameOrNull(reader),
      by: person.name,
    })
    .from(stateInterval)
    .leftJoin(reasonCode, and(eq(reasonCode.siteId, stateInterval.siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, stateInterval.reasonCode)))
    .leftJoin(person, eq(person.id, stateInterval.classifiedBy))
    .where(
      and(
        eq(stateInterval.workUnitId, unit.id),
        isNull(stateInterval.supersededAt),
        inArray(stateInterval.state, STOPS_TO_NAME),
        or(
          isNull(stateInterval.toAt),
          and(gte(stateInterval.fromAt, new Date(since.getTime() - REACH_HOURS * 3_600_000)), gt(stateInterval.toAt, since)),
          also === undefined ? undefined : eq(stateInterval.id, also),
        ),
        // What nobody asks about is left out, unless somebody named it: S10.
        or(
          isNotNull(stateInterval.reasonCode),
          sql`coalesce(${stateInterval.toAt}, ${now.toISOString()}::timestamptz) - ${stateInterval.fromAt} >= make_interval(secs => ${unit.microStopSeconds})`,
        ),
      ),
    )
    .orderBy(desc(stateInterval.fromAt))
    .limit(MOST);
  return {
    asOf: now.toISOString(),
    since: since.toISOString(),
    shift: begun !== null,
    reasons: (await reasonChoices(reader, unit.site.id, unit.id)).stop,
    stops: rows.map(({ id, state, from, to, code, comment, name, by }) => ({
      id,
      state,
      from: from.toISOString(),
      to: to?.toISOString() ?? null,
      reason: code === null ? null : { code, name: name ?? code, comment },
      by: seesPeople ? by : null,
    })),
  };
}

/** When the shift of the machine's line that is on began. A break that the calendar leaves between its hours begins no other one. */
export async function shiftBegin({ db, now }: FloorReader, unit: FloorUnit): Promise<Date | null> {
  const about = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const begin = min(calendarWindow.fromAt);
  const [row] = await db
    .select({ from: begin })
    .from(calendarWindow)
    .where(and(eq(calendarWindow.workCentreId, unit.line.id), gt(calendarWindow.fromAt, about(-2)), lt(calendarWindow.fromAt, about(2))))
    .groupBy(calendarWindow.productionDay, calendarWindow.shiftName)
    .having(sql`${begin} <= ${now.toISOString()}::timestamptz and ${max(calendarWindow.toAt)} > ${now.toISOString()}::timestamptz`)
    .orderBy(desc(begin))
    .limit(1);
  return row?.from ?? null;
}
