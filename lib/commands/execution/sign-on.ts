import "server-only";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { isLoaded } from "@/lib/domain/execution/operation-state";
import { defineCommand } from "@/lib/commands/define-command";
import { PeopleAnswer } from "./answers.schema";
import { comeOn } from "./come-on";
import { later, signOff } from "./facts";
import { OperationInput } from "./operation.schema";
import { bookedUntil, findPerson, isTooOld, lastSignOff, lockOperation, lockPeople, missingCapabilities, openBookings, siteOfOperation } from "./store";

const ACTIVITY = { SETUP: "SETUP", RUNNING: "RUN", PAUSED: "DELAY" } as const;

/** EX-17: the caller joins a loaded operation, if qualified for its unit (§1.2 People); several people on one operation each get a booking of their own. */
export const signOnOperation = defineCommand({
  name: "sign-on-operation",
  permission: "operation.execute",
  input: OperationInput,
  answer: PeopleAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, actor, at }, input) {
    const locked = await lockOperation(tx, input.operationId);
    const { operation } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    const person = await findPerson(tx, actor.personId);
    if (person === null || !person.active) return refuse("PERSON_REQUIRED");
    const lacking = operation.workUnitId === null ? [] : await missingCapabilities(tx, person.id, operation.workUnitId, at);
    if (lacking.length > 0) return refuse("START_BLOCKED", { guards: ["PERSON_NOT_QUALIFIED"], capabilities: lacking });
    const { state } = operation;
    if (!isLoaded(state) || (state !== "SETUP" && state !== "RUNNING" && state !== "PAUSED")) return refuse("INVALID_TRANSITION", { state });
    const people = await openBookings(tx, operation.id);
    if (people.some((booking) => booking.personId === person.id)) return refuse("ALREADY_SIGNED_ON");
    const { from, events } = await comeOn(tx, operation, person, ACTIVITY[state], at);
    const left = await lastSignOff(tx, operation.id, person.id);
    if (left !== null && from < left) return refuse("OUT_OF_ORDER", { since: left.toISOString() });
    return accept({ events, output: { people: people.length + 1 } });
  },
});

/** EX-17: the caller leaves the operation; the operation goes on with whoever stays. */
export const signOffOperation = defineCommand({
  name: "sign-off-operation",
  permission: "operation.execute",
  input: OperationInput,
  answer: PeopleAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, actor, at }, input) {
    const locked = await lockOperation(tx, input.operationId);
    const { operation } = locked;
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    const people = await openBookings(tx, operation.id);
    const own = people.find((booking) => booking.personId === actor.personId);
    if (own === undefined) return refuse("NOT_SIGNED_ON");
    await lockPeople(tx, [own.personId]);
    const from = later(at, (await bookedUntil(tx, [own.personId], at)).get(own.personId));
    if (from < own.fromAt) return refuse("OUT_OF_ORDER", { since: own.fromAt.toISOString() });
    return accept({ events: [signOff(own, operation.orderId, from)], output: { people: people.length - 1 } });
  },
});
