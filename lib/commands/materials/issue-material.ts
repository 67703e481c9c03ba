import "server-only";
import { openBookings, isTooOld, lockOperation, type LockedOperation, siteOfOperation } from "@/lib/commands/execution/store";
import { equipment } from "@/db/schema/reference";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isExecutable } from "@/lib/domain/execution/order-state";
import { componentAfter } from "@/lib/domain/materials/component-state";
import { takeFrom } from "@/lib/domain/materials/backflush";
import { fromPlaces, splitByNeed } from "@/lib/domain/materials/split-issue";
import { decimal, type Decimal, max, min, r6, ZERO } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { fitsUom, roundToUom } from "@/lib/domain/shared/quantity";
import type { NewEvent } from "@/lib/eventlog/event";
import type { ApprovedBy } from "@/lib/eventlog/payloads/execution";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { postMaterial, standardUnitCost } from "@/lib/commands/costing/post-cost";
import { defineCommand, type CommandFrame } from "@/lib/commands/define-command";
import { type Approval, approval } from "@/lib/commands/execution/approval";
import { unitCode } from "@/lib/commands/execution/confirmation";
import { orderFact } from "@/lib/commands/execution/facts";
import { orderStatus } from "@/lib/commands/execution/order-status";
import { type ReworkCause, reworkCause, reworkValuation } from "@/lib/commands/execution/rework-cause";
import { openRun } from "@/lib/commands/execution/receive-output";
import { IssuedAnswer } from "./answers.schema";
import { type ComponentRow, findLot, lockComponents } from "./find-lot";
import { IssueMaterialInput } from "./material.schema";

/**
 * EX-08, EX-10…EX-12: takes a quantity of a lot, or of an untracked item, for the operation; charges the order with the lot's cost. Where several lines plan the item it is
 * divided over them by what each still needs (`splitByNeed`), but for a lot whose line was named.
 */
export const issueMaterial = defineCommand({
  name: "issue-material",
  permission: "operation.execute",
  input: IssueMaterialInput,
  answer: IssuedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    const { order, operation } = locked;
    if (!isExecutable(order.state)) return refuse("ORDER_NOT_EXECUTABLE", { state: order.state });
    if (operation.state === "COMPLETED" || operation.state === "SKIPPED" || operation.state === "ABORTED") return refuse("INVALID_TRANSITION", { state: operation.state });
    if (isTooOld(locked, at) && operation.actualStartAt !== null && at < operation.actualStartAt) return refuse("OUT_OF_ORDER", { since: operation.actualStartAt.toISOString() });
    const asked = input.quantity === undefined ? null : decimal(input.quantity);
    const rework = input.activity === "REWORK";
    if (rework && input.reworkReason !== undefined && (await reworkValuation(tx, order.siteId, input.reworkReason)) === null)
      return refuse("REASON_UNKNOWN", { reason: input.reworkReason });
    if (asked !== null && asked.lte(0)) return refuse("INVALID_QUANTITY", { decimals: locked.uom.decimals, uom: locked.uom.code });
    const parts = input.lot === undefined ? await untracked(tx, input, asked) : await fromLot(frame, locked, input.lot, asked, input);
    if (!parts.ok) return parts;

    const first = order.state === "RELEASED" ? orderFact("order.started", locked, "IN_PROGRESS") : null;
    const cause = rework ? await reworkCause(tx, order.siteId, operation.id, input.reworkReason ?? null) : null;
    const approved = await approvedIssue(frame, locked, parts.value, input.overrideReason);
    const why = { reason: input.overrideReason ?? cause?.reasonCode ?? null, approvedBy: approved?.by };
    const written = await writeIssue(frame, locked, parts.value, why, cause);
    return accept({
      events: [...(first === null ? [] : [first]), ...written.events, ...(approved === null ? [] : [approved.signature])],
      messages: [...(first === null ? [] : [orderStatus(locked, "IN_PROGRESS", first.id, at)]), ...written.messages],
      output: {
        item: parts.value.itemCode,
        lot: parts.value.lotNumber,
        quantity: parts.value.quantity.toFixed(),
        uom: parts.value.component.uom,
        issued: written.issued.toFixed(),
        entryId: written.entryId,
      },
    });
  },
});

/** What is taken: for which line, of one lot or none, and the places that it comes from. */
type Issue = {
  readonly component: ComponentRow;
  /** Further lines that plan the same item and still need some, in their order. */
  readonly alike: readonly ComponentRow[];
  readonly itemId: string;
  readonly itemCode: string;
  readonly lotId: string | null;
  readonly lotNumber: string | null;
  readonly unitCost: Decimal;
  /** Whether the lot has a cost of its own. */
  readonly valued: boolean;
  readonly factor: Decimal;
  readonly quantity: Decimal;
  readonly places: readonly { readonly locationId: string | null; readonly quantity: Decimal }[];
  /** The lot that should have gone first (EX-10). */
  readonly passedOver: string | null;
  /** What lets it be taken although no line allows it (EX-12). */
  readonly deviation: { readonly id: string; readonly number: string } | null;
};

