import { z } from "zod";
import { Move } from "./api-types";
import type { TrytonClient } from "./client";
import { isLine } from "./find-ours";
import { moveValues } from "./line-values";
import { resolveLots } from "./lots";
import type { NewMove, Posting } from "./posting";
import { findRecords, parse } from "./records";

const Draft = Move.omit({ _timestamp: true });
const FIELDS = ["quantity", "state", "create_uid", "from_location", "to_location", "uom.symbol", "uom.digits", "uom.factor", "lot.number", "product.code", "product.lot_required"];

/** The newest movement of all: ours will be later. */
export async function newestMove(client: TrytonClient): Promise<number> {
  const method = "model.stock.move.search";
  return parse(method, z.array(z.number()), await client.call(method, [[], 0, 1, [["id", "DESC"]]]))[0] ?? 0;
}

/**
 * Drafts of movements that belong to no order; those that an earlier attempt left are taken up. No stamp guards them, and none
 * has to: a draft moves nothing, and only the ones that are remembered are ever done.
 */
export async function draftApart(client: TrytonClient, moves: readonly NewMove[], day: Posting["day"], after: number, currency: number): Promise<number[]> {
  const userId = await client.userId();
  const alone = [
    ["id", ">", after],
    ["create_uid", "=", userId],
    ["production_input", "=", null],
    ["production_output", "=", null],
  ];
  const left = moves.length === 0 ? [] : await findRecords(client, { model: "stock.move", fields: FIELDS, schema: Draft }, alone);
  const drafts: number[] = [];
  for (const move of moves) {
    const known = left.find((one) => !drafts.includes(one.id) && isLine(one, move));
    drafts.push(known?.id ?? (await make(client, move, day, currency)));
  }
  return drafts;
}

async function make(client: TrytonClient, move: NewMove, day: Posting["day"], currency: number): Promise<number> {
  const lots = await resolveLots(client, [move]);
  const method = "model.stock.move.create";
  const created = await client.call(method, [[moveValues(move, day, { company: await client.companyId(), currency, lots })]]);
  return parse(method, z.array(z.number()).min(1), created)[0] ?? 0;
}
