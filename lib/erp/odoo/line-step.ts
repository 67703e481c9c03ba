import type { Decimal } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/port";
import { type Move, moveLineType, type MoveLine } from "./api-types";
import type { Desk } from "./desk";
import { findAll, writeOne } from "./records";
import { Refused } from "./refused";
import { findLocation, findLot, findProduct, findUnit } from "./resolve";
import type { Step } from "./steps";
import { text, toNumber } from "./values";

/** What was taken of a component, by the names of the message. */
export type Taken = { readonly item: string; readonly lot: string | null; readonly qty: Decimal; readonly uom: string; readonly location: string | null };

/**
 * Adds a line to the movement of a component. Lines have no field of ours: the newest one is remembered before, and of those that came
 * after it the first with our lot and quantity is ours.
 * @throws Refused UNKNOWN_ITEM, UNKNOWN_UNIT, UNKNOWN_LOT, LOT_MISSING, UNKNOWN_LOCATION, UNPLANNED_COMPONENT.
 */
export async function lineStep({ client, names, book }: Desk, name: string, taken: Taken, moves: readonly Move[], workOrderId: number | null): Promise<Step> {
  const product = await findProduct(client, taken.item);
  const candidates = moves.filter((move) => move.product_id.id === product.id && move.state !== "cancel");
  const move = candidates.find((one) => one.workorder_id?.id === workOrderId) ?? candidates[0];
  if (move === undefined) throw new Refused("UNPLANNED_COMPONENT", `The order in Odoo plans no ${taken.item}: add the component to it there, then send this again.`);
  const lot = await findLot(client, product, taken.lot);
  const unit = await findUnit(client, taken.uom);
  const place = taken.location === null ? move.location_id.id : await findLocation(client, taken.location);
  const type = moveLineType(names);
  const lines = () => findAll(client, type, [["move_id", "=", move.id]]);
  const isOurs = (line: MoveLine) => line.picked && (line.lot_id?.id ?? null) === lot && text(line.moved) === text(taken.qty);
  const part = (line: MoveLine) => [{ kind: type.model, number: String(line.id) }];
  return {
    name,
    async find() {
      const { made, marks } = book.memory;
      const [known, mark] = [made[name], marks[name]];
      if (known === undefined && mark === undefined) return null;
      const taken = new Set(Object.entries(made).flatMap(([other, id]) => (other === name ? [] : [id])));
      const line = (await lines()).find((one) => (known === undefined ? one.id > (mark ?? 0) && isOurs(one) && !taken.has(one.id) : one.id === known));
      if (line === undefined) return null;
      if (known === undefined) await book.keep({ made: { ...made, [name]: line.id } });
      return part(line);
    },
    async perform() {
      const before = await lines();
      await book.keep({ marks: { ...book.memory.marks, [name]: Math.max(0, ...before.map((line) => line.id)) }, made: withoutKey(book.memory.made, name) });
      const added = {
        product_id: product.id,
        ...(lot === null ? {} : { lot_id: lot }),
        [names.lineMoved]: toNumber(taken.qty),
        product_uom_id: unit,
        location_id: place,
        location_dest_id: move.location_dest_id.id,
      };
      // What Odoo only reserved would be picked with the rest: the floor says what was taken.
      const reserved: Json[] = before.filter((line) => !line.picked).map((line) => [2, line.id, 0]);
      await writeOne(client, "stock.move", move.id, { move_line_ids: [...reserved, [0, 0, added]], ...(names.picked === null ? {} : { [names.picked]: true }) });
    },
  };
}

function withoutKey(made: Readonly<Record<string, number>>, name: string): Record<string, number> {
  return Object.fromEntries(Object.entries(made).filter(([key]) => key !== name));
}
