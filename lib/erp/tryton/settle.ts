import { z } from "zod";
import type { TrytonClient } from "./client";
import { TrytonError } from "./failure";
import type { Memory } from "./memory";
import { findOrder, writeOrder } from "./orders";
import { press } from "./press";
import { findRecords } from "./records";
import { Refused } from "./refused";
import type { Value } from "./values";

const State = z.object({ id: z.number(), state: z.string() });

/** How far the lines of a posting are: all done, some still drafts, all taken away again, or only some of them. */
export type Progress = "done" | "open" | "gone" | "torn";

/** Reads the states of remembered lines. */
export async function progressOf(client: TrytonClient, memory: Memory): Promise<Progress> {
  const lines = (memory.moves ?? []).length + (memory.apart ?? []).length + (memory.cycles ?? []).length;
  const states = await statesIn(client, memory);
  if (states.length < lines || states.includes("cancelled")) return states.includes("done") ? "torn" : "gone";
  return states.every((state) => state === "done") ? "done" : "open";
}

/** States of the remembered lines that are still there. */
async function statesIn(client: TrytonClient, memory: Memory): Promise<string[]> {
  const moves = [...(memory.moves ?? []), ...(memory.apart ?? [])];
  return [...(await statesOf(client, "stock.move", moves)), ...(await statesOf(client, "production.work.cycle", memory.cycles ?? []))];
}

async function statesOf(client: TrytonClient, model: string, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  return (await findRecords(client, { model, fields: ["state"], schema: State }, [["id", "in", ids]])).map((record) => record.state);
}

/**
 * Does the drafts of a posting. On a done line the buttons do nothing, so this may be repeated at will. What Tryton refuses to do
 * is taken away again: a draft that stays would be received with the rest when the order is finished. Not so once a line of it is done, by an earlier call
 * of whose answer nobody heard or by the first of these: what is done cannot be taken away, and forgotten it would be booked once more.
 * @throws Refused NOT_DONE; TrytonError for what the ERP says.
 */
export async function settle(client: TrytonClient, memory: Memory, withdraw: () => Promise<void>): Promise<void> {
  const moves = [...(memory.moves ?? []), ...(memory.apart ?? [])];
  const cycles = memory.cycles ?? [];
  try {
    if (moves.length > 0) await press(client, "stock.move", "do", moves);
    if (cycles.length > 0) {
      await press(client, "production.work.cycle", "run", cycles);
      await press(client, "production.work.cycle", "do", cycles);
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const states = await statesIn(client, memory);
    if (!states.includes("done")) await withdraw();
    if (states.length === 0 || states.some((state) => state !== "done")) throw error;
  }
  const progress = await progressOf(client, memory);
  if (progress !== "done") throw new Refused("NOT_DONE", "The ERP took the lines and left them open: a person has to look at the order there.");
}

function isRefusal(error: unknown): boolean {
  return error instanceof TrytonError && error.failure.kind === "error" && ["UserError", "UserWarning"].includes(error.failure.name);
}

/** Removes the drafts of a posting and gives the plan back what was taken off it. */
export async function withdrawDrafts(client: TrytonClient, number: string | null, memory: Memory): Promise<void> {
  if ((memory.apart ?? []).length > 0) await client.call("model.stock.move.delete", [memory.apart ?? []]);
  if (number === null || (memory.moves ?? []).length + (memory.cycles ?? []).length === 0) return;
  const order = await findOrder(client, number);
  const gone = (lines: readonly { readonly id: number; readonly state: string }[], ids: readonly number[]): Value[] => {
    const drafts = lines.filter((line) => ids.includes(line.id) && line.state !== "done").map((line) => line.id);
    return drafts.length === 0 ? [] : [["delete", drafts]];
  };
  const plan = memory.plan;
  const restored: Value[] = plan === null ? [] : [["write", [plan.move], { quantity: Number(plan.before) }]];
  const works = order["works."].flatMap((work): Value[] => {
    const cycles = gone(work["cycles."], memory.cycles ?? []);
    return cycles.length === 0 ? [] : [["write", [work.id], { cycles }]];
  });
  await writeOrder(client, order, { inputs: gone(order["inputs."], memory.moves ?? []), outputs: [...gone(order["outputs."], memory.moves ?? []), ...restored], works });
}