async function fromLot(frame: CommandFrame, locked: LockedOperation, number: string, asked: Decimal | null, { activity, ...choice }: IssueMaterialInput) {
  const { overrideReason, lotId, componentId, handlingUnit } = choice;
  const found = await findLot(frame, locked, number, { quantity: asked, use: activity, overrideReason, lotId, componentId, handlingUnit });
  if (!found.ok) return found;
  const { component, factor, lot, places, available, itemCode, passedOver, deviation } = found.value;
  const uom = { code: component.uom, decimals: component.decimals };
  const needed = max(neededBy(component), ZERO).times(factor);
  // More than the plan is taken on purpose only: with a quantity. So is what rework uses, which no plan knows.
  if (asked === null && (activity === "REWORK" || needed.lte(0))) return refuse("NOTHING_NEEDED", { item: itemCode });
  const quantity = asked ?? min(roundToUom(needed, uom), deviation === null ? available : min(available, deviation.left));
  if (quantity.lte(0) || !fitsUom(quantity, uom)) return refuse("INVALID_QUANTITY", { decimals: uom.decimals, uom: uom.code });
  const { taken } = takeFrom(
    places.map((place) => ({ lotId: lot.id, ...place })),
    quantity,
  );
  const plain = componentId === undefined && activity === "RUN" && deviation === null && lot.itemId === component.itemId;
  return accept<Issue>({
    component,
    alike: plain ? alikeOf(component, await lockComponents(frame.tx, locked.operation.id)) : [],
    itemId: lot.itemId,
    itemCode,
    lotId: lot.id,
    lotNumber: lot.number,
    unitCost: lot.unitCost ?? component.standardPrice,
    valued: lot.unitCost !== null,
    factor,
    quantity,
    places: taken,
    passedOver,
    deviation,
  });
}

/** What a line still needs, in its unit; below zero where it has more. */
const neededBy = ({ required, issued, returned }: ComponentRow): Decimal => required.minus(issued).plus(returned);

function alikeOf(component: ComponentRow, lines: readonly ComponentRow[]): ComponentRow[] {
  return lines.filter(
    (row) =>
      row.id !== component.id &&
      row.itemId === component.itemId &&
      row.tracked === component.tracked &&
      row.uom === component.uom &&
      row.issueMode !== "BACKFLUSH" &&
      row.state !== "CLOSED" &&
      neededBy(row).gt(0),
  );
}

async function untracked(tx: Tx, input: IssueMaterialInput, asked: Decimal | null) {
  const lines = await lockComponents(tx, input.operationId);
  const component = lines.find((row) => row.id === input.componentId);
  if (component === undefined) return refuse("COMPONENT_UNKNOWN");
  // EX-08: what the confirmations take by themselves would be taken twice.
  if (component.issueMode === "BACKFLUSH" && input.activity === "RUN") return refuse("WRONG_ISSUE_MODE", { item: component.itemCode });
  if (component.tracked) return refuse("LOT_REQUIRED", { item: component.itemCode });
  if (asked === null && input.activity === "REWORK") return refuse("NOTHING_NEEDED", { item: component.itemCode });
  const quantity = asked ?? max(neededBy(component), ZERO);
  if (quantity.lte(0) || !fitsUom(quantity, { code: component.uom, decimals: component.decimals }))
    return refuse("INVALID_QUANTITY", { decimals: component.decimals, uom: component.uom });
  return accept<Issue>({
    component,
    alike: input.activity === "RUN" ? alikeOf(component, lines) : [],
    itemId: component.itemId,
    itemCode: component.itemCode,
    lotId: null,
    lotNumber: null,
    unitCost: component.standardPrice,
    valued: false,
    factor: decimal(1),
    quantity,
    places: [{ locationId: null, quantity }],
    passedOver: null,
    deviation: null,
  });
}

/** The lead's approval of a lot that was not first, signed for all that is taken of it. */
async function approvedIssue(frame: CommandFrame, { order, operation }: LockedOperation, issue: Issue, reason: string | undefined): Promise<Approval | null> {
  if (issue.passedOver === null || issue.lotId === null) return null;
  const about = { aggregate: "lot", aggregateId: issue.lotId, orderId: order.id } as const;
  const quantity = issue.quantity.toFixed();
  return approval(frame, about, { order: order.number, operation: operation.opNo, lot: issue.lotNumber, quantity, uom: issue.component.uom, first: issue.passedOver, reason });
}

