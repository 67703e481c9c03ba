import "server-only";
import type { Tx } from "@/db/client";
import { partlyHeld } from "@/db/held-stock";
import type { Gone } from "@/lib/domain/materials/backflush";
import { heldStock } from "@/lib/domain/materials/lot-hold";
import { type Decimal, sum } from "@/lib/domain/shared/decimal";

/**
 * EX-14: what may be taken of lots of which quality holds pieces, in their units, once `gone` was taken; a lot that is not named is free. The caller has locked their
 * stock.
 */
export async function freeOfLots(tx: Tx, lotIds: readonly string[], gone: readonly Gone[] = []): Promise<ReadonlyMap<string, Decimal>> {
  const lots = await partlyHeld(tx, [...new Set(lotIds)]);
  const goneOf = (lotId: string) => sum(gone.filter((part) => part.lotId === lotId).map(({ quantity }) => quantity));
  return new Map([...lots].map(([lotId, { onHand, pieces }]) => [lotId, heldStock(onHand, pieces).free.minus(goneOf(lotId))]));
}
