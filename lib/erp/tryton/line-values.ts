import { lotKey } from "./lots";
import type { NewMove, Posting } from "./posting";
import { Seconds, type Value } from "./values";

type Ids = { readonly company: number; readonly currency: number; readonly lots: ReadonlyMap<string, number> };

/** The fields of a movement that is to be made. */
export function moveValues(move: NewMove, day: Posting["day"], ids: Ids): Value {
  return {
    product: move.product,
    uom: move.uom.id,
    quantity: move.quantity.toNumber(), // a number of the wire, rounded to the unit's digits before
    lot: move.lot === null ? null : (ids.lots.get(lotKey(move)) ?? null),
    from_location: move.from,
    to_location: move.to,
    company: ids.company,
    effective_date: day,
    ...(move.unitPrice === null ? {} : { unit_price: move.unitPrice, currency: ids.currency }),
  };
}

/** All lines of a posting as one set of values of its order, so that one transaction takes them all or none. */
export function orderValues(posting: Posting, ids: Ids): { readonly [field: string]: Value } {
  const create = (side: NewMove["side"]): Value[] => {
    const moves = posting.lines.filter((line) => line.side === side).map((line) => moveValues(line, posting.day, ids));
    return moves.length === 0 ? [] : [["create", moves]];
  };
  const planned: Value[] = posting.planned === null ? [] : [["write", [posting.planned.move], { quantity: posting.planned.quantity.toNumber() }]];
  const works = posting.cycles.map((cycle): Value => {
    const values: Value = { duration: new Seconds(cycle.seconds), ...(cycle.cost === null ? {} : { cost: cycle.cost }) };
    return ["write", [cycle.work], { ...(cycle.center === null ? {} : { work_center: cycle.center }), cycles: [["create", [values]]] }];
  });
  const values = { inputs: create("inputs"), outputs: [...create("outputs"), ...planned], works };
  return Object.fromEntries(Object.entries(values).filter(([, lines]) => lines.length > 0));
}
