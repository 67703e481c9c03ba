import "server-only";
import { z } from "zod";
import { decimal, type Decimal } from "@/lib/domain/shared/decimal";

const WithStandard = z.object({ standardCost: z.object({ total: z.string() }).nullable() });

/** OWN-03: the standard cost of one unit that the order was released with; null when the ERP had sent none, or before release. */
export function frozenUnitCost(snapshot: unknown): Decimal | null {
  const read = WithStandard.nullable().parse(snapshot);
  return read?.standardCost == null ? null : decimal(read.standardCost.total);
}
