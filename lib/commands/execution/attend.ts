import "server-only";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { type CommandEffect, defineCommand } from "@/lib/commands/define-command";
import { decideComing, decideGoing } from "@/lib/domain/execution/attendance";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { AttendanceAnswer } from "./answers.schema";
import { arrivalAt, attendancesAround, lineOfDevice, siteOfLine, siteOfPerson } from "./attendance-store";
import { leaveWork } from "./leave-work";
import { findPerson, lockPeople } from "./store";

type Attended = Decision<CommandEffect<z.infer<typeof AttendanceAnswer>>>;

const BeginShiftInput = z.strictObject({ ...CommandHeadShape, /** Where they work; absent: at the line of the tablet. */ workCentreId: z.uuid().optional() });
const EndShiftInput = z.strictObject({ ...CommandHeadShape });
const PutOnCrewInput = z.strictObject({ ...CommandHeadShape, workCentreId: z.uuid(), personId: z.uuid() });
const TakeOffCrewInput = z.strictObject({ ...CommandHeadShape, personId: z.uuid() });

/** C-15: the caller is at work from now on. Signing on at a tablet says so. Refuses with PERSON_REQUIRED, ALREADY_ON_SHIFT, OUT_OF_ORDER. */
export const beginShift = defineCommand({
  name: "begin-shift",
  permission: "operation.execute",
  input: BeginShiftInput,
  answer: AttendanceAnswer,
  site: async (tx, { workCentreId }, { personId, deviceId }) => {
    const line = workCentreId ?? (await lineOfDevice(tx, deviceId));
    return line === null ? siteOfPerson(tx, personId) : siteOfLine(tx, line);
  },
  run: async ({ tx, actor, siteId, at }, { workCentreId }) => {
    if (actor.personId === null) return refuse("PERSON_REQUIRED");
    return come(tx, { siteId, workCentreId: workCentreId ?? (await lineOfDevice(tx, actor.deviceId)) }, actor.personId, at);
  },
});

/** C-15: the caller goes; all that they are on ends with it. Refuses with PERSON_REQUIRED, NOT_ON_SHIFT, OUT_OF_ORDER. */
export const endShift = defineCommand({
  name: "end-shift",
  permission: "operation.execute",
  input: EndShiftInput,
  answer: AttendanceAnswer,
  site: (tx, _input, actor) => siteOfPerson(tx, actor.personId),
  run: async ({ tx, actor, at }) => (actor.personId === null ? refuse("PERSON_REQUIRED") : go(tx, actor.personId, at)),
});

/** C-15: a lead says that somebody is at work on a line, from the event's time on. Refuses with NOT_FOUND, PERSON_REQUIRED, ALREADY_ON_SHIFT, OUT_OF_ORDER. */
export const putOnCrew = defineCommand({
  name: "put-on-crew",
  permission: "override.approve",
  input: PutOnCrewInput,
  answer: AttendanceAnswer,
  site: (tx, input) => siteOfLine(tx, input.workCentreId),
  run: ({ tx, siteId, at }, { workCentreId, personId }) => come(tx, { siteId, workCentreId }, personId, at),
});

/** C-15: a lead says that somebody has gone. Refuses with NOT_ON_SHIFT, OUT_OF_ORDER. */
export const takeOffCrew = defineCommand({
  name: "take-off-crew",
  permission: "override.approve",
  input: TakeOffCrewInput,
  answer: AttendanceAnswer,
  site: (tx, input) => siteOfPerson(tx, input.personId),
  run: ({ tx, at }, { personId }) => go(tx, personId, at),
});

async function come(tx: Tx, place: { readonly siteId: string; readonly workCentreId: string | null }, personId: string, at: Date): Promise<Attended> {
  const person = await findPerson(tx, personId);
  // SEC-02: who is of another site is nobody here.
  if (person === null || person.siteId !== place.siteId) return refuse("NOT_FOUND");
  if (!person.active) return refuse("PERSON_REQUIRED");
  await lockPeople(tx, [personId]);
  const decision = decideComing(await attendancesAround(tx, personId, at), await arrivalAt(tx, place, at));
  if (!decision.ok) return decision;
  const { ends, begins } = decision.value;
  const { workCentreId, day, shift, from, to } = begins;
  const began: NewEvent = {
    id: newId(),
    type: "attendance.began",
    aggregate: "person",
    aggregateId: personId,
    orderId: null,
    eventTime: from,
    payload: { attendanceId: newId(), personId, workCentreId, day, shift, ...(to === null ? {} : { to: to.toISOString() }) },
  };
  return accept({ events: [...(ends === null ? [] : [ended(ends.id, personId, ends.at)]), began], output: { day, shift, at: from.toISOString() } });
}

async function go(tx: Tx, personId: string, at: Date): Promise<Attended> {
  const left = await leaveWork(tx, personId, at);
  if (!left.ok) return left;
  const decision = decideGoing(await attendancesAround(tx, personId, at), at);
  if (!decision.ok) return decision;
  const { id, day, shift } = decision.value;
  return accept({ events: [...left.value.events, ended(id, personId, at)], output: { day, shift, at: at.toISOString() } });
}

function ended(attendanceId: string, personId: string, at: Date): NewEvent {
  return { id: newId(), type: "attendance.ended", aggregate: "person", aggregateId: personId, orderId: null, eventTime: at, payload: { attendanceId, personId } };
}
