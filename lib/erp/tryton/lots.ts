import { z } from "zod";
import type { TrytonClient } from "./client";
import type { NewMove } from "./posting";
import { findRecords } from "./records";
import { Refused } from "./refused";

const Lot = z.object({ id: z.number() });

/** Ids of the lots that the moves name, made where they may be new. @throws Refused UNKNOWN_LOT. */
export async function resolveLots(client: TrytonClient, moves: readonly NewMove[]): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  for (const move of moves) {
    if (move.lot === null || ids.has(lotKey(move))) continue;
    const found = (await oldest(client, move)) ?? (move.lotMayBeNew ? await make(client, move) : null);
    if (found === null) throw new Refused("UNKNOWN_LOT", `The ERP has no lot ${move.lot} of ${move.item}.`);
    ids.set(lotKey(move), found);
  }
  return ids;
}

/** Names a lot within one posting: numbers repeat between items. */
export function lotKey(move: Pick<NewMove, "product" | "lot">): string {
  return `${move.product}/${move.lot ?? ""}`;
}

async function oldest(client: TrytonClient, move: NewMove): Promise<number | null> {
  return (
    (
      await findRecords(client, { model: "stock.lot", fields: [], schema: Lot }, [
        ["number", "=", move.lot],
        ["product", "=", move.product],
      ])
    )[0]?.id ?? null
  );
}

/** Tryton does not keep lot numbers unique: of two made at once the older one is taken by both sides, and ours goes again. */
async function make(client: TrytonClient, move: NewMove): Promise<number | null> {
  const created = await client.call("model.stock.lot.create", [
    [{ number: move.lot, product: move.product, ...(move.expires === null ? {} : { shelf_life_expiration_date: move.expires }) }],
  ]);
  const mine = Array.isArray(created) ? Number(created[0]) : null;
  const first = await oldest(client, move);
  if (mine !== null && first !== null && first !== mine) await client.call("model.stock.lot.delete", [[mine]]);
  return first;
}
