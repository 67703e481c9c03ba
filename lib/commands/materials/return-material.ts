import "server-only";
import { componentAfter } from "@/lib/domain/materials/component-state";
import { type Decimal, decimal, min } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { fitsUom } from "@/lib/domain/shared/quantity";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { postMaterial } from "@/lib/commands/costing/post-cost";
import { type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { lockOperation, type LockedOperation, siteOfOperation } from "@/lib/commands/execution/store";
import { ReturnedAnswer } from "./answers.schema";
import { type ComponentRow, lockComponents } from "./find-lot";
import { lockStock } from "./lock-stock";
import { ReturnMaterialInput } from "./material.schema";
import { amountLeft, type OpenIssue, openIssues } from "./open-issues";
import { plannedUnits } from "./planned-units";

/** States of an order from which material may come back: on hold as well, for an order is emptied before it is given up (§2.2). */
const MAY_RETURN = ["RELEASED", "IN_PROGRESS", "ON_HOLD"];

/**
 * C-03, TR-08: material that was issued and not used goes back to where it came from, at the cost of its own issue; the newest issue of the lot
 * comes back first. It is a fact of its own: the issue stands, and its genealogy shrinks to what stayed. What a confirmation took by itself is
 * no issue. Refusals: NOT_ISSUED, RETURN_TOO_MUCH with what could come back.
 */
export const returnMaterial = defineCommand({
  name: "return-material",
  permission: "operation.execute",
  input: ReturnMaterialInput,
  answer: ReturnedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, siteId, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const { order, operation } = locked;
    if (!MAY_RETURN.includes(order.state)) return refuse("ORDER_NOT_EXECUTABLE", { state: order.state });
    if (operation.state === "COMPLETED" || operation.state === "SKIPPED" || operation.state === "ABORTED") return refuse("INVALID_TRANSITION", { state: operation.state });
    const components = await lockComponents(tx, operation.id);
    const issues = await openIssues(tx, operation, { lot: input.lot ?? null, componentId: input.componentId ?? null, at });
    const [newest] = issues;
    if (newest === undefined) return refuse("NOT_ISSUED", { lot: input.lot ?? null });
    const asked = decimal(input.quantity);
    const left = amountLeft(issues);
    const decimals = components.find((row) => row.id === newest.move.componentId)?.decimals ?? 0;
    if (asked.lte(0) || !fitsUom(asked, { code: newest.move.uom, decimals })) return refuse("INVALID_QUANTITY", { decimals, uom: newest.move.uom });
    if (asked.gt(left)) return refuse("RETURN_TOO_MUCH", { available: left.toFixed(), asked: asked.toFixed(), uom: newest.move.uom });
    await lockStock(tx, siteId, { lotIds: issues.flatMap(({ move }) => (move.lotId === null ? [] : [move.lotId])) });
    const written = await writeReturn(frame, locked, components, issues, asked);
    return accept({
      ...written,
      output: { item: newest.itemCode, lot: newest.lotNumber, quantity: asked.toFixed(), uom: newest.move.uom, left: left.minus(asked).toFixed() },
    });
  },
});

async function writeReturn(frame: CommandFrame, locked: LockedOperation, components: readonly ComponentRow[], issues: readonly OpenIssue[], asked: Decimal) {
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  const returned = new Map(components.map((row) => [row.id, row.returned]));
  let left = asked;
  for (const issue of issues) {
    if (left.lte(0)) break;
    const quantity = min(left, issue.left);
    left = left.minus(quantity);
    const component = components.find((row) => row.id === issue.move.componentId);
    // What rework used never counted on its line.
    const counts = component === undefined || issue.move.activity === "REWORK" ? null : component;
    if (counts !== null) {
      const before = returned.get(counts.id) ?? counts.returned;
      // Planned units are rounded piece by piece; a line never gets back more than it was given.
      returned.set(counts.id, min(before.plus(plannedUnits(counts, issue.move, issue.itemCode, quantity)), counts.issued));
    }
    const id = newId();
    events.push(returnedFact(frame, id, issue, quantity, counts, counts === null ? null : (returned.get(counts.id) ?? null)));
    events.push(
      ...(await postMaterial(frame.tx, locked, { eventId: id, at: frame.at, recordedAt: frame.recordedAt }, [
        {
          position: issue.line.position,
          itemId: issue.move.itemId,
          lotId: issue.move.lotId,
          quantity: quantity.negated(),
          stood: issue.left,
          uom: issue.move.uom,
          unitCost: issue.line.unitCost,
          valued: true,
          standardPrice: issue.line.standardUnitCost,
          activity: issue.move.activity,
          rework: issue.move.activity === "REWORK" ? { reasonCode: issue.line.reasonCode, valuation: issue.line.valuation } : null,
        },
      ])),
    );
    messages.push(...tellErp(locked, id, frame.at, issue, issue.left.minus(quantity)));
  }
  return { events, messages };
}

function returnedFact({ actor }: CommandFrame, id: string, issue: OpenIssue, quantity: Decimal, component: ComponentRow | null, returned: Decimal | null): NewEvent {
  const { move, edge } = issue;
  const rest = issue.left.minus(quantity);
  return {
    id,
    type: "material.returned",
    aggregate: move.lotId === null ? "order" : "lot",
    aggregateId: move.lotId ?? move.orderId ?? move.id,
    orderId: move.orderId,
    payload: {
      moveId: newId(),
      type: "RETURN",
      itemId: move.itemId,
      lotId: move.lotId,
      quantity: quantity.toFixed(),
      uom: move.uom,
      fromLocationId: null,
      toLocationId: move.fromLocationId,
      orderId: move.orderId,
      operationId: move.operationId,
      componentId: move.componentId,
      entryId: null,
      activity: move.activity,
      unitCost: move.unitCost?.toFixed() ?? null,
      personId: actor.personId,
      reason: null,
      ...(move.deviationId === null ? {} : { deviationId: move.deviationId }),
      reversesId: null,
      returns: { moveId: move.id, stood: issue.left.toFixed(), restEdge: edge === null || rest.isZero() ? null : { edgeId: newId(), quantity: rest.toFixed() } },
      component: component === null || returned === null ? null : componentAfter({ ...component, returned }, component.state === "CLOSED"),
      edge:
        edge === null
          ? null
          : {
              edgeId: newId(),
              kind: "CONSUME",
              runId: edge.runId,
              from: edge.fromAt.toISOString(),
              to: edge.toAt.toISOString(),
              workUnitId: edge.workUnitId,
              operators: edge.operators,
              reversesId: edge.id,
            },
    },
  };
}

/** The ERP hears what it knows how to book: the issue as it was told is taken back, and what stayed is issued again. Where it was never told, neither is. */
function tellErp({ order, operation }: LockedOperation, eventId: string, at: Date, { told }: OpenIssue, rest: Decimal): OutboundDraft[] {
  if (told === null) return [];
  const common = { subject: order.number, orderId: order.id, eventId, eventTime: at };
  const takenBack: OutboundDraft = {
    ...common,
    type: "mes.entry.reversed.v1",
    data: { reversalId: newId(), order: order.number, operation: operation.opNo, reason: "RETURNED", reversed: told },
  };
  return rest.isZero() ? [takenBack] : [takenBack, { ...common, type: "mes.material.issued.v1", data: { ...told.data, issueId: newId(), qty: rest.toFixed() } }];
}
