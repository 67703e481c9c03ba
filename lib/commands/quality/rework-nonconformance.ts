import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { disposition, nonconformance } from "@/db/schema/quality";
import { reasonCode } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { lastReason } from "@/lib/commands/execution/rework-cause";
import { openReworkOf, reworkLimit } from "@/lib/commands/execution/rework-limit";
import { nextNumber } from "@/lib/commands/next-number";
import { endsWithRework, takesMore } from "@/lib/domain/quality/nonconformance";
import { reworkRounds } from "@/lib/domain/execution/rework-rounds";
import { openRework } from "@/lib/domain/execution/totals";
import { decimal, type Decimal, max, sum } from "@/lib/domain/shared/decimal";
import type { EventPayloads, NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { aboutNonconformance, type NonconformanceRow } from "./nonconformance-store";

type Entry = EventPayloads["production.confirmed"];

/**
 * EX-13: what entries of one operation sent to rework opens a nonconformance over exactly that quantity, or joins the one that nobody has decided over yet;
 * what they took back leaves it. What is in rework has one, also where an entry out of rework is taken back. With the last piece that is reworked or scrapped it ends by itself, unless quality has begun to look at it. Where a piece is
 * in its last round, quality is called before the next one is refused. What goes round more often than that goes by a decision of quality over `decided`, a
 * nonconformance that this command closes: that allows it, and who raised the one has raised the other (SEC-01). The facts are applied already, and their command holds the lock of the operation.
 */
export async function followRework(frame: CommandFrame, entries: readonly Entry[], decided: string | null): Promise<readonly NewEvent[]> {
  const [first] = entries;
  if (first === undefined) return [];
  const { tx } = frame;
  const [row] = await tx
    .select({ operation: orderOperation, uom: productionOrder.uom })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(eq(orderOperation.id, first.operationId));
  if (row === undefined) throw new Error(`operation ${first.operationId} vanished under its entry`);
  const { operation, uom } = row;
  const found = await openReworkOf(tx, operation.id);
  const sent = entries.findLast(({ rework }) => decimal(rework).gt(0));
  const joined = found !== null && takesMore(found.state);
  const added = joined ? max(found.quantity.negated(), sentBy(entries)) : found === null ? openRework(operation) : sentBy(entries);
  if (joined) {
    const grown = added.isZero() ? [] : [extended(found, added)];
    return endsWithRework(found.state, openRework(operation))
      ? [...grown, ended(frame, found)]
      : [...grown, ...(sent === undefined ? [] : await lastRound(tx, operation, found, decided))];
  }
  if (added.lte(0)) return found === null || sent === undefined ? [] : lastRound(tx, operation, found, decided);
  const fact = await opened(frame, { operation, uom }, added, sent?.reworkReason ?? (await lastReason(tx, operation.id)), decided);
  return [fact, ...(await lastRound(tx, operation, { id: fact.aggregateId, number: fact.payload.number, orderId: operation.orderId }, decided))];
}

/** First passes alone: what fails again in rework is in there already. */
function sentBy(entries: readonly Entry[]): Decimal {
  return sum(entries.filter(({ activity }) => activity === "RUN").map(({ rework }) => decimal(rework)));
}

type Subject = Pick<NonconformanceRow, "id" | "number" | "orderId">;

async function opened(
  { tx, siteId, actor }: CommandFrame,
  { operation, uom }: { readonly operation: typeof orderOperation.$inferSelect; readonly uom: string },
  quantity: Decimal,
  reworkReason: string | null,
  decided: string | null,
): Promise<Extract<NewEvent, { type: "nc.opened" }>> {
  const [found] =
    decided === null ? [] : await tx.select({ by: nonconformance.raisedBy, name: nonconformance.raisedName }).from(nonconformance).where(eq(nonconformance.id, decided));
  const raisedBy = found?.by ?? signerOf(actor);
  if (raisedBy === null || reworkReason === null) throw new Error(`rework at operation ${operation.id} has nobody who found it, or no reason`);
  const [named] = await tx
    .select({ name: reasonCode.name })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), inArray(reasonCode.use, ["SCRAP", "REWORK"]), eq(reasonCode.code, reworkReason)))
    .limit(1);
  const ncId = newId();
  return {
    id: newId(),
    type: "nc.opened",
    aggregate: "nonconformance",
    aggregateId: ncId,
    orderId: operation.orderId,
    payload: {
      ncId,
      number: await nextNumber(tx, siteId, "NC", nonconformance),
      checkId: null,
      cause: "REWORK",
      orderId: operation.orderId,
      operationId: operation.id,
      lotId: null,
      quantity: quantity.toFixed(),
      uom,
      defect: reworkReason,
      what: `Rework at ${operation.name}: ${named?.name ?? reworkReason}`,
      raisedBy,
      raisedName: found?.name ?? actor.name,
      segmentIds: [],
    },
  };
}

function extended(nc: NonconformanceRow, quantity: Decimal): NewEvent {
  return { id: newId(), type: "nc.extended", ...aboutNonconformance(nc), payload: { ncId: nc.id, quantity: quantity.toFixed(), segmentIds: [] } };
}

function ended({ actor }: CommandFrame, nc: NonconformanceRow): NewEvent {
  const by = signerOf(actor) ?? nc.raisedBy;
  return { id: newId(), type: "nc.closed", ...aboutNonconformance(nc), payload: { ncId: nc.id, by, byName: actor.name, note: "Nothing of it is left in rework" } };
}

/** §2.5: quality is called while the last round that is allowed runs; one call, however many pieces are in it. */
async function lastRound(tx: Tx, operation: typeof orderOperation.$inferSelect, nc: Subject, decided: string | null): Promise<NewEvent[]> {
  const { entries, rounds } = await reworkLimit(tx, operation);
  const highest = reworkRounds(entries).findLastIndex((quantity) => quantity.gt(0));
  if (highest < rounds) return [];
  return [
    ...(highest > rounds && decided !== null ? await allowedBy(tx, decided, nc, highest) : []),
    raise({
      class: "QUALITY_FAIL",
      severity: 2,
      subject: nc.id,
      workUnitId: operation.workUnitId,
      orderId: operation.orderId,
      owner: "QUALITY",
      detail: {
        nonconformance: nc.number,
        round: highest,
        operation: operation.name,
        note: `${nc.number}: round ${highest} of rework at ${operation.name} is the last one that is allowed`,
      },
    }),
  ];
}

/** What quality has signed to be reworked goes round once more than was allowed, and counts where its pieces are now. */
async function allowedBy(tx: Tx, decided: string, nc: Subject, rounds: number): Promise<NewEvent[]> {
  const [by] = await tx
    .select({ number: nonconformance.number, signatureId: nonconformance.signatureId, by: disposition.decidedBy, byName: disposition.decidedName, reason: disposition.reason })
    .from(disposition)
    .innerJoin(nonconformance, eq(nonconformance.id, disposition.nonconformanceId))
    .where(and(eq(nonconformance.id, decided), eq(disposition.decision, "REWORK")))
    .limit(1);
  if (by === undefined || by.signatureId === null) return [];
  const payload = { ncId: nc.id, by: by.by, byName: by.byName, rounds, reason: `${by.number}: ${by.reason}`.slice(0, 500), signatureId: by.signatureId };
  return [{ id: newId(), type: "nc.rework_allowed", ...aboutNonconformance(nc), payload }];
}
