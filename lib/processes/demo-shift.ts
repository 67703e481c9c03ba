import { setTimeout as delay } from "node:timers/promises";
import { and, asc, eq, gt, inArray, lt } from "drizzle-orm";
import type { Database } from "@/db/client";
import { calendarWindow } from "@/db/schema/calendar";
import { command as commandRecord } from "@/db/schema/eventlog";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { equipment, site } from "@/db/schema/reference";
import { DEMO_SHIFT, type DemoAttendance, type DemoEntry, type DemoRun } from "@/db/seed/demo-shift";
import type { Actor } from "@/lib/auth/actor";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import { beginShift, endShift } from "@/lib/commands/execution/attend";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import type { Services } from "@/lib/commands/services";
import { datedId } from "@/lib/platform/ids";
import { demoActor } from "./demo-actor";
import { tellDemoMachines } from "./demo-machines";

const HOUR_MS = 3_600_000;
const EVERY_MS = 1_000;
const SECOND_H = 1 / 3_600;

/** One command of the demo's shift: its key follows from `name`, so that a second start meets the first one's answer. */
type Deed = {
  readonly atH: number;
  readonly name: string;
  readonly person: string;
  /** Nothing else needs it: where it is refused it is left out. */
  readonly spare?: true;
  run(services: Services, actor: Actor, head: Required<Pick<CommandHead, "commandId" | "eventTime">>): Promise<string | null>;
};

/**
 * Records what the demo's crew did before the demo began (`DEMO_SHIFT`), by the commands that a tablet sends, late as after a day without a network, and what its
 * machines did meanwhile. Orders and lots come from the sandbox ERP over the wire, so that it looks for them until `patienceMs` have passed; a refusal (a machine that somebody uses just
 * now) is tried again as long. What is recorded already is left alone. Answers how many commands were recorded; throws with the refusal that stayed.
 */
export async function recordDemoShift(services: Services, patienceMs: number): Promise<number> {
  const until = Date.now() + patienceMs;
  const { db } = services;
  let ids = await operationsOf(db);
  while (ids === null) {
    if (Date.now() >= until) return 0;
    await delay(EVERY_MS);
    ids = await operationsOf(db);
  }
  const found = ids;
  const deeds = [...DEMO_SHIFT.crew.flatMap((each) => attendedBy(each, found)), ...DEMO_SHIFT.runs.flatMap((run) => deedsOf(run, found))].toSorted((a, b) => a.atH - b.atH);
  const keyOf = (deed: Deed, attempt: number) => datedId(new Date(found.beganMs + deed.atH * HOUR_MS), `${found.siteId} ${deed.name} ${attempt}`);
  const due = deeds.filter(({ spare }) => spare !== true);
  const keys = due.map((deed) => keyOf(deed, 0));
  if ((await db.$count(commandRecord, and(inArray(commandRecord.id, keys), eq(commandRecord.outcome, "ACCEPTED")))) === due.length) {
    await tellDemoMachines(services, found.beganMs);
    return 0;
  }

  const people = new Map<string, Actor>();
  for (const number of new Set(deeds.map((deed) => deed.person))) people.set(number, await demoActor(db, { site: DEMO_SHIFT.site, person: number }));
  for (const deed of deeds) {
    const actor = people.get(deed.person);
    if (actor === undefined) throw new Error(`the demo has no ${deed.person}`);
    const eventTime = new Date(found.beganMs + deed.atH * HOUR_MS).toISOString();
    for (let attempt = 0; ; attempt += 1) {
      // A refusal is kept under its key: the next try needs another.
      const refusal = await deed.run(services, actor, { commandId: keyOf(deed, attempt), eventTime });
      if (refusal === null || deed.spare === true) break;
      if (Date.now() >= until) throw new Error(`${deed.name}: ${refusal}`);
      await delay(EVERY_MS);
    }
  }
  // Afterwards, so that each state finds the operation that was on its machine.
  await tellDemoMachines(services, found.beganMs);
  return deeds.length;
}

type Found = {
  readonly siteId: string;
  /** The demo's start, from which the shift counts. */ readonly beganMs: number;
  operation(order: string, opNo: number): string;
  unit(code: string): string;
  /** When shifts of a line, or of a unit's line, began, in hours from the demo's start. */
  shiftsOf(code: string): readonly number[];
};

