import "server-only";
import { and, eq, gt, isNull, lte, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { item, standardCost, workCentreRate } from "@/db/schema/reference";
import type { CostLine } from "@/lib/domain/costing/cost-line";
import { priceMaterial } from "@/lib/domain/costing/price-material";
import { priceTime } from "@/lib/domain/costing/price-time";
import { rateAt, type RateVersion } from "@/lib/domain/costing/rates";
import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";
import type { NewEvent } from "@/lib/eventlog/event";
import type { CostPosted } from "@/lib/eventlog/payloads/materials";
import { newId } from "@/lib/platform/ids";
import type { BookedTime } from "@/lib/commands/execution/reckon-time";
import { raise } from "@/lib/commands/execution/facts";
import type { ReworkCause } from "@/lib/commands/execution/rework-cause";
import type { LockedOperation } from "@/lib/commands/execution/store";
import { frozenUnitCost } from "./frozen-standard";
import { postingDay } from "./posting-day";

type Line = CostPosted["lines"][number];

/** When and because of which fact a cost is posted. */
export type CostSource = { readonly eventId: string; readonly at: Date; readonly recordedAt: Date };

/**
 * C-01, C-04: prices booked time at the rates in force and posts it. A rate that the ERP never sent can't be invented: the seconds are
 * posted at 0.00 and an exception says which rate is missing.
 */
export async function postTime(tx: Tx, locked: LockedOperation, source: CostSource, times: readonly BookedTime[]): Promise<readonly NewEvent[]> {
  if (times.length === 0) return [];
  const { posting, lines, missing } = await pricedTime(tx, locked, source, times, []);
  return [posted(locked, source, posting.postingDate, lines), ...missing.map((rate) => rateMissing(locked, rate))];
}

/** A rate at which a line was posted: later ones do not touch it (§1.2). */
export type KeptRate = { readonly element: Line["element"]; readonly rateClass: string | null; readonly unitCost: Decimal; readonly standardUnitCost: Decimal };

/** What posting booked time makes, and which rates for it are missing. `kept`: rates that go before those in force. */
export async function pricedTime(tx: Tx, locked: LockedOperation, source: CostSource, times: readonly BookedTime[], kept: readonly KeptRate[]) {
  const sent = await ratesAt(tx, locked.operation.workCentreId, source.at);
  const missing = missingRates(sent, times, source.at).filter((rate) => keptRate(kept, rate) === undefined);
  const stand = missing.map(({ element, rateClass }): RateVersion => ({ element, rateClass, basis: "MACHINE_H", rate: ZERO, from: source.at, to: null }));
  const posting = await postingOf(tx, locked, source);
  const priced = priceTime(posting, times, [...keptRates(kept, sent, source.at), ...sent, ...stand]);
  if (!priced.ok) throw new Error(`a rate is missing although its absence was bridged: ${JSON.stringify(priced.params)}`);
  const lines = priced.value.map((line) => {
    const standard = keptRate(kept, line)?.standardUnitCost.toFixed();
    const made = timeLine(locked, line, sent);
    return standard === undefined ? made : { ...made, standardUnitCost: standard };
  });
  return { posting, lines, missing };
}

const keptRate = (kept: readonly KeptRate[], { element, rateClass }: Pick<KeptRate, "element" | "rateClass">): KeptRate | undefined =>
  kept.find((rate) => rate.element === element && rate.rateClass === rateClass);

function keptRates(kept: readonly KeptRate[], sent: readonly RateVersion[], at: Date): RateVersion[] {
  const basis = sent.find((version) => version.element === "OVERHEAD")?.basis ?? "MACHINE_H";
  return kept.flatMap(({ element, rateClass, unitCost }) =>
    element === "LABOUR" || element === "MACHINE" || element === "OVERHEAD" ? [{ element, rateClass, basis, rate: unitCost, from: at, to: null }] : [],
  );
}

function rateMissing({ order, operation }: LockedOperation, { element, rateClass }: Wanted): NewEvent {
  return raise({
    class: "RATE_MISSING",
    severity: 3,
    subject: `${operation.workCentreId}/${element}/${rateClass ?? ""}`,
    workUnitId: operation.workUnitId,
    orderId: order.id,
    owner: "FINANCE",
    detail: { element, rateClass, workCentreId: operation.workCentreId },
  });
}

/** A component taken for the order, or given back with a negative quantity. */
export type MaterialCost = {
  readonly position: number | null;
  readonly itemId: string;
  readonly lotId: string | null;
  readonly quantity: Decimal;
  /** Of what is given back: how much of its issue is still charged. */
  readonly stood?: Decimal;
  readonly uom: string;
  readonly unitCost: Decimal;
  /** Whether the lot has a cost of its own; without one the standard of its item stands in. */
  readonly valued: boolean;
  readonly standardPrice: Decimal;
  readonly activity: "RUN" | "REWORK";
  /** C-09: why it was reworked and how that is valued; null for a first pass. */
  readonly rework: ReworkCause | null;
};

/**
 * C-01, C-03: one material line per move and lot, at that lot's cost. What has neither a cost of its lot nor a standard can't be valued: it is
 * posted at 0.00 and an exception says what lacks a price.
 */
export async function postMaterial(tx: Tx, locked: LockedOperation, source: CostSource, materials: readonly MaterialCost[]): Promise<readonly NewEvent[]> {
  if (materials.length === 0) return [];
  const posting = await postingOf(tx, locked, source);
  const lines = materials.map((material): Line => {
    const { valuation, reasonCode } = material.rework ?? { valuation: "NORMAL" as const, reasonCode: null };
    const line = priceMaterial(posting, { ...material, item: material.itemId, valuation, reasonCode });
    return {
      ...emptyLine(locked, line),
      position: material.position,
      itemId: material.itemId,
      lotId: material.lotId,
      quantity: material.quantity.toFixed(),
      uom: material.uom,
      standardUnitCost: material.standardPrice.toFixed(),
    };
  });
  return [posted(locked, source, posting.postingDate, lines), ...(await missingPrices(tx, locked, source.at, materials))];
}

/** One exception for each item that was taken at no cost because nobody has sent one; a price of zero that the ERP sent is a price. */
async function missingPrices(tx: Tx, locked: LockedOperation, at: Date, materials: readonly MaterialCost[]): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  const free = materials.filter((material) => !material.valued && material.unitCost.isZero());
  for (const itemId of new Set(free.map((material) => material.itemId))) {
    if ((await standardUnitCost(tx, itemId, at)) !== null) continue;
    const [named] = await tx.select({ code: item.code }).from(item).where(eq(item.id, itemId));
    const code = named?.code ?? itemId;
    events.push(
      raise({
        class: "PRICE_MISSING",
        severity: 3,
        subject: itemId,
        workUnitId: locked.operation.workUnitId,
        orderId: locked.order.id,
        owner: "FINANCE",
        detail: { item: code, note: `${code} costs 0.00 here until the ERP sends a price` },
      }),
    );
  }
  return events;
}

