import { z } from "zod";
import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { TrytonClient } from "./client";
import type { NewMove } from "./posting";
import { findRecords } from "./records";
import { Refused } from "./refused";
import { type Day, Day as DayClass, decimalOf } from "./values";

const LotHeld = z.object({ id: z.number(), quantity: z.number().transform(decimalOf), shelf_life_expiration_date: z.instanceof(DayClass).nullable() });
const Held = z.object({ id: z.number(), quantity: z.number().transform(decimalOf) });

/**
 * Looks before taking: Tryton lets stock go below zero. Only what leaves stock is looked at.
 * @throws Refused UNKNOWN_LOT, LOT_EXPIRED, STOCK_SHORT.
 */
export async function checkStock(client: TrytonClient, moves: readonly NewMove[], production: number, day: Day): Promise<void> {
  const leaving = moves.filter((move) => move.from !== production);
  const wanted = new Map<string, { move: NewMove; quantity: Decimal }>();
  for (const move of leaving) {
    const key = `${move.product}/${move.lot ?? ""}/${move.from}`;
    const inBase = move.quantity.times(move.uom.factor).div(move.base.factor);
    wanted.set(key, { move, quantity: inBase.plus(wanted.get(key)?.quantity ?? ZERO) });
  }
  for (const { move, quantity } of wanted.values()) {
    const held = move.lot === null ? await heldOf(client, move) : await heldOfLot(client, move, move.lot, day);
    if (quantity.gt(held)) {
      const what = move.lot === null ? move.item : `${move.item} lot ${move.lot}`;
      throw new Refused("STOCK_SHORT", `The ERP has ${held.toFixed()} ${move.base.symbol} of ${what} there, and ${quantity.toFixed()} ${move.base.symbol} are to be taken.`);
    }
  }
}

async function heldOfLot(client: TrytonClient, move: NewMove, number: string, day: Day): Promise<Decimal> {
  const type = { model: "stock.lot", fields: ["quantity", "shelf_life_expiration_date"], schema: LotHeld };
  const lot = (
    await findRecords(
      client,
      type,
      [
        ["number", "=", number],
        ["product", "=", move.product],
      ],
      { locations: [move.from], skip_lot_sled: true },
    )
  )[0];
  if (lot === undefined) throw new Refused("UNKNOWN_LOT", `The ERP has no lot ${number} of ${move.item}.`);
  const until = lot.shelf_life_expiration_date;
  if (until !== null && day.iso > until.iso) throw new Refused("LOT_EXPIRED", `Lot ${number} of ${move.item} expired on ${until.iso} for the ERP.`);
  return lot.quantity;
}

async function heldOf(client: TrytonClient, move: NewMove): Promise<Decimal> {
  const type = { model: "product.product", fields: ["quantity"], schema: Held };
  return (await findRecords(client, type, [["id", "=", move.product]], { locations: [move.from], skip_lot_sled: true }))[0]?.quantity ?? ZERO;
}
