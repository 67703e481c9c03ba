import "server-only";
import { and, asc, eq, inArray, isNull, lte, not, or, sql } from "drizzle-orm";
import { z } from "zod";
import { attendedShifts } from "@/db/attended";
import { exception } from "@/db/schema/exception";
import { shiftCrew } from "@/db/schema/labour";
import { person, site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { eachApart } from "@/lib/commands/each-apart";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { unconfirmedSeconds } from "@/lib/domain/costing/unconfirmed-time";
import { dueToLeave, goneAt, WITHOUT_SHIFT_MS } from "@/lib/domain/execution/attendance";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { takeOffCrew } from "./attend";
import { attendancesAround, siteOfPerson } from "./attendance-store";
import { raise } from "./facts";
import { lockPeople } from "./store";

/** Attendances that are read at once; what is left is for the next round. */
const MOST = 500;
/** Shifts are looked at so many days back: as late as a tablet may tell something (EX-21). */
const DAYS = 8;
const DAY_MS = 24 * 3_600_000;

/**
 * C-15: ends the attendance of everybody who has not said that they went, once their shift is over and they are booked on nothing; then raises an exception
 * for each ended shift of which more is booked than attended. Answers how many it ended and how many it raised.
 */
export async function tendAttendance(services: Services): Promise<{ readonly ended: number; readonly raised: number }> {
  const ended = await eachApart(
    await overdue(services),
    "an attendance could not be ended",
    ({ personId }) => ({ person: personId }),
    (one) => end(services, one),
  );
  const raised = await eachApart(
    await overbooked(services),
    "an overbooked shift could not be told",
    ({ personId, day, shift }) => ({ person: personId, day, shift }),
    ({ siteId, siteCode, personId, day, shift }) => told(services, { siteId, code: siteCode }, { personId, day, shift }),
  );
  return { ended, raised };
}

type Open = { readonly siteId: string; readonly siteCode: string; readonly personId: string; readonly id: string };

/** Who is there while nothing of theirs is booked now, without those whose shift goes on: who came to a line within half a day, for a shift that is not over there. */
async function overdue({ db, clock }: Services): Promise<readonly Open[]> {
  const now = clock.now();
  const cameLongAgo = lte(shiftCrew.inAt, new Date(now.getTime() - WITHOUT_SHIFT_MS));
  const goesOn = sql`(${shiftCrew.workCentreId}, ${shiftCrew.productionDay}, ${shiftCrew.shiftName}) in
    (select w.work_centre_id, w.production_day, w.shift_name from reference.calendar_window w where w.to_at > ${now.toISOString()}::timestamptz)`;
  return db
    .select({ id: shiftCrew.id, siteId: shiftCrew.siteId, siteCode: site.code, personId: shiftCrew.personId })
    .from(shiftCrew)
    .innerJoin(site, eq(site.id, shiftCrew.siteId))
    .where(
      and(
        isNull(shiftCrew.outAt),
        or(cameLongAgo, isNull(shiftCrew.workCentreId), not(goesOn)),
        sql`not exists (select from execution.labour_booking b where b.person_id = ${shiftCrew.personId} and b.to_at is null)`,
      ),
    )
    .orderBy(asc(shiftCrew.inAt))
    .limit(MOST);
}

async function end(services: Services, { id, siteId, siteCode, personId }: Open): Promise<number> {
  const now = services.clock.now();
  const known = await services.db.transaction((tx) => attendancesAround(tx, personId, now));
  const open = known.find((one) => one.id === id);
  if (open === undefined || dueToLeave(open) > now) return 0;
  const worker = systemActor("worker", ["override.approve"], [{ siteId, code: siteCode }]);
  const result = await execute(services, worker, takeOffCrew, { commandId: newId(), eventTime: goneAt(open).toISOString(), personId });
  // Somebody may have begun something in between: then it is for a later round.
  return result.ok ? 1 : 0;
}

type Shift = { readonly personId: string; readonly day: string; readonly shift: string };

const subjectOf = ({ personId, day, shift }: Shift): string => `${personId}/${day}/${shift}`;

/** Ended shifts of which more is booked than attended and nobody has been told. */
async function overbooked({ db, clock }: Services): Promise<readonly (Shift & { readonly siteId: string; readonly siteCode: string })[]> {
  const sites = await db.select({ siteId: site.id, siteCode: site.code }).from(site);
  const now = clock.now();
  const days = { fromDay: dayOf(now.getTime() - DAYS * DAY_MS), toDay: dayOf(now.getTime() + DAY_MS) };
  const rows = await attendedShifts(db, now, { siteIds: sites.map((one) => one.siteId), ...days });
  const over = rows.filter((row) => !row.open && unconfirmedSeconds(row) < 0);
  if (over.length === 0) return [];
  const told = await db
    .select({ subject: exception.subject })
    .from(exception)
    .where(and(eq(exception.class, OVERBOOKED), inArray(exception.subject, over.map(subjectOf))));
  const known = new Set(told.map((row) => row.subject));
  return over
    .filter((row) => !known.has(subjectOf(row)))
    .slice(0, MOST)
    .flatMap(({ siteId, personId, day, shift }) => sites.filter((one) => one.siteId === siteId).map(({ siteCode }) => ({ siteId, siteCode, personId, day, shift })));
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

async function told(services: Services, scope: { readonly siteId: string; readonly code: string }, shift: Shift): Promise<number> {
  const result = await execute(services, systemActor("worker", ["override.approve"], [scope]), reportOverbooked, { commandId: newId(), ...shift });
  return result.ok && result.data.raised ? 1 : 0;
}

/** Class of a shift of which more is booked than attended. */
const OVERBOOKED = "LABOUR_OVERBOOKED";

/** C-15: more is booked of a person's shift than they attended; it is put before the lead once. */
export const reportOverbooked = defineCommand({
  name: "report-overbooked",
  permission: "override.approve",
  input: z.strictObject({ ...CommandHeadShape, personId: z.uuid(), day: z.iso.date(), shift: z.string() }),
  site: (tx, input) => siteOfPerson(tx, input.personId),
  async run({ tx, siteId, at }, { personId, day, shift }) {
    await lockPeople(tx, [personId]);
    const subject = subjectOf({ personId, day, shift });
    const [earlier] = await tx
      .select({ id: exception.id })
      .from(exception)
      .where(and(eq(exception.class, OVERBOOKED), eq(exception.subject, subject)));
    const [row] = await attendedShifts(tx, at, { siteIds: [siteId], fromDay: day, toDay: day, personId, shift });
    if (earlier !== undefined || row === undefined || unconfirmedSeconds(row) >= 0) return accept({ events: [], output: { raised: false } });
    const [who] = await tx.select({ number: person.number, name: person.name }).from(person).where(eq(person.id, personId));
    const { attendedSeconds, breakSeconds, bookedSeconds } = row;
    const detail = { person: who?.number ?? null, name: who?.name ?? null, day, shift, attendedSeconds, breakSeconds, bookedSeconds };
    return accept({ events: [raise({ class: OVERBOOKED, severity: 3, subject, workUnitId: null, orderId: null, owner: "LEAD", detail })], output: { raised: true } });
  },
});
