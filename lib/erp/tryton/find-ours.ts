import type { Cycle, Move, Production } from "./api-types";
import type { Memory } from "./memory";
import type { NewCycle, NewMove, Posting } from "./posting";

/** The lines that a posting made on its order. */
export type Ours = { moves: number[]; cycles: number[] };

type Mine = { readonly create_uid: number | null; readonly id: number };

/**
 * Finds the lines of a posting among those that our user made after the stamp it was conditioned on. They land all or none, so
 * either each wanted line has one of its own or the posting is not there: null. Pure.
 */
export function findOurs(order: Production, posting: Pick<Posting, "lines" | "cycles">, memory: Memory, userId: number): Ours | null {
  const mine = (last: number) => (line: Mine) => line.id > last && line.create_uid === userId;
  const moves = { inputs: order["inputs."].filter(mine(memory.lastMove)), outputs: order["outputs."].filter(mine(memory.lastMove)) };
  const found: Ours = { moves: [], cycles: [] };
  for (const line of posting.lines) {
    const move = line.side === "apart" ? undefined : moves[line.side].find((one) => !found.moves.includes(one.id) && isLine(one, line));
    if (move === undefined) return null;
    found.moves.push(move.id);
  }
  for (const wanted of posting.cycles) {
    const cycles = order["works."].find((work) => work.id === wanted.work)?.["cycles."].filter(mine(memory.lastCycle)) ?? [];
    const cycle = cycles.find((one) => !found.cycles.includes(one.id) && isCycle(one, wanted));
    if (cycle === undefined) return null;
    found.cycles.push(cycle.id);
  }
  return found;
}

/** True when a movement is what the line asked for and still counts. */
export function isLine(move: Omit<Move, "_timestamp">, line: NewMove): boolean {
  const same = move["product."].id === line.product && move["uom."].id === line.uom.id && move.quantity.eq(line.quantity);
  return same && move.from_location === line.from && move.to_location === line.to && (move["lot."]?.number ?? null) === line.lot && move.state !== "cancelled";
}

function isCycle(cycle: Cycle, wanted: NewCycle): boolean {
  return (cycle.duration?.seconds ?? 0) === wanted.seconds && cycle.state !== "cancelled";
}

/** The newest line of each kind on an order. */
export function newestLines(order: Production): { lastMove: number; lastCycle: number } {
  return {
    lastMove: Math.max(0, ...[...order["inputs."], ...order["outputs."]].map((move) => move.id)),
    lastCycle: Math.max(0, ...order["works."].flatMap((work) => work["cycles."]).map((cycle) => cycle.id)),
  };
}
