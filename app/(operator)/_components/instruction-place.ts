import type { FloorInstruction } from "@/lib/queries/operator/floor-instructions";
import type { RunView } from "@/lib/queries/operator/run-view";

/** For which operation an instruction is opened, and what comes after it: its start, or back to its completion. */
export type InstructionPlace = {
  readonly operationId: string;
  readonly order: string;
  readonly opNo: number;
  readonly next: "START" | "COMPLETE" | null;
};

/** The instruction that counts at an operation, as this account has read it; there is at most one. */
export function instructionOf({ instructions }: Pick<RunView, "instructions">, operationId: string, accountId: string): FloorInstruction | undefined {
  const found = instructions.find((one) => one.operationIds.includes(operationId));
  return found === undefined || found.reader === accountId ? found : { ...found, acknowledged: [], known: "NEW" };
}

/** EX-01, EX-03: the instruction that the person at the tablet must acknowledge before the operation may start or complete. */
export function gateOf(view: Pick<RunView, "instructions">, operationId: string, accountId: string, gate: "START" | "COMPLETION"): FloorInstruction | undefined {
  const found = instructionOf(view, operationId, accountId);
  return found === undefined || found.gate !== gate || found.acknowledged.includes(operationId) ? undefined : found;
}