async function writeIssue(
  frame: CommandFrame,
  locked: LockedOperation,
  issue: Issue,
  { reason, approvedBy }: { readonly reason: string | null; readonly approvedBy: ApprovedBy | undefined },
  rework: ReworkCause | null,
): Promise<{ events: NewEvent[]; messages: OutboundDraft[]; issued: Decimal; entryId: string }> {
  const { tx, at, recordedAt, actor } = frame;
  const { order, operation } = locked;
  const { component: named } = issue;
  const activity = rework === null ? ("RUN" as const) : ("REWORK" as const);
  const operators = (await openBookings(tx, operation.id)).map((booking) => booking.personNumber);
  const [runId, workUnit] = [await openRun(tx, operation.id), await unitCode(tx, operation.workUnitId)];
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  // A price variance compares with the standard of what was really used (§4.3).
  const standardPrice = issue.itemId === named.itemId ? named.standardPrice : ((await standardUnitCost(tx, issue.itemId, at)) ?? named.standardPrice);
  const open = (row: ComponentRow) => ({ id: row.id, row, needed: roundToUom(neededBy(row).times(issue.factor), { code: row.uom, decimals: row.decimals }) });
  const shares = splitByNeed(issue.quantity, [open(named), ...issue.alike.map(open)]);
  const issuedTo = new Map([named, ...issue.alike].map((row) => [row.id, row.issued]));
  // Of several moves any one stands for all of them.
  const entryId = newId();
  for (const [index, { line, quantity, place }] of fromPlaces(shares, issue.places).entries()) {
    const component = line.row;
    const part = { quantity, locationId: place.locationId };
    // Planned units of the line: a substitute counts by its factor; what rework uses is no part of the plan.
    const issued = (issuedTo.get(component.id) ?? ZERO).plus(rework === null ? r6(quantity.div(issue.factor)) : ZERO);
    issuedTo.set(component.id, issued);
    const moveId = index === 0 ? entryId : newId();
    const issuedId = newId();
    events.push({
      id: issuedId,
      type: "material.issued",
      aggregate: issue.lotId === null ? "order" : "lot",
      aggregateId: issue.lotId ?? order.id,
      orderId: order.id,
      payload: {
        moveId,
        type: "ISSUE",
        itemId: issue.itemId,
        lotId: issue.lotId,
        quantity: part.quantity.toFixed(),
        uom: component.uom,
        fromLocationId: part.locationId,
        toLocationId: null,
        orderId: order.id,
        operationId: operation.id,
        componentId: component.id,
        entryId: null,
        activity,
        unitCost: issue.unitCost.toFixed(),
        personId: actor.personId,
        reason,
        ...(approvedBy === undefined ? {} : { approvedBy }),
        ...(issue.deviation === null ? {} : { deviationId: issue.deviation.id }),
        reversesId: null,
        component: rework === null ? componentAfter({ ...component, issued }) : null,
        edge:
          issue.lotId === null
            ? null
            : { edgeId: newId(), kind: "CONSUME", runId, from: at.toISOString(), to: at.toISOString(), workUnitId: operation.workUnitId, operators, reversesId: null },
      },
    });
    events.push(
      ...(await postMaterial(tx, locked, { eventId: issuedId, at, recordedAt }, [
        {
          // §4.3: no plan knows it, so all of it is usage.
          position: issue.deviation === null ? component.position : null,
          itemId: issue.itemId,
          lotId: issue.lotId,
          quantity: part.quantity,
          uom: component.uom,
          unitCost: issue.unitCost,
          valued: issue.valued,
          standardPrice,
          activity,
          rework,
        },
      ])),
    );
    messages.push({
      type: "mes.material.issued.v1",
      subject: order.number,
      orderId: order.id,
      eventId: issuedId,
      eventTime: at,
      data: {
        issueId: moveId,
        order: order.number,
        operation: operation.opNo,
        item: issue.itemCode,
        lot: issue.lotNumber,
        qty: part.quantity.toFixed(),
        uom: component.uom,
        mode: issue.lotNumber === null ? "MANUAL_QTY" : "MANUAL_SCAN",
        activity,
        workUnit,
        location: await locationCode(tx, part.locationId),
        substituteFor: issue.itemCode === component.itemCode ? null : component.itemCode,
        ...(issue.deviation === null ? {} : { deviation: issue.deviation.number }),
        final: false,
      },
    });
  }
  return { events, messages, issued: issuedTo.get(named.id) ?? named.issued, entryId };
}

async function locationCode(tx: Tx, locationId: string | null): Promise<string | null> {
  if (locationId === null) return null;
  const [row] = await tx.select({ code: equipment.code }).from(equipment).where(eq(equipment.id, locationId));
  return row?.code ?? null;
}