/** Ids of what the shift names; null while the ERP has not told all of its orders. */
async function operationsOf(db: Database): Promise<Found | null> {
  const numbers = [...new Set(DEMO_SHIFT.runs.map((run) => run.order))];
  const rows = await db
    .select({ id: orderOperation.id, opNo: orderOperation.opNo, order: productionOrder.number, siteId: site.id, plannedStartAt: productionOrder.plannedStartAt })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(site, eq(site.id, productionOrder.siteId))
    .where(and(eq(site.code, DEMO_SHIFT.site), inArray(productionOrder.number, numbers)));
  const [first] = DEMO_SHIFT.runs;
  const start = rows.find((row) => row.order === first?.order);
  if (first === undefined || start === undefined || new Set(rows.map((row) => row.order)).size < numbers.length) return null;
  const units = await db.select({ id: equipment.id, code: equipment.code, lineId: equipment.parentId }).from(equipment).where(eq(equipment.siteId, start.siteId));
  // The ERP planned the first order for when it was started: no change of an order moves that any more.
  const beganMs = start.plannedStartAt.getTime() - first.startH * HOUR_MS;
  const shifts = await db
    .select({ lineId: calendarWindow.workCentreId, from: calendarWindow.fromAt })
    .from(calendarWindow)
    .where(and(eq(calendarWindow.siteId, start.siteId), gt(calendarWindow.fromAt, new Date(beganMs + first.startH * HOUR_MS)), lt(calendarWindow.fromAt, new Date(beganMs))))
    .orderBy(asc(calendarWindow.fromAt));
  const named = <Row extends { readonly id: string }>(row: Row | undefined, what: string): string => {
    if (row === undefined) throw new Error(`the demo has no ${what}`);
    return row.id;
  };
  return {
    siteId: start.siteId,
    beganMs,
    operation: (order, opNo) =>
      named(
        rows.find((row) => row.order === order && row.opNo === opNo),
        `operation ${opNo} of ${order}`,
      ),
    unit: (code) =>
      named(
        units.find((row) => row.code === code),
        code,
      ),
    shiftsOf(code) {
      const of = units.find((row) => row.code === code);
      return shifts.filter(({ lineId }) => lineId === of?.id || lineId === of?.lineId).map(({ from }) => (from.getTime() - beganMs) / HOUR_MS);
    },
  };
}

/**
 * What was made in a run, entered before a shift ended as well: an entry counts whole in the shift in which it is made, and what it tells of was made while the machine ran
 * since the one before it.
 */
export function enteredByShift({ runH, waited, made }: Pick<DemoRun, "runH" | "waited" | "made">, shiftsH: readonly number[]): DemoEntry[] {
  const ranH = (fromH: number, toH: number): number => toH - fromH - (waited === null ? 0 : Math.max(0, Math.min(toH, waited[1]) - Math.max(fromH, waited[0])));
  return made.flatMap((entry, index): DemoEntry[] => {
    const sinceH = made[index - 1]?.atH ?? runH;
    const begunH = shiftsH.find((atH) => atH > sinceH && atH <= entry.atH);
    if (begunH === undefined) return [entry];
    const share = ranH(sinceH, begunH) / ranH(sinceH, entry.atH);
    const [good, scrap] = [entry.good, entry.scrap].map((quantity) => Math.floor(Number(quantity) * share));
    const parts = [
      { ...entry, atH: begunH - SECOND_H, good: String(good), scrap: String(scrap) },
      { ...entry, good: String(Number(entry.good) - Number(good)), scrap: String(Number(entry.scrap) - Number(scrap)) },
    ];
    return parts.filter((part) => part.good !== "0" || part.scrap !== "0");
  });
}

/** Who goes on for so many hours after their shift belongs to the next one, once they say so (C-15). */
const OWN_SHIFT_H = 1;

/** C-15: somebody comes, says so again where they stay into another shift, and goes. Who has signed on at a tablet meanwhile is there already. */
function attendedBy({ person, line, fromH, toH }: DemoAttendance, found: Found): Deed[] {
  const deed = <Input extends CommandHead, Output>(atH: number, command: Command<Input, Output>, input: object): Deed => ({
    atH,
    name: `${person} ${command.name} ${atH}`,
    person,
    spare: true,
    async run(services, actor, head) {
      const result = await execute(services, actor, command, { ...head, ...input });
      return result.ok ? null : result.code;
    },
  });
  const stays = found
    .shiftsOf(line)
    .filter((beginH) => beginH > fromH + OWN_SHIFT_H)
    .map((beginH) => beginH + OWN_SHIFT_H + SECOND_H)
    .filter((atH) => atH < (toH ?? 0));
  const at = { workCentreId: found.unit(line) };
  return [...[fromH, ...stays].map((atH) => deed(atH, beginShift, at)), ...(toH === null ? [] : [deed(toH, endShift, {})])];
}

function deedsOf(run: DemoRun, found: Found): Deed[] {
  const operationId = found.operation(run.order, run.opNo);
  const deed = <Input extends CommandHead, Output>(atH: number, command: Command<Input, Output>, what: string, input: object): Deed => ({
    atH,
    name: `${run.order}/${run.opNo} ${command.name} ${what}`.trim(),
    person: run.person,
    async run(services, actor, head) {
      const result = await execute(services, actor, command, { ...head, operationId, ...input });
      return result.ok ? null : `${result.code} ${JSON.stringify(result.fields ?? result.params)}`;
    },
  });
  return [
    deed(run.startH, startOperation, "", { workUnitId: found.unit(run.workUnit) }),
    deed(run.runH, finishSetup, "", {}),
    ...run.lots.map((lot) => deed(run.runH, issueMaterial, lot, { lot })),
    ...enteredByShift(run, found.shiftsOf(run.workUnit)).map(({ atH, good, scrap, scrapReason }, index) =>
      deed(atH, confirmProduction, String(index + 1), { good, ...(scrap === "0" ? {} : { scrap, scrapReason }) }),
    ),
    ...(run.endH === null ? [] : [deed(run.endH, completeOperation, "", {})]),
  ];
}
