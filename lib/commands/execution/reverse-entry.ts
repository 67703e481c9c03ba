import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { qualityCheck } from "@/db/schema/quality";
import { authorise } from "@/lib/auth/authorise";
import { ZERO } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { newId } from "@/lib/platform/ids";
import { defineCommand } from "@/lib/commands/define-command";
import { askedAt } from "@/lib/commands/suspect-time";
import { findMount, reverseMount } from "@/lib/commands/materials/reverse-mount";
import { reverseCheck } from "@/lib/commands/quality/reverse-check";
import { ReversedAnswer } from "./answers.schema";
import { ReverseEntryInput } from "./confirm-production.schema";
import { finalAgain } from "./final-issues";
import { repeatCost } from "./reverse-moves";
import type { lockOperation } from "./store";
import { type EntryRow, findReversible, isTimeAlone, refuseReason, takeBack, type TakenBack } from "./take-back";

/**
 * EX-19, EX-20, UI-10: takes back a confirmation, an issue, a mount or the results of a check. Of the first two quantities, moves, genealogy, credit and cost are negated at the original time,
 * and the ERP is told. Time that a confirmation had used was really used, so it is confirmed again with no quantity. An entry of time alone is taken back
 * by a lead, who says that it was not: its hours are negated. Refuses with NOT_REVERSIBLE where somebody else would.
 */
export const reverseEntry = defineCommand({
  name: "reverse-entry",
  permission: "entry.reverse-own",
  input: ReverseEntryInput,
  answer: ReversedAnswer,
  async site(tx, input) {
    return (await findReversible(tx, input.entryId))?.row.siteId ?? (await findMount(tx, input.entryId))?.siteId ?? (await findCheck(tx, input.entryId))?.siteId ?? null;
  },
  async run(frame, input) {
    const { tx, actor, siteId, recordedAt } = frame;
    const unknown = await refuseReason(tx, siteId, input.reason);
    if (unknown !== null) return unknown;
    const source = await findReversible(tx, input.entryId);
    const asked = askedAt(frame, input);
    if (source === null) {
      const mount = await findMount(tx, input.entryId);
      return mount === null ? reverseCheck(frame, input.entryId, input.reason, asked) : reverseMount(frame, mount, input.reason, asked);
    }
    const timeAlone = source.kind === "ENTRY" && isTimeAlone(source.row);
    if (timeAlone && !authorise(actor, "entry.reverse-any", siteId)) return refuse("NOT_REVERSIBLE");
    const taken = await takeBack(frame, source, input.reason, { asked, goodInstead: ZERO, reworkInstead: ZERO });
    if (!taken.ok) return taken;
    const { events, messages, locked, lines, told, confirmed } = taken.value;
    const carried = source.kind === "MOVE" || timeAlone ? null : await carryTime(tx, locked, source.row, lines, told, confirmed, recordedAt);
    const output = { reversed: source.row.id };
    return accept({
      events: [...events, ...(carried?.events ?? [])],
      messages: [...messages, ...(carried?.messages ?? [])],
      output,
      ...finalAgain(tx, locked, output),
    });
  },
});

async function findCheck(tx: Tx, id: string): Promise<{ readonly siteId: string } | null> {
  const [row] = await tx.select({ siteId: qualityCheck.siteId }).from(qualityCheck).where(eq(qualityCheck.id, id));
  return row ?? null;
}

async function carryTime(
  tx: Tx,
  locked: Awaited<ReturnType<typeof lockOperation>>,
  entry: EntryRow,
  lines: Parameters<typeof repeatCost>[2],
  told: readonly ReversedEntry[],
  old: TakenBack["confirmed"],
  recordedAt: Date,
) {
  const times = lines.filter((line) => line.seconds !== null);
  if (times.length === 0) return null;
  const confirmedId = newId();
  const entryId = newId();
  const confirmed: NewEvent = {
    id: confirmedId,
    type: "production.confirmed",
    aggregate: "operation",
    aggregateId: entry.operationId,
    orderId: entry.orderId,
    eventTime: entry.eventTime,
    payload: {
      entryId,
      orderId: entry.orderId,
      operationId: entry.operationId,
      opNo: locked.operation.opNo,
      workUnitId: entry.workUnitId,
      personId: entry.personId,
      activity: "RUN",
      good: "0",
      scrap: "0",
      rework: "0",
      scrapReason: null,
      reworkReason: null,
      origin: "TYPED",
      final: false,
      isLast: locked.operation.isLast,
      lotId: null,
      timeBookedTo: entry.eventTime.toISOString(),
      // It was handed over before, and stays so.
      labour: { bookingIds: [], to: entry.eventTime.toISOString() },
      ...(old?.reckoned === undefined ? {} : { reckoned: old.reckoned }),
      counted: null,
      reversesId: null,
      reason: null,
    },
  };
  const original = told.find((message) => message.type === "mes.production.confirmed.v1");
  const data = original === undefined ? null : ProductionConfirmedV1.shape.data.parse(original.data);
  const messages: OutboundDraft[] =
    data === null
      ? []
      : [
          {
            type: "mes.production.confirmed.v1",
            subject: locked.order.number,
            orderId: locked.order.id,
            eventId: confirmedId,
            eventTime: entry.eventTime,
            data: {
              ...data,
              confirmationId: entryId,
              final: false,
              quantity: { ...data.quantity, good: "0", scrap: "0", rework: "0" },
              scrapReasons: [],
              consumption: [],
              output: [],
              reverses: data.confirmationId,
              totals: undefined,
            },
          },
        ];
  return { events: [confirmed, ...(await repeatCost(tx, locked, times, confirmedId, recordedAt))], messages };
}
