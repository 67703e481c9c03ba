import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";

/** EX-14: how much of what an operation gave quality holds, with the numbers of the nonconformances that do. */
export type HeldQuantity = { readonly quantity: Decimal; readonly nonconformances: readonly string[] };

export const NOTHING_HELD: HeldQuantity = { quantity: ZERO, nonconformances: [] };
