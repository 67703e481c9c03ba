import "server-only";
import { and, gt, inArray, isNull, lte, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { standardCost } from "@/db/schema/reference";
import { requiredAt, requiredOf } from "@/lib/domain/execution/order-plan";
import { maxGood } from "@/lib/domain/execution/tolerance";
import { type Decimal, decimal, r6, roundUp, ZERO } from "@/lib/domain/shared/decimal";
import { canBeTold, type ErpUnit, inBaseOf, inErpUnit, keepErpUnit, type KeptErpUnit, readErpUnit } from "@/lib/domain/shared/erp-unit";
import { fitsUom, TOO_MUCH } from "@/lib/domain/shared/quantity";
import type { OrderErpValues, OrderPlan, PlannedComponent } from "@/lib/eventlog/payloads/order";
import type { ReferenceKey } from "@/lib/integration/inbox/reference-key";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import { derivedId } from "@/lib/platform/ids";
import type { ApplyFrame } from "./applier";
import { baseConversion, type Conversion } from "./base-unit";
import { type ComponentLine, type OperationLine, orderLines } from "./order-lines";
import { findItems, findWorkCentres, known, type KnownItem, type KnownWorkCentre, missingItems, missingWorkCentres } from "./references";
import { decimalsOfUom } from "./units-of-measure";

/** What an order message means here, with all its references found. */
export type PlannedOrder = {
  readonly values: OrderErpValues;
  readonly plan: OrderPlan;
  readonly items: ReadonlyMap<string, KnownItem>;
  readonly centres: ReadonlyMap<string, KnownWorkCentre>;
};

export type ReadValues =
  | { readonly kind: "values"; readonly values: OrderErpValues; readonly product: KnownItem; readonly erpUnit: ErpUnit | null }
  | { readonly kind: "missing"; readonly missing: readonly ReferenceKey[] }
  | Refused;

type Refused = { readonly kind: "refused"; readonly code: string; readonly reason: string };

/** The unit in which an order that has begun was planned: its quantities stay in it, whatever the master data become (OWN-03). */
export type StandingUnit = { readonly erpUnit: KeptErpUnit | null };

/**
 * The ERP's fields of an order, without its lines: all that counts once it runs, when it works on its snapshot (OWN-03). What is told in another unit of the item
 * is converted exactly, then rounded to its decimals (§2.1). Refuses with INVALID_QUANTITY a quantity that can't be made to the last decimal, and where it has
 * not begun, with UOM_NOT_BASE a unit that the item has no conversion for; what is withdrawn is withdrawn with whatever quantity and unit.
 */
export async function readOrderValues(frame: ApplyFrame, data: OrderData, begun: StandingUnit | null): Promise<ReadValues> {
  const found = await findItems(frame.tx, frame.siteId, [data.item]);
  const product = found.get(data.item);
  if (product === undefined) return { kind: "missing", missing: missingItems(data.site, [data.item], found) };
  const told = await inItsUnit(frame, data, product, begun);
  if (!told.ok && !isWithdrawn(data)) return { kind: "refused", code: told.code, reason: told.reason };
  return { kind: "values", values: valuesOf(frame, data, product.id, told), product, erpUnit: told.erpUnit };
}

/** A quantity of an order, its unit with its decimals, and the unit of the ERP where that is another one. */
type Told = { readonly quantity: Decimal; readonly uom: string; readonly decimals: number; readonly erpUnit: ErpUnit | null };
type InItsUnit = (Told & { readonly ok: true }) | (Told & { readonly ok: false; readonly code: "INVALID_QUANTITY" | "UOM_NOT_BASE"; readonly reason: string });

function refused(told: Told, code: "INVALID_QUANTITY" | "UOM_NOT_BASE", reason: string): InItsUnit {
  return { ...told, ok: false, code, reason };
}

/** What an order is for, in the base unit of its item where the ERP said how the two relate; `ok` says whether an order can be made of it. */
async function inItsUnit({ tx, recordedAt }: ApplyFrame, data: OrderData, product: KnownItem, begun: StandingUnit | null): Promise<InItsUnit> {
  const asked = decimal(data.qty);
  const base = { code: product.baseUom, decimals: product.decimals };
  const most = product.decimals === 0 ? "whole numbers only" : product.decimals === 1 ? "one decimal at most" : `${product.decimals} decimals at most`;
  const counted = `${product.code} is counted with ${most}. Correct its quantity in the ERP, or give the unit of the item more decimals.`;
  if (data.uom === product.baseUom) {
    const told = { quantity: asked, uom: data.uom, decimals: product.decimals, erpUnit: null };
    if (fitsUom(asked, base)) return { ...told, ok: true };
    return refused(told, "INVALID_QUANTITY", `The order is for ${data.qty} ${data.uom}, and ${counted}`);
  }
  const unit = await unitOf(tx, data.uom, product, begun, recordedAt);
  if (unit === null) {
    const told = { quantity: asked, uom: data.uom, decimals: await decimalsOfUom(tx, data.uom), erpUnit: null };
    // Once it has begun it can't be in another unit, and that is what the ERP is told (EX-04).
    if (begun !== null) return { ...told, ok: true };
    const reason = `The order is in ${data.uom}, ${product.code} is kept in ${product.baseUom} and the ERP gave no conversion. Give the item the unit ${data.uom} in the ERP, or make the order in ${product.baseUom}.`;
    return refused(told, "UOM_NOT_BASE", reason);
  }
  const quantity = inBaseOf(unit, asked, base);
  const told = { quantity, uom: product.baseUom, decimals: product.decimals, erpUnit: unit };
  if (!canBeTold(unit, base)) {
    const reason = `The order is in ${data.uom}, and the least that is counted of ${product.code}, to ${product.decimals} decimals of a ${product.baseUom}, is less than what can be told in ${data.uom}. Make the order in ${product.baseUom} in the ERP.`;
    return refused(told, "UOM_NOT_BASE", reason);
  }
  if (quantity.gte(TOO_MUCH)) {
    const reason = `The order is for ${data.qty} ${data.uom}, which are ${quantity.toFixed()} ${product.baseUom}: more than can be kept. Correct its quantity in the ERP.`;
    return refused(told, "INVALID_QUANTITY", reason);
  }
  if (inErpUnit(unit, quantity).eq(asked)) return { ...told, ok: true };
  const exact = r6(asked.times(unit.numerator).div(unit.denominator)).toFixed();
  return { ...told, ok: false, code: "INVALID_QUANTITY", reason: `The order is for ${data.qty} ${data.uom}, which are ${exact} ${product.baseUom}, and ${counted}` };
}

/** How the unit of an order stands to the base unit of its item: as when it was planned, once it has begun; null where the ERP gave no conversion. */
async function unitOf(tx: Tx, uom: string, product: KnownItem, begun: StandingUnit | null, at: Date): Promise<ErpUnit | null> {
  const standing = readErpUnit(begun?.erpUnit ?? null);
  if (standing?.uom === uom) return standing;
  const conversion = await baseConversion(tx, product, uom, at);
  return conversion === null ? null : { uom, ...conversion };
}

/** §1.1: a serial is a lot of quantity 1, and an order fills lots: whether it may make more than one piece of an item with serial numbers. */
function makesSeveralSerials({ tracking }: KnownItem, { quantity, overPct, underPct, uom, decimals }: OrderErpValues): boolean {
  const tolerance = { quantity: decimal(quantity), overPct: decimal(overPct), underPct: decimal(underPct), uom: { code: uom, decimals } };
  return tracking === "SERIAL" && maxGood(tolerance).gt(1);
}

export type Planning = { readonly kind: "planned"; readonly order: PlannedOrder } | { readonly kind: "missing"; readonly missing: readonly ReferenceKey[] } | Refused;

/**
 * Reads an order message: values in the base unit of its item, operations with their unit, components in the base unit of theirs. Lines of its own are for one
 * of the unit that the order is in, those of versions for one of the base unit. Ids follow from the order's id and the number of the line, so a change keeps the
 * rows that stay. Refusals: INVALID_QUANTITY, UOM_NOT_BASE, NO_OPERATIONS, LINES_TWICE, OPERATION_UNKNOWN,
 * UOM_NO_CONVERSION, SERIALS_NOT_MADE.
 */
export async function planOrder(frame: ApplyFrame, data: OrderData, orderId: string): Promise<Planning> {
  const { tx, siteId } = frame;
  const read = await readOrderValues(frame, data, null);
  if (read.kind !== "values") return read;
  const { values, product, erpUnit } = read;
  const { lines, missing } = await orderLines(tx, data, product.id, erpUnit);
  const codes = [data.item, ...lines.components.flatMap((line) => [line.item, ...line.substitutes.map((one) => one.item)])];
  const centreCodes = lines.operations.map((operation) => operation.workCentre);
  const [items, centres] = [await findItems(tx, siteId, codes), await findWorkCentres(tx, siteId, centreCodes)];
  const all = [...missing, ...missingItems(data.site, codes, items), ...missingWorkCentres(data.site, centreCodes, centres)];
  if (all.length > 0) return { kind: "missing", missing: all };
  const steps = lines.operations.map((operation) => ({ opNo: operation.opNo, yield: decimal(operation.yield) }));
  const last = steps.at(-1);
  if (last === undefined) return { kind: "refused", code: "NO_OPERATIONS", reason: "The order has no operations: it names no routing and brings none." };
  if (hasTwice(steps.map((step) => step.opNo)) || hasTwice(lines.components.map((line) => line.position))) {
    return { kind: "refused", code: "LINES_TWICE", reason: "Two operations or two components of the order have the same number." };
  }
  const lost = lines.components.find((line) => !steps.some((step) => step.opNo === line.opNo));
  if (lost !== undefined) return { kind: "refused", code: "OPERATION_UNKNOWN", reason: `${lost.item} is bound to operation ${lost.opNo}, which the order does not have.` };

  const quantity = decimal(values.quantity);
  if (makesSeveralSerials(product, values) && !isWithdrawn(data)) {
    const reason = `${product.code} has serial numbers, and an order receives what it makes as one lot: a serial is a lot of quantity 1. Make an order for each piece in the ERP, over 1 and without overdelivery, with its serial number as the lot; or track the item by lot.`;
    return { kind: "refused", code: "SERIALS_NOT_MADE", reason };
  }
  const prices = await standardPrices(
    tx,
    [...items.values()].map((one) => one.id),
    frame.recordedAt,
  );
  const components: PlannedComponent[] = [];
  for (const line of lines.components) {
    const input = known(items, line.item);
    const conversion = await baseConversion(tx, input, line.uom, frame.recordedAt);
    if (conversion === null)
      return { kind: "refused", code: "UOM_NO_CONVERSION", reason: `${line.item} is asked for in ${line.uom} and kept in ${input.baseUom}; the ERP gave no conversion.` };
    components.push(plannedComponent(line, input, conversion, { orderId, quantity, steps, price: prices.get(input.id) ?? ZERO, items }));
  }
  const operations = lines.operations.map(({ workCentre, ...operation }) => {
    const centre = known(centres, workCentre);
    return {
      ...picked(operation),
      operationId: operationIdOf(orderId, operation.opNo),
      workCentreId: centre.id,
      workUnitId: centre.workUnitId,
      isLast: operation.opNo === last.opNo,
      required: requiredAt(operation.opNo, quantity, values.decimals, steps).toFixed(),
    };
  });
  const needed = [...operations, ...components].find((line) => decimal(line.required).gte(TOO_MUCH));
  if (needed !== undefined)
    return {
      kind: "refused",
      code: "INVALID_QUANTITY",
      reason: `The order needs ${needed.required} of one of its lines: more than can be kept. Correct its quantity or its lines in the ERP.`,
    };
  return { kind: "planned", order: { values, plan: { operations, components }, items, centres } };
}

function isWithdrawn({ status }: OrderData): boolean {
  return status === "CANCELLED" || status === "CLOSED";
}

function operationIdOf(orderId: string, opNo: number): string {
  return derivedId(orderId, `operation/${opNo}`);
}

type ForComponent = {
  readonly orderId: string;
  readonly quantity: Decimal;
  readonly steps: readonly { opNo: number; yield: Decimal }[];
  readonly price: Decimal;
  readonly items: ReadonlyMap<string, KnownItem>;
};

function plannedComponent(
  line: ComponentLine,
  input: KnownItem,
  { numerator, denominator }: Conversion,
  { orderId, quantity, steps, price, items }: ForComponent,
): PlannedComponent {
  const inBase = (quantity: Decimal) => quantity.times(numerator).div(denominator);
  const exact = { opNo: line.opNo, quantityPer: inBase(line.quantityPer), scrapFactor: line.scrapFactor, decimals: input.decimals };
  const required = line.required === null ? requiredOf(exact, quantity, steps) : roundUp(inBase(line.required), input.decimals);
  return {
    componentId: derivedId(orderId, `component/${line.position}`),
    operationId: operationIdOf(orderId, line.opNo),
    position: line.position,
    itemId: input.id,
    uom: input.baseUom,
    decimals: input.decimals,
    tracked: input.tracking !== "NONE",
    quantityPer: r6(exact.quantityPer).toFixed(),
    scrapFactor: line.scrapFactor.toFixed(),
    issueMode: line.issueMode,
    mixGroup: line.mixGroup,
    standardPrice: price.toFixed(),
    required: required.toFixed(),
    substitutes: line.substitutes.map((one) => ({ ...one, itemId: known(items, one.item).id })),
  };
}

/** Only what the plan keeps of an operation line; an order's own lines carry more. */
function picked(line: Omit<OperationLine, "workCentre">) {
  const { opNo, name, setupMachineHours, setupLabourHours, runMachineHours, runLabourHours, crew, optional, overlapMinutes, tools = [] } = line;
  return { opNo, name, setupMachineHours, setupLabourHours, runMachineHours, runLabourHours, yield: line.yield, crew, optional, overlapMinutes, tools: [...new Set(tools)] };
}

function valuesOf(frame: ApplyFrame, data: OrderData, itemId: string, { quantity, uom, decimals, erpUnit }: Told): OrderErpValues {
  const due = new Date(data.due);
  // An ERP that plans no start means: from now on.
  const start = data.plannedStart === null ? new Date(Math.min(frame.changedAt.getTime(), due.getTime())) : new Date(data.plannedStart);
  return {
    type: data.type,
    itemId,
    quantity: quantity.toFixed(),
    uom,
    decimals,
    erpUnit: erpUnit === null ? null : keepErpUnit(erpUnit),
    plannedStartAt: start.toISOString(),
    dueAt: due.toISOString(),
    priority: data.priority,
    overPct: r6(decimal(data.overPct).div(100)).toFixed(),
    underPct: r6(decimal(data.underPct).div(100)).toFixed(),
    bomVersion: data.bomVersion,
    routingVersion: data.routingVersion,
    outputLotNumber: data.outputLot,
    customer: data.customer,
  };
}

/** Standard price of a unit of each item now: all its elements together. */
async function standardPrices(tx: Tx, itemIds: readonly string[], at: Date): Promise<ReadonlyMap<string, Decimal>> {
  const rows = await tx
    .select({ itemId: standardCost.itemId, total: standardCost.total })
    .from(standardCost)
    .where(and(inArray(standardCost.itemId, [...itemIds]), lte(standardCost.validFrom, at), or(isNull(standardCost.validTo), gt(standardCost.validTo, at))));
  return new Map(rows.map((row) => [row.itemId, row.total]));
}

function hasTwice(numbers: readonly number[]): boolean {
  return new Set(numbers).size < numbers.length;
}