/** C-11: a receipt credits the order at the frozen standard; without a standard nothing is credited and the value stays in WIP. */
export async function postCredit(tx: Tx, locked: LockedOperation, source: CostSource, lotId: string, quantity: Decimal): Promise<readonly NewEvent[]> {
  const standard = frozenUnitCost(locked.order.snapshot);
  if (standard === null) return [];
  const posting = await postingOf(tx, locked, source);
  const line: Line = {
    lineId: newId(),
    operationId: locked.operation.id,
    opNo: locked.operation.opNo,
    element: "CREDIT",
    activity: "RUN",
    position: null,
    itemId: locked.order.itemId,
    lotId,
    personId: null,
    rateClass: null,
    workUnitId: null,
    quantity: quantity.negated().toFixed(),
    uom: locked.order.uom,
    seconds: null,
    unitCost: standard.toFixed(),
    standardUnitCost: standard.toFixed(),
    amount: amountOf(quantity, standard).negated().toFixed(2),
    valuation: "NORMAL",
    reasonCode: null,
    sourceEventId: source.eventId,
    reversesId: null,
  };
  return [posted(locked, source, posting.postingDate, [line])];
}

/** Frozen standard cost of one unit at an instant, or null when the ERP sent none. */
export async function standardUnitCost(tx: Tx, itemId: string, at: Date): Promise<Decimal | null> {
  const [row] = await tx
    .select({ total: standardCost.total })
    .from(standardCost)
    .where(and(eq(standardCost.itemId, itemId), lte(standardCost.validFrom, at), or(isNull(standardCost.validTo), gt(standardCost.validTo, at))));
  return row?.total ?? null;
}

