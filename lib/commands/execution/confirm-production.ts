import "server-only";
import { goodOf } from "@/lib/domain/execution/totals";
import { waitedOnDevice } from "@/lib/domain/execution/replay";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { defineCommand } from "@/lib/commands/define-command";
import { acceptEntry } from "./accept-entry";
import { ConfirmedAnswer } from "./answers.schema";
import { approval } from "./approval";
import { ConfirmProductionInput } from "./confirm-production.schema";
import { recordConfirmation } from "./confirmation";
import { raise } from "./facts";
import { refuseHeld } from "./held";
import { lockOperation, siteOfOperation } from "./store";

/** EX-05…EX-07, EX-13, EX-15: records good, scrap and rework of an operation, with the time it used. */
export const confirmProduction = defineCommand({
  name: "confirm-production",
  permission: "operation.execute",
  input: ConfirmProductionInput,
  answer: ConfirmedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const { operation } = locked;
    const held = refuseHeld(locked, at);
    if (held !== null) return held;
    if (operation.actualStartAt !== null && at.getTime() < operation.actualStartAt.getTime()) return refuse("OUT_OF_ORDER", { since: operation.actualStartAt.toISOString() });
    const accepted = await acceptEntry(frame, locked, { ...input, waited: waitedOnDevice(input.deviceSequence, at, frame.recordedAt) }, operation.state);
    if (!accepted.ok) return accepted;
    const { entry, totals, flowSuspect } = accepted.value;

    const { override } = entry;
    const approved =
      override === null
        ? null
        : await approval(
            frame,
            { aggregate: "operation", aggregateId: operation.id, orderId: locked.order.id },
            { order: locked.order.number, operation: operation.opNo, activity: entry.activity, good: entry.good.toFixed(), ...override },
          );
    const recorded = await recordConfirmation(frame, locked, {
      ...entry,
      origin: input.origin,
      final: false,
      handlingUnit: input.handlingUnit === true,
      override: override === null || approved === null ? override : { ...override, approvedBy: approved.by },
    });
    if (!recorded.ok) return recorded;
    const { entryId, lotNumber, sscc } = recorded.value;
    const suspect: NewEvent[] = flowSuspect
      ? [
          raise({
            class: "FLOW_SUSPECT",
            severity: 3,
            subject: operation.id,
            workUnitId: operation.workUnitId,
            orderId: locked.order.id,
            owner: "LEAD",
            detail: { entryId },
          }),
        ]
      : [];
    return accept({
      events: [...recorded.value.events, ...(approved === null ? [] : [approved.signature]), ...suspect],
      messages: recorded.value.messages,
      output: {
        entryId,
        lot: lotNumber,
        sscc,
        processed: totals.processed.toFixed(),
        good: goodOf(totals).toFixed(),
        scrap: totals.scrapFirst.plus(totals.reworkScrap).toFixed(),
        rework: totals.reworkIn.toFixed(),
      },
    });
  },
});
