import { type Decimal, max, round, ZERO } from "@/lib/domain/shared/decimal";
import type { TrytonClient } from "./client";
import type { Booking, Goods } from "./booking";
import { lessened } from "./booking";
import type { Production, UnitOfMeasure } from "./api-types";
import { workCentreCode } from "./from-work-center";
import { plannedOutput } from "./from-production";
import { numbered } from "./operation-number";
import type { Places } from "./places";
import { isLotTracked } from "./plant-data";
import { PRODUCT, WORK_CENTER } from "./record-types";
import { findRecords } from "./records";
import { Refused } from "./refused";
import { ourUnit, type TrytonSettings } from "./settings";
import type { Day } from "./values";
import { dayIn } from "./zone";

/** A movement to be made, in Tryton's terms. `lot` by number; `expires` for a lot that has to be made first. */
export type NewMove = {
  readonly side: "inputs" | "outputs" | "apart";
  readonly product: number;
  readonly item: string;
  readonly uom: UnitOfMeasure;
  readonly base: UnitOfMeasure;
  readonly quantity: Decimal;
  readonly lot: string | null;
  readonly lotMayBeNew: boolean;
  readonly expires: Day | null;
  readonly from: number;
  readonly to: number;
  readonly unitPrice: Decimal | null;
};

/** A booking of time. A `cost` given at creation is kept: pieces × price where a work centre costs per piece. */
export type NewCycle = { readonly work: number; readonly seconds: number; readonly cost: Decimal | null; readonly center: number | null };

/** All that one message writes. */
export type Posting = {
  readonly day: Day;
  readonly lines: readonly NewMove[];
  readonly cycles: readonly NewCycle[];
  /** The planned line whose rest shrinks or grows with it. */
  readonly planned: { readonly move: number; readonly before: Decimal; readonly quantity: Decimal } | null;
  /** Movements that belong to no order. */
  readonly apart: readonly NewMove[];
};

/** What a booking is resolved against. */
export type Surroundings = {
  readonly settings: TrytonSettings;
  readonly units: readonly UnitOfMeasure[];
  readonly places: Places;
  /** Prices that components went in for, by product: a return goes back for the same (EX-19). */
  readonly pricesPaid: ReadonlyMap<number, Decimal>;
};

const PRICE_DECIMALS = 4;

/**
 * Turns names into Tryton's records and rounds to what its units can hold; what rounds to nothing is left out.
 * @throws Refused UNKNOWN_ITEM, UNKNOWN_UNIT, UNKNOWN_OPERATION, LOT_MISSING.
 */
export async function toPosting(client: TrytonClient, booking: Booking, order: Production | null, by: Surroundings): Promise<Posting> {
  const { places, settings } = by;
  const product = order?.["product."]?.code ?? "";
  const ofOrder = (pieces: readonly Omit<Goods, "item">[]): Goods[] => pieces.map((one) => ({ ...one, item: product, lot: one.lot ?? `${order?.number ?? ""}-SCRAP` }));
  const move = mover(client, by);
  const lines = [
    ...(await Promise.all(booking.takes.map((goods) => move("inputs", goods, places.at(goods.location) ?? places.picking, places.production)))),
    ...(await Promise.all(booking.receiptsBack.map((goods) => move("inputs", goods, places.at(goods.location) ?? places.output, places.production)))),
    ...(await Promise.all(booking.returns.map((goods) => move("outputs", goods, places.production, places.at(goods.location) ?? places.picking)))),
    ...(await Promise.all(
      booking.receipts.map((goods) =>
        move("outputs", goods, places.production, (goods.held ? places.quarantine : null) ?? places.at(goods.location) ?? places.output, goods.expiresAt),
      ),
    )),
    ...(await Promise.all(ofOrder(booking.scraps).map((goods) => move("outputs", goods, places.production, places.waste(), null)))),
  ];
  const apart = [
    // Scrap bears no cost, so it is taken back beside the order: as an input it would add one.
    ...(await Promise.all(ofOrder(booking.scrapsBack).map((goods) => move("apart", goods, places.waste(), places.production)))),
    ...(await Promise.all(booking.wasted.map((goods) => move("apart", goods, places.at(goods.location) ?? places.picking, places.waste())))),
    ...(await Promise.all(booking.wastedBack.map((goods) => move("apart", goods, places.waste(), places.at(goods.location) ?? places.picking)))),
  ];
  return {
    day: dayIn(settings.timeZone, booking.at),
    lines: lines.filter((line) => line.quantity.gt(0)),
    cycles: order === null ? [] : await cyclesOf(client, booking, order, settings),
    planned: order === null ? null : plannedAfter(booking, order),
    apart: apart.filter((line) => line.quantity.gt(0)),
  };
}

