import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { event } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { productionEntry } from "@/db/schema/execution";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { timeByActivity } from "@/lib/commands/execution/confirmation";
import { raise } from "@/lib/commands/execution/facts";
import { type BookedTime, reckonTime } from "@/lib/commands/execution/reckon-time";
import { type LineRow, linesOf, reverseCost } from "@/lib/commands/execution/reverse-moves";
import { lockOperation, type LockedOperation, siteOfOperation } from "@/lib/commands/execution/store";
import { factsOf, toldOf } from "@/lib/commands/execution/take-back";
import type { TimeElement } from "@/lib/domain/costing/cost-line";
import { restateTime as restate } from "@/lib/domain/costing/restate-time";
import { goodOf } from "@/lib/domain/execution/totals";
import { decimal, type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { accept } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { CostPosted } from "@/lib/eventlog/payloads/materials";
import type { ProductionConfirmed } from "@/lib/eventlog/payloads/execution";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { type KeptRate, posted, pricedTime } from "./post-cost";

/** Class of what finance is told of a closed order, whose cost is frozen (§2.2). */
const FROZEN = "COST_FROZEN";
/** States in which nothing of an order is posted any more. */
const ENDED: readonly string[] = ["CLOSED", "CANCELLED", "ABORTED"];

/** One entry of an operation. */
const RestateInput = z.strictObject({ ...CommandHeadShape, operationId: z.uuid(), entryId: z.uuid() });

type Restating = { readonly events: readonly NewEvent[]; readonly messages: readonly OutboundDraft[] };
const NOTHING: Restating = { events: [], messages: [] };

/**
 * C-01, C-13: brings the cost of the time of one entry to what is known now of the machine and of the operation, by reversing what no longer holds and posting
 * what does, at the time of the entry and at the rates at which it was posted; in a closed period with the day of the first open one (EX-24). The ERP is told where
 * its hours differ. Of an order that is closed nothing is posted: finance is told what would be. Carried out by the worker; again it changes nothing.
 */
export const restateTime = defineCommand({
  name: "restate-time",
  permission: "telemetry.write",
  input: RestateInput,
  site: (tx, { operationId }) => siteOfOperation(tx, operationId),
  run: async ({ tx, at, recordedAt }, { operationId, entryId }) => accept({ ...(await restating(tx, operationId, entryId, { at, recordedAt })), output: {} }),
});

/** What restating an entry would record and tell as everything stands; nothing where its cost is what it has to be, or it was taken back. Locks the operation. */
export async function restating(tx: Tx, operationId: string, entryId: string, now: { readonly at: Date; readonly recordedAt: Date }): Promise<Restating> {
  const current = await lockOperation(tx, operationId);
  const found = await standingEntry(tx, operationId, entryId);
  if (found === null) return NOTHING;
  const { eventTime } = found;
  const { workUnitId, reckoned } = found.payload;
  if (reckoned === undefined) return NOTHING;
  // It was used where it was used, whatever the operation has done since.
  const locked = { ...current, operation: { ...current.operation, workUnitId } };
  const times = await reckonTime(tx, { operationId, workUnitId, siteId: current.order.siteId }, reckoned);
  const causes = await factsOf(tx, current.order.id, entryId);
  const standing = (await linesOf(tx, current.order.id, causes)).flatMap(timeOfRow);
  const restatedId = newId();
  const source = { eventId: restatedId, at: eventTime, recordedAt: now.recordedAt };
  const { posting, lines } = await pricedTime(tx, locked, source, times, standing.map(keptRateOf));
  const { reverse, post } = restate(standing, lines.flatMap(timeOfLine));
  if (reverse.length === 0 && post.length === 0) return NOTHING;
  if (ENDED.includes(current.order.state)) {
    const difference = sum(post.map(({ amount }) => amount)).minus(sum(reverse.map(({ amount }) => amount)));
    return { events: await frozen(tx, locked, entryId, difference), messages: [] };
  }
  const restated: NewEvent = {
    id: restatedId,
    type: "cost.restated",
    aggregate: "operation",
    aggregateId: operationId,
    orderId: current.order.id,
    eventTime,
    payload: { entryId, orderId: current.order.id, operationId, opNo: current.operation.opNo, workUnitId },
  };
  const reversed = await reverseCost(
    tx,
    locked,
    reverse.map(({ row }) => row),
    restatedId,
    now.recordedAt,
  );
  const anew =
    post.length === 0
      ? []
      : [
          posted(
            locked,
            source,
            posting.postingDate,
            post.map(({ line }) => line),
          ),
        ];
  return { events: [restated, ...reversed, ...anew], messages: await told(tx, locked, causes, times, { restatedId, ...now }) };
}

type Line = CostPosted["lines"][number];
type Confirmed = { readonly payload: ProductionConfirmed; readonly eventTime: Date };

/** The fact that recorded an entry which stands; null where it was taken back. */
async function standingEntry(tx: Tx, operationId: string, entryId: string): Promise<Confirmed | null> {
  const [taken] = await tx.select({ id: productionEntry.id }).from(productionEntry).where(eq(productionEntry.reversesId, entryId));
  if (taken !== undefined) return null;
  const [row] = await tx
    .select({ payload: event.payload, eventTime: event.eventTime })
    .from(event)
    .where(and(eq(event.aggregateId, operationId), eq(event.type, "production.confirmed"), sql`${event.payload}->>'entryId' = ${entryId}`));
  // The log holds this payload under this type; its column is untyped JSON.
  return row === undefined ? null : { payload: row.payload as ProductionConfirmed, eventTime: row.eventTime };
}

const isTime = (element: Line["element"]): element is TimeElement => element === "LABOUR" || element === "MACHINE" || element === "OVERHEAD";

function timeOfRow(row: LineRow) {
  const { element, seconds } = row;
  return seconds === null || !isTime(element) ? [] : [{ ...row, element, seconds, row }];
}

function timeOfLine(line: Line) {
  const { element, seconds } = line;
  return seconds === null || !isTime(element) ? [] : [{ ...line, element, seconds, unitCost: decimal(line.unitCost), amount: decimal(line.amount), line }];
}

const keptRateOf = ({ element, rateClass, unitCost, standardUnitCost }: KeptRate): KeptRate => ({ element, rateClass, unitCost, standardUnitCost });

/** The ERP hears hours by activity and person: where they are others, what it was told is taken back and told anew. */
async function told(
  tx: Tx,
  { order, operation }: LockedOperation,
  causes: readonly string[],
  times: readonly BookedTime[],
  { restatedId, at }: { readonly restatedId: string; readonly at: Date },
): Promise<OutboundDraft[]> {
  const original = (await toldOf(tx, causes)).find((message) => message.type === "mes.production.confirmed.v1");
  const time = timeByActivity(times);
  if (original === undefined || inWords(original.data.time) === inWords(time)) return [];
  const head = { subject: order.number, orderId: order.id, eventId: restatedId, eventTime: at };
  const totals = { good: goodOf(operation).toFixed(), scrap: operation.scrapFirst.plus(operation.reworkScrap).toFixed(), rework: operation.reworkIn.toFixed() };
  return [
    { ...head, type: "mes.entry.reversed.v1", data: { reversalId: newId(), order: order.number, operation: operation.opNo, reason: "LATE-INFO", reversed: original } },
    { ...head, type: "mes.production.confirmed.v1", data: { ...original.data, confirmationId: restatedId, time, reverses: original.data.confirmationId, totals } },
  ];
}

/** Hours as text that is the same whatever order they come in. */
function inWords(time: ReturnType<typeof timeByActivity>): string {
  const of = ({ activity, machineSeconds, labour }: (typeof time)[number]): string =>
    `${activity} ${machineSeconds} ${labour
      .map(({ person, rateClass, seconds }) => `${person}/${rateClass} ${seconds}`)
      .toSorted()
      .join(",")}`;
  return time.map(of).toSorted().join("; ");
}

/** Finance hears once what the cost of an entry of a closed order would be beyond what is posted. */
async function frozen(tx: Tx, { order, operation, currency }: LockedOperation, entryId: string, difference: Decimal): Promise<NewEvent[]> {
  const amount = difference.toFixed(2);
  const known = await tx
    .select({ id: exception.id })
    .from(exception)
    .where(and(eq(exception.siteId, order.siteId), eq(exception.class, FROZEN), eq(exception.subject, entryId), sql`${exception.detail}->>'difference' = ${amount}`))
    .limit(1);
  if (known.length > 0) return [];
  const more = difference.eq(ZERO) ? "the same, on other activities" : `${difference.abs().toFixed(2)} ${currency} ${difference.gt(ZERO) ? "more" : "less"}`;
  return [
    raise({
      class: FROZEN,
      severity: 3,
      subject: entryId,
      workUnitId: operation.workUnitId,
      orderId: order.id,
      owner: "FINANCE",
      detail: { difference: amount, note: `by what was told after ${order.number} closed, operation ${operation.opNo} would cost ${more}` },
    }),
  ];
}
