import "server-only";
import { and, asc, desc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { attendedShifts } from "@/db/attended";
import { isOpenException } from "@/db/open-exception";
import { RAISED } from "@/db/shift-end";
import { exception } from "@/db/schema/exception";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { labourBooking, shiftCrew } from "@/db/schema/labour";
import { handover } from "@/db/schema/handover";
import { equipment, person, reasonCode, site } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { notBookedSeconds } from "@/lib/domain/costing/unconfirmed-time";
import { STOPS_TO_EXPLAIN } from "@/lib/domain/equipment/classify-stop";
import { reasonNameOrNull } from "@/lib/queries/reason-name";
import { type Attention, attentionOf, LEADS } from "./attention";
import { type Approvals, approvalsOf, MOST_APPROVALS } from "./approvals";
import { type CrewSkills, crewSkills } from "./crew-skills";
import type { FloorReader } from "./floor-reader";
import { HANDOVER_WAITS_MS } from "./handovers";
import { CALL, IS_CALL } from "./open-calls";
import { type StationLine, stationLines } from "./station-lines";
import { SUSPECT_CLASSES, type Suspect, suspectsOf } from "./suspects";

/** Where something is: a machine with its line, and the zone of its site. */
export type LeadPlace = { readonly unit: string; readonly code: string; readonly line: string; readonly timeZone: string };

/** A stop that nobody has named; `to` null while it lasts. */
export type LeadStop = LeadPlace & { readonly id: string; readonly unitId: string; readonly state: string; readonly from: string; readonly to: string | null };
/** A call that is open, by whom it was called for. */
export type LeadCall = LeadPlace & { readonly id: string; readonly call: string; readonly raisedAt: string; readonly acknowledged: boolean };
/** A handover that nobody has accepted. */
export type LeadHandover = LeadPlace & { readonly id: string; readonly by: string; readonly offeredAt: string };

/** Something recorded that may not be right, of the site or of one machine. */
export type LeadSuspect = {
  readonly id: string;
  readonly suspect: Suspect;
  readonly unit: string | null;
  readonly raisedAt: string;
  readonly acknowledged: boolean;
  readonly timeZone: string;
};

/** Who is booked, on what, since when: on an operation at a machine, or on other work (`what` names it). */
export type CrewMember = {
  readonly bookingId: string;
  /** Two people may have one name, and one person several bookings. */
  readonly personId: string;
  readonly name: string;
  readonly activity: "SETUP" | "RUN" | "REWORK" | "DELAY" | "INDIRECT";
  /** Operation as "order / op"; null on other work. */
  readonly operation: string | null;
  readonly what: string;
  readonly place: LeadPlace | null;
  readonly since: string;
  readonly timeZone: string;
};

/** Who is at work now, since when on which line, and what of their shift is not booked (C-15). */
export type Attending = {
  readonly personId: string;
  readonly name: string;
  /** Empty where the calendar has none. */
  readonly shift: string;
  readonly line: string | null;
  readonly since: string;
  readonly notBookedSeconds: number;
  readonly timeZone: string;
};
/** Somebody of the site who is not at work. */
export type Away = { readonly personId: string; readonly name: string; readonly number: string; readonly siteName: string };

/** What a line lead looks at (§9.2): what stands, what nobody has explained, who is where, what waits for somebody. */
export type LeadView = {
  readonly asOf: string;
  readonly lines: readonly StationLine[];
  readonly stops: readonly LeadStop[];
  /** The latest of them, and how many there are. The number is absent in what a page read before it knew. */
  readonly attention: readonly Attention[];
  readonly attentionTotal?: number;
  readonly suspects: readonly LeadSuspect[];
  readonly calls: readonly LeadCall[];
  readonly handovers: readonly LeadHandover[];
  readonly crew: readonly CrewMember[];
  readonly attending: readonly Attending[];
  readonly approvals: Approvals;
  readonly skills: CrewSkills;
  readonly away: readonly Away[];
  /** Of which lists there is more than is shown. */
  readonly cut: readonly CutList[];
};

/** A list of the lead's page that shows so much and no more. */
type CutList = "stops" | "suspects" | "calls" | "handovers" | "crew" | "attending" | "deviations" | "given";

/** A stop without a reason that is over is looked for this far back: what is older belongs to a shift that is told already. */
const STOPS_MS = 24 * 3_600_000;
/** So many of each list are shown. One more is read where there is one, which says that there are more. */
const MOST = 100;
const MOST_SUSPECTS = 40;
const MOST_PEOPLE = 300;
const MOST_AWAY = 500;

const line = alias(equipment, "line");
const PLACE = { unit: equipment.name, code: equipment.code, line: line.name, timeZone: site.timeZone };

/** The lines of the sites that the reader leads, and what of them waits for somebody. Each list of it is bounded, whatever the plant has recorded. */
export async function leadView(reader: FloorReader, actor: Actor): Promise<LeadView> {
  const sites = [...sitesWith(actor, LEADS)];
  const asOf = reader.now.toISOString();
  if (sites.length === 0)
    return {
      asOf,
      lines: [],
      stops: [],
      attention: [],
      suspects: [],
      calls: [],
      handovers: [],
      crew: [],
      attending: [],
      away: [],
      approvals: { since: asOf, deviations: [], given: [] },
      skills: { people: [], lacking: [] },
      cut: [],
    };
  const [lines, stops, attention, suspects, calls, handovers, crew, attending, away, approvals] = await Promise.all([
    stationLines(reader, actor, LEADS),
    unnamedStops(reader, sites),
    attentionOf(reader, sites),
    doubted(reader, sites),
    openCalls(reader, sites),
    waitingHandovers(reader, sites),
    crewOf(reader, sites),
    attendingOf(reader, sites),
    awayFrom(reader, sites),
    approvalsOf(reader, sites),
  ]);
  const cut: CutList[] = [];
  const first = <Row>(list: CutList, most: number, rows: readonly Row[]): readonly Row[] => {
    if (rows.length > most) cut.push(list);
    return rows.slice(0, most);
  };
  const shown = {
    stops: first("stops", MOST, stops),
    attention: attention.rows,
    attentionTotal: attention.total,
    suspects: first("suspects", MOST_SUSPECTS, suspects),
    calls: first("calls", MOST, calls),
    handovers: first("handovers", MOST, handovers),
    crew: first("crew", MOST_PEOPLE, crew),
    attending: first("attending", MOST_PEOPLE, attending),
    approvals: {
      ...approvals,
      deviations: first("deviations", MOST_APPROVALS, approvals.deviations),
      given: first("given", MOST_APPROVALS, approvals.given),
    },
  };
  const skills = await crewSkills(reader, [...shown.attending, ...shown.crew], lines);
  return { asOf, lines, away, skills, cut, ...shown };
}

/** S10: stops of the last day at these sites that nobody has named, the latest first; one more than a list shows says that there are more. */
export async function unnamedStops({ db, now }: FloorReader, sites: readonly string[]): Promise<readonly LeadStop[]> {
  const rows = await db
    .select({ id: stateInterval.id, unitId: equipment.id, state: stateInterval.state, from: stateInterval.fromAt, to: stateInterval.toAt, ...PLACE })
    .from(equipment)
    .innerJoin(stateInterval, eq(stateInterval.workUnitId, equipment.id))
    .innerJoin(line, eq(line.id, equipment.parentId))
    .innerJoin(site, eq(site.id, equipment.siteId))
    .where(
      and(
        inArray(equipment.siteId, [...sites]),
        eq(equipment.level, "WORK_UNIT"),
        or(isNull(stateInterval.toAt), gt(stateInterval.fromAt, new Date(now.getTime() - STOPS_MS))),
        isNull(stateInterval.supersededAt),
        isNull(stateInterval.reasonCode),
        inArray(stateInterval.state, [...STOPS_TO_EXPLAIN]),
        // Without an order nothing is lost that anybody would have to explain, but a failure is.
        sql`(${stateInterval.operationId} is not null or ${stateInterval.state} = 'DOWN')`,
        sql`coalesce(${stateInterval.toAt}, ${now.toISOString()}::timestamptz) - ${stateInterval.fromAt} >= make_interval(secs => ${equipment.microStopSeconds})`,
      ),
    )
    .orderBy(desc(stateInterval.fromAt))
    .limit(MOST + 1);
  return rows.map(({ from, to, ...row }) => ({ ...row, from: from.toISOString(), to: to?.toISOString() ?? null }));
}

/** EX-21 "accepted for review": entries, stock and time that cannot be right as they stand. */
async function doubted(reader: FloorReader, sites: readonly string[]): Promise<readonly LeadSuspect[]> {
  const rows = await reader.db
    .select({
      id: exception.id,
      siteId: exception.siteId,
      class: exception.class,
      subject: exception.subject,
      detail: exception.detail,
      acknowledgedAt: exception.acknowledgedAt,
      raisedAt: exception.raisedAt,
      unit: equipment.name,
      timeZone: site.timeZone,
    })
    .from(exception)
    .innerJoin(site, eq(site.id, exception.siteId))
    .leftJoin(equipment, eq(equipment.id, exception.workUnitId))
    .where(and(inArray(exception.siteId, [...sites]), isOpenException, inArray(exception.class, [...SUSPECT_CLASSES])))
    .orderBy(asc(exception.severity), asc(exception.raisedAt))
    .limit(MOST_SUSPECTS + 1);
  const known = await suspectsOf(reader, rows);
  return rows.flatMap(({ id, unit, acknowledgedAt, raisedAt, timeZone }) => {
    const suspect = known.get(id);
    return suspect === undefined ? [] : [{ id, suspect, unit, raisedAt: raisedAt.toISOString(), acknowledged: acknowledgedAt !== null, timeZone }];
  });
}

async function openCalls({ db }: FloorReader, sites: readonly string[]): Promise<readonly LeadCall[]> {
  const rows = await db
    .select({
      id: exception.id,
      call: CALL,
      acknowledgedAt: exception.acknowledgedAt,
      raisedAt: RAISED.raisedAt.mapWith(exception.raisedAt),
      ...PLACE,
    })
    .from(exception)
    .innerJoin(equipment, eq(equipment.id, exception.workUnitId))
    .innerJoin(line, eq(line.id, equipment.parentId))
    .innerJoin(site, eq(site.id, equipment.siteId))
    .where(and(inArray(exception.siteId, [...sites]), isOpenException, IS_CALL))
    .orderBy(asc(exception.severity), asc(exception.raisedAt))
    .limit(MOST + 1);
  return rows.map(({ acknowledgedAt, raisedAt, ...row }) => ({ ...row, raisedAt: raisedAt.toISOString(), acknowledged: acknowledgedAt !== null }));
}

async function waitingHandovers({ db, now }: FloorReader, sites: readonly string[]): Promise<readonly LeadHandover[]> {
  const rows = await db
    .select({ id: handover.id, by: person.name, offeredAt: handover.offeredAt, ...PLACE })
    .from(equipment)
    .innerJoin(handover, eq(handover.workUnitId, equipment.id))
    .innerJoin(person, eq(person.id, handover.offeredBy))
    .innerJoin(line, eq(line.id, equipment.parentId))
    .innerJoin(site, eq(site.id, equipment.siteId))
    .where(and(inArray(equipment.siteId, [...sites]), isNull(handover.acceptedAt), gt(handover.offeredAt, new Date(now.getTime() - HANDOVER_WAITS_MS))))
    .orderBy(desc(handover.offeredAt))
    .limit(MOST + 1);
  return rows.map(({ offeredAt, ...row }) => ({ ...row, offeredAt: offeredAt.toISOString() }));
}

async function crewOf(reader: FloorReader, sites: readonly string[]): Promise<readonly CrewMember[]> {
  const rows = await reader.db
    .select({
      bookingId: labourBooking.id,
      personId: person.id,
      name: person.name,
      activity: labourBooking.activity,
      order: productionOrder.number,
      opNo: orderOperation.opNo,
      opName: orderOperation.name,
      indirect: labourBooking.indirectCode,
      indirectName: reasonNameOrNull(reader),
      since: labourBooking.fromAt,
      siteZone: site.timeZone,
      unit: equipment.name,
      code: equipment.code,
      line: line.name,
    })
    .from(labourBooking)
    .innerJoin(person, eq(person.id, labourBooking.personId))
    .innerJoin(site, eq(site.id, labourBooking.siteId))
    .leftJoin(orderOperation, eq(orderOperation.id, labourBooking.operationId))
    .leftJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .leftJoin(equipment, sql`${equipment.id} = coalesce(${labourBooking.workUnitId}, ${orderOperation.workUnitId})`)
    .leftJoin(line, eq(line.id, equipment.parentId))
    .leftJoin(reasonCode, and(eq(reasonCode.siteId, labourBooking.siteId), eq(reasonCode.use, "INDIRECT"), eq(reasonCode.code, labourBooking.indirectCode)))
    .where(and(inArray(labourBooking.siteId, [...sites]), isNull(labourBooking.toAt)))
    .orderBy(asc(person.name), asc(labourBooking.fromAt))
    .limit(MOST_PEOPLE + 1);
  return rows.map((row) => ({
    bookingId: row.bookingId,
    personId: row.personId,
    name: row.name,
    activity: row.activity,
    operation: operationText(row.order, row.opNo),
    what: row.opName ?? row.indirectName ?? row.indirect ?? "",
    place: row.unit === null || row.code === null || row.line === null ? null : { unit: row.unit, code: row.code, line: row.line, timeZone: row.siteZone },
    since: row.since.toISOString(),
    timeZone: row.siteZone,
  }));
}

async function attendingOf({ db, now }: FloorReader, sites: readonly string[]): Promise<readonly Attending[]> {
  const rows = await db
    .select({
      personId: person.id,
      name: person.name,
      day: shiftCrew.productionDay,
      shift: shiftCrew.shiftName,
      line: line.name,
      since: shiftCrew.inAt,
      timeZone: site.timeZone,
    })
    .from(shiftCrew)
    .innerJoin(person, eq(person.id, shiftCrew.personId))
    .innerJoin(site, eq(site.id, shiftCrew.siteId))
    .leftJoin(line, eq(line.id, shiftCrew.workCentreId))
    .where(and(inArray(shiftCrew.siteId, [...sites]), isNull(shiftCrew.outAt)))
    .orderBy(asc(person.name), asc(person.number))
    .limit(MOST_PEOPLE + 1);
  const days = rows.map((row) => row.day).toSorted();
  const [fromDay, toDay] = [days[0], days.at(-1)];
  const spent = fromDay === undefined || toDay === undefined ? [] : await attendedShifts(db, now, { siteIds: sites, fromDay, toDay });
  return rows.map(({ day, since, ...row }) => {
    const own = spent.find((one) => one.personId === row.personId && one.day === day && one.shift === row.shift);
    return { ...row, since: since.toISOString(), notBookedSeconds: own === undefined ? 0 : notBookedSeconds(own) };
  });
}

async function awayFrom({ db }: FloorReader, sites: readonly string[]): Promise<readonly Away[]> {
  return db
    .select({ personId: person.id, name: person.name, number: person.number, siteName: site.name })
    .from(person)
    .innerJoin(site, eq(site.id, person.siteId))
    .where(and(inArray(person.siteId, [...sites]), eq(person.active, true), sql`not exists (select from ${shiftCrew} c where c.person_id = ${person.id} and c.out_at is null)`))
    .orderBy(asc(person.name), asc(person.number))
    .limit(MOST_AWAY);
}

function operationText(order: string | null, opNo: number | null): string | null {
  return order === null || opNo === null ? null : `${order} / ${opNo}`;
}
