import "server-only";
import { and, eq } from "drizzle-orm";
import { deviation, lot } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import { defineCommand } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { lockOperation, siteOfOperation } from "@/lib/commands/execution/store";
import { nextNumber } from "@/lib/commands/next-number";
import { signerOf } from "@/lib/commands/quality/held-lots";
import { isExecutable } from "@/lib/domain/execution/order-state";
import { DEVIATION_HOURS } from "@/lib/domain/materials/deviation";
import { validSubstitutes } from "@/lib/domain/materials/substitutes";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { fitsUom } from "@/lib/domain/shared/quantity";
import { newId } from "@/lib/platform/ids";
import { DeviationAnswer } from "./answers.schema";
import { DEVIATION_ASKED, openDeviation } from "./deviation-store";
import { lockComponents } from "./find-lot";
import { AskDeviationInput } from "./material.schema";

const HOUR_MS = 3_600_000;

/**
 * EX-12: asks planner and quality for a lot whose item is neither planned nor listed, in the place of one of the operation's items. What the line allows
 * needs no deviation (DEVIATION_NOT_NEEDED), nor may the same lot be asked for twice (DEVIATION_OPEN). Refuses COMPONENT_UNKNOWN, WRONG_ISSUE_MODE for
 * what confirmations take by themselves, LOT_UNKNOWN, DEVIATION_UNIT and INVALID_QUANTITY as well.
 */
export const askDeviation = defineCommand({
  name: "ask-deviation",
  permission: "operation.execute",
  input: AskDeviationInput,
  answer: DeviationAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, actor, siteId, at }, input) {
    const askedBy = signerOf(actor);
    if (askedBy === null) return refuse("PERSON_REQUIRED");
    const { order, operation } = await lockOperation(tx, input.operationId);
    if (!isExecutable(order.state)) return refuse("ORDER_NOT_EXECUTABLE", { state: order.state });
    if (operation.state === "COMPLETED" || operation.state === "SKIPPED" || operation.state === "ABORTED") return refuse("INVALID_TRANSITION", { state: operation.state });
    const components = await lockComponents(tx, operation.id);
    const component = components.find((row) => row.id === input.componentId);
    if (component === undefined || !component.tracked) return refuse("COMPONENT_UNKNOWN");
    if (component.issueMode === "BACKFLUSH") return refuse("WRONG_ISSUE_MODE", { item: component.itemCode });
    const found = await tx
      .select({ lot, itemCode: item.code })
      .from(lot)
      .innerJoin(item, eq(item.id, lot.itemId))
      .where(and(eq(lot.siteId, siteId), eq(lot.number, input.lot)))
      .orderBy(lot.id);
    const allowed = (row: (typeof found)[number]) =>
      components.some((line) => line.itemId === row.lot.itemId || validSubstitutes(line.substitutes, at).some((one) => one.itemId === row.lot.itemId));
    if (found.some(allowed)) return refuse("DEVIATION_NOT_NEEDED", { lot: input.lot });
    const wanted = found.find((row) => row.lot.uom === component.uom) ?? found[0];
    if (wanted === undefined) return refuse("LOT_UNKNOWN", { lot: input.lot });
    if (wanted.lot.uom !== component.uom) return refuse("DEVIATION_UNIT", { lot: input.lot, uom: wanted.lot.uom, item: component.itemCode });
    const quantity = decimal(input.quantity);
    if (quantity.lte(0) || !fitsUom(quantity, { code: component.uom, decimals: component.decimals }))
      return refuse("INVALID_QUANTITY", { decimals: component.decimals, uom: component.uom });
    const open = await openDeviation(tx, component.id, wanted.lot.id, at);
    if (open !== null) return refuse("DEVIATION_OPEN", { deviation: open.number, lot: input.lot });

    const [deviationId, number] = [newId(), await nextNumber(tx, siteId, "DEV", deviation)];
    const what = `${number}: ${quantity.toFixed()} ${component.uom} of lot ${input.lot} (${wanted.itemCode}) instead of ${component.itemCode}: ${input.reason}`;
    return accept({
      events: [
        {
          id: newId(),
          type: "deviation.asked",
          aggregate: "order",
          aggregateId: order.id,
          orderId: order.id,
          payload: {
            deviationId,
            number,
            orderId: order.id,
            operationId: operation.id,
            componentId: component.id,
            lotId: wanted.lot.id,
            quantity: quantity.toFixed(),
            uom: component.uom,
            reason: input.reason,
            askedBy,
            askedName: actor.name,
            validUntil: new Date(at.getTime() + DEVIATION_HOURS * HOUR_MS).toISOString(),
          },
        },
        raise({
          class: DEVIATION_ASKED,
          severity: 2,
          subject: deviationId,
          workUnitId: operation.workUnitId,
          orderId: order.id,
          owner: "PLANNER",
          // The note is its wording for the office.
          detail: {
            deviation: number,
            quantity: quantity.toFixed(),
            uom: component.uom,
            lot: input.lot,
            item: wanted.itemCode,
            instead: component.itemCode,
            reason: input.reason,
            note: what,
          },
        }),
      ],
      output: { deviationId, number, state: "ASKED" as const },
    });
  },
});
