import "server-only";
import { and, asc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment, item } from "@/db/schema/reference";
import { bomLine, bomLineSubstitute, bomVersion, routingOperation, routingVersion } from "@/db/schema/engineering";
import { type Decimal, decimal, r6 } from "@/lib/domain/shared/decimal";
import type { ErpUnit } from "@/lib/domain/shared/erp-unit";
import type { PlannedSubstitute } from "@/lib/eventlog/payloads/order";
import { type ReferenceKey, bomKey, routingKey } from "@/lib/integration/inbox/reference-key";
import type { OrderData } from "@/lib/messages/erp-order.v1";

/** A component line in codes, whether the order brought it or its BOM version did. */
export type ComponentLine = {
  readonly position: number;
  readonly item: string;
  readonly uom: string;
  readonly quantityPer: Decimal;
  readonly scrapFactor: Decimal;
  readonly opNo: number;
  readonly issueMode: "MANUAL_SCAN" | "MANUAL_QTY" | "BACKFLUSH";
  readonly mixGroup: string | null;
  /** Total that the ERP reserved; null: computed. */
  readonly required: Decimal | null;
  readonly substitutes: readonly Omit<PlannedSubstitute, "itemId">[];
};

export type OperationLine = {
  readonly opNo: number;
  readonly name: string;
  readonly workCentre: string;
  readonly setupMachineHours: string;
  readonly setupLabourHours: string;
  readonly runMachineHours: string;
  readonly runLabourHours: string;
  readonly yield: string;
  readonly crew: string;
  readonly optional: boolean;
  readonly overlapMinutes: number | null;
  readonly tools?: readonly string[];
};

export type OrderLines = { readonly components: readonly ComponentLine[]; readonly operations: readonly OperationLine[] };
export type LinesOrMissing = { readonly lines: OrderLines; readonly missing: readonly ReferenceKey[] };

/**
 * The lines of an order: its own where it brings them, else those of the versions that it names. A version that is not known is missing. Its own are for one of
 * the unit that it is in; all are answered for one of the base unit of its item.
 */
export async function orderLines(tx: Tx, data: OrderData, itemId: string, erpUnit: ErpUnit | null): Promise<LinesOrMissing> {
  const missing: ReferenceKey[] = [];
  const ofBase = (perErpUnit: Decimal): Decimal => (erpUnit === null ? perErpUnit : perErpUnit.times(erpUnit.denominator).div(erpUnit.numerator));
  const hours = (perErpUnit: string): string => r6(ofBase(decimal(perErpUnit))).toFixed();
  let components = data.components?.map((line) => ownComponent(line, ofBase)) ?? null;
  if (components === null && data.bomVersion !== null) components = await bomComponents(tx, itemId, data.bomVersion);
  if (components === null && data.bomVersion !== null) missing.push(bomKey(data.site, data.item, data.bomVersion));
  let operations: OperationLine[] | null =
    data.operations?.map((step) => ({
      ...step,
      opNo: step.operation,
      name: step.text,
      runMachineHours: hours(step.runMachineHours),
      runLabourHours: hours(step.runLabourHours),
    })) ?? null;
  if (operations === null && data.routingVersion !== null) operations = await routingSteps(tx, itemId, data.routingVersion);
  if (operations === null && data.routingVersion !== null) missing.push(routingKey(data.site, data.item, data.routingVersion));
  return { lines: { components: components ?? [], operations: (operations ?? []).toSorted((a, b) => a.opNo - b.opNo) }, missing };
}

function ownComponent(line: NonNullable<OrderData["components"]>[number], ofBase: (perErpUnit: Decimal) => Decimal): ComponentLine {
  return {
    position: line.pos,
    item: line.item,
    uom: line.uom,
    quantityPer: ofBase(decimal(line.qty)),
    scrapFactor: decimal(line.scrapFactor),
    opNo: line.operation,
    issueMode: line.issueMode,
    mixGroup: line.mixGroup,
    required: line.required === null ? null : decimal(line.required),
    substitutes: line.substitutes,
  };
}

async function bomComponents(tx: Tx, itemId: string, version: string): Promise<ComponentLine[] | null> {
  const [head] = await tx
    .select({ id: bomVersion.id })
    .from(bomVersion)
    .where(and(eq(bomVersion.itemId, itemId), eq(bomVersion.version, version)));
  if (head === undefined) return null;
  const lines = await tx
    .select({ line: bomLine, code: item.code })
    .from(bomLine)
    .innerJoin(item, eq(item.id, bomLine.itemId))
    .where(eq(bomLine.bomVersionId, head.id))
    .orderBy(asc(bomLine.position));
  const substitutes = await tx
    .select({ one: bomLineSubstitute, code: item.code })
    .from(bomLineSubstitute)
    .innerJoin(bomLine, eq(bomLine.id, bomLineSubstitute.bomLineId))
    .innerJoin(item, eq(item.id, bomLineSubstitute.itemId))
    .where(eq(bomLine.bomVersionId, head.id))
    .orderBy(asc(bomLineSubstitute.priority));
  return lines.map(({ line, code }) => ({
    ...line,
    item: code,
    required: null,
    substitutes: substitutes
      .filter(({ one }) => one.bomLineId === line.id)
      .map(({ one, code: substitute }) => ({
        item: substitute,
        factor: one.factor.toFixed(),
        priority: one.priority,
        validFrom: one.validFrom.toISOString(),
        validTo: one.validTo?.toISOString() ?? null,
      })),
  }));
}

async function routingSteps(tx: Tx, itemId: string, version: string): Promise<OperationLine[] | null> {
  const [head] = await tx
    .select({ id: routingVersion.id })
    .from(routingVersion)
    .where(and(eq(routingVersion.itemId, itemId), eq(routingVersion.version, version)));
  if (head === undefined) return null;
  const rows = await tx
    .select({ step: routingOperation, workCentre: equipment.code })
    .from(routingOperation)
    .innerJoin(equipment, eq(equipment.id, routingOperation.workCentreId))
    .where(eq(routingOperation.routingVersionId, head.id));
  return rows.map(({ step, workCentre }) => ({
    opNo: step.opNo,
    name: step.name,
    workCentre,
    setupMachineHours: step.setupMachineHours.toFixed(),
    setupLabourHours: step.setupLabourHours.toFixed(),
    runMachineHours: step.runMachineHours.toFixed(),
    runLabourHours: step.runLabourHours.toFixed(),
    yield: step.yield.toFixed(),
    crew: step.crew.toFixed(),
    optional: step.optional,
    overlapMinutes: step.overlapMinutes,
    tools: step.tools,
  }));
}