function mover(client: TrytonClient, by: Surroundings) {
  return async (side: NewMove["side"], goods: Goods, from: number, to: number, expiresAt?: Date | null): Promise<NewMove> => {
    const found = (await findRecords(client, PRODUCT, [["code", "=", goods.item]]))[0];
    if (found === undefined) throw new Refused("UNKNOWN_ITEM", `The ERP has no active item ${goods.item}.`);
    const base = by.units.find((unit) => unit.id === found["default_uom."].id);
    const uom = by.units.find((unit) => unit.category === base?.category && ourUnit(by.settings, unit.symbol) === goods.uom);
    if (base === undefined || uom === undefined)
      throw new Refused("UNKNOWN_UNIT", `The ERP cannot hold ${goods.item} in ${goods.uom}. Map the unit in the settings of the connection.`);
    const lotMayBeNew = expiresAt !== undefined;
    const lot = isLotTracked(found) ? goods.lot : null;
    if (isLotTracked(found) && lot === null) throw new Refused("LOT_MISSING", `The ERP asks for a lot of ${goods.item}, and the message names none.`);
    const price = by.pricesPaid.get(found.id) ?? found.cost_price ?? ZERO;
    return {
      side,
      product: found.id,
      item: goods.item,
      uom,
      base,
      quantity: round(goods.qty, uom.digits),
      lot,
      lotMayBeNew,
      expires: expiresAt === undefined || expiresAt === null || found.shelf_life_state === "none" ? null : dayIn(by.settings.timeZone, new Date(expiresAt.getTime() - 1)),
      from,
      to,
      // Tryton wants a price for what comes out of production, and none for what goes to waste.
      unitPrice: side === "outputs" && !by.places.isWaste(to) ? round(price.times(uom.factor).div(base.factor), PRICE_DECIMALS) : null,
    };
  };
}

async function cyclesOf(client: TrytonClient, booking: Booking, order: Production, settings: TrytonSettings): Promise<NewCycle[]> {
  const works = numbered(order["works."]);
  const cycles: NewCycle[] = [];
  for (const time of booking.works) {
    const work = works.find(({ operation }) => operation === time.operation)?.step;
    if (work === undefined) throw new Refused("UNKNOWN_OPERATION", `Order ${order.number ?? ""} has no operation ${time.operation} in the ERP.`);
    const name = time.workUnit.endsWith(`.${settings.unitSuffix}`) ? time.workUnit.slice(0, -settings.unitSuffix.length - 1) : time.workUnit;
    const current = work["work_center."];
    const other = current !== null && workCentreCode(current) === name ? undefined : (await findRecords(client, WORK_CENTER, [["name", "=", name]]))[0];
    const center = other ?? current;
    const perPiece = center?.cost_method === "cycle" && center.cost_price !== null ? center.cost_price.times(time.units) : null;
    cycles.push({ work: work.id, seconds: time.seconds, cost: perPiece === null ? null : round(perPiece, PRICE_DECIMALS), center: other?.id ?? null });
  }
  return cycles;
}

/** What the order still plans to receive once this is booked: a last receipt ends the plan. */
function plannedAfter(booking: Booking, order: Production): Posting["planned"] {
  const line = plannedOutput(order);
  if (line === undefined || booking.receipts.length + booking.receiptsBack.length === 0) return null;
  const back = booking.receiptsBack.reduce((total, one) => total.plus(one.qty), ZERO);
  const received = booking.receipts.reduce((total, one) => total.plus(one.qty), ZERO);
  const rest = booking.receipts.some((one) => one.final) ? ZERO : lessened(line.quantity.plus(back), received);
  return { move: line.id, before: line.quantity, quantity: round(max(rest, ZERO), line["uom."].digits) };
}
