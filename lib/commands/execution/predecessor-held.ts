import "server-only";
import type { Tx } from "@/db/client";
import { heldOutput } from "@/db/held-output";
import { type HeldQuantity, NOTHING_HELD } from "@/lib/domain/execution/held-quantity";
import { sum } from "@/lib/domain/shared/decimal";
import type { LockedOperation } from "./store";

/** EX-14: what quality holds of what the operation before gave. */
export async function predecessorHeld(tx: Tx, { previous }: LockedOperation): Promise<HeldQuantity> {
  if (previous === null) return NOTHING_HELD;
  const held = await heldOutput(tx, [previous.id]);
  return { quantity: sum(held.map(({ quantity }) => quantity)), nonconformances: held.map((one) => one.nonconformance) };
}