async function ratesAt(tx: Tx, workCentreId: string, at: Date): Promise<RateVersion[]> {
  const rows = await tx
    .select()
    .from(workCentreRate)
    .where(and(eq(workCentreRate.workCentreId, workCentreId), lte(workCentreRate.validFrom, at), or(isNull(workCentreRate.validTo), gt(workCentreRate.validTo, at))));
  return rows.map((row) => ({
    element: row.element,
    rateClass: row.rateClass === "" ? null : row.rateClass,
    basis: row.basis,
    rate: row.rate,
    from: row.validFrom,
    to: row.validTo,
  }));
}

type Wanted = { readonly element: "LABOUR" | "MACHINE" | "OVERHEAD"; readonly rateClass: string | null };

function missingRates(rates: readonly RateVersion[], times: readonly BookedTime[], at: Date): Wanted[] {
  const classes = [...new Set(times.flatMap((time) => time.labour.map((line) => line.rateClass)))];
  const wanted: Wanted[] = [
    ...classes.map((rateClass): Wanted => ({ element: "LABOUR", rateClass })),
    ...(times.some((time) => time.machineSeconds > 0) ? [{ element: "MACHINE" as const, rateClass: null }] : []),
    { element: "OVERHEAD", rateClass: null },
  ];
  return wanted.filter((one) => !rateAt(rates, { ...one, at }).ok);
}

async function postingOf(tx: Tx, locked: LockedOperation, source: CostSource) {
  return {
    orderId: locked.order.id,
    op: locked.operation.opNo,
    currency: locked.currency,
    sourceEventId: source.eventId,
    eventTime: source.at,
    recordTime: source.recordedAt,
    postingDate: await postingDay(tx, locked.order.siteId, locked.timeZone, source.at),
  };
}

function timeLine(locked: LockedOperation, line: CostLine, rates: readonly RateVersion[]): Line {
  // Beside the rate that was paid stands the work centre's own, from which rate variances are taken (§4.3).
  const standard = rates.find((rate) => rate.element === line.element && rate.rateClass === null)?.rate ?? line.unitCost;
  return { ...emptyLine(locked, line), personId: line.personId, rateClass: line.rateClass, seconds: line.quantity.toNumber(), standardUnitCost: standard.toFixed() };
}

function emptyLine(locked: LockedOperation, line: CostLine): Line {
  return {
    lineId: newId(),
    operationId: locked.operation.id,
    opNo: line.op,
    element: line.element,
    activity: line.activity,
    position: null,
    itemId: null,
    lotId: null,
    personId: null,
    rateClass: null,
    workUnitId: locked.operation.workUnitId,
    quantity: null,
    uom: null,
    seconds: null,
    unitCost: line.unitCost.toFixed(),
    standardUnitCost: line.unitCost.toFixed(),
    amount: line.amount.toFixed(2),
    valuation: line.valuation,
    reasonCode: line.reasonCode,
    sourceEventId: line.sourceEventId,
    reversesId: null,
  };
}

/** The fact that lines were posted; it happened when its source did. */
export function posted(locked: Pick<LockedOperation, "order" | "currency">, source: CostSource, postingDate: string, lines: readonly Line[]): NewEvent {
  const { order, currency } = locked;
  return {
    id: newId(),
    type: "cost.posted",
    aggregate: "order",
    aggregateId: order.id,
    orderId: order.id,
    eventTime: source.at,
    payload: { orderId: order.id, currency, postingDate, lines },
  };
}
