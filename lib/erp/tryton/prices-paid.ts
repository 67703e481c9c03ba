import { z } from "zod";
import { type Decimal, isDecimal } from "@/lib/domain/shared/decimal";
import type { DocumentPart } from "@/lib/erp/port";
import type { TrytonClient } from "./client";
import { findRecords } from "./records";

const Priced = z.object({ id: z.number(), product: z.number(), cost_price: z.custom<Decimal>(isDecimal).nullable() });

/** What the movements of a posting were valued at, per unit of each product: EX-19 takes an entry back at its original price. */
export async function pricesPaid(client: TrytonClient, parts: readonly DocumentPart[]): Promise<ReadonlyMap<number, Decimal>> {
  const ids = parts.filter((part) => part.kind === "stock.move").map((part) => Number(part.number));
  if (ids.length === 0) return new Map();
  const moves = await findRecords(client, { model: "stock.move", fields: ["product", "cost_price"], schema: Priced }, [["id", "in", ids]]);
  return new Map(moves.flatMap((move) => (move.cost_price === null ? [] : [[move.product, move.cost_price] as const])));
}
