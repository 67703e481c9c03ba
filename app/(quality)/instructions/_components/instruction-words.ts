import type { InstructionLine } from "@/lib/queries/quality/instructions";

/** What an instruction holds back, in the order in which it is offered. */
export const GATES = [
  { value: "NONE", label: "Nothing: read when needed" },
  { value: "START", label: "The start: read or ticked first" },
  { value: "COMPLETION", label: "The completion: read or ticked first" },
] as const satisfies readonly { readonly value: InstructionLine["gate"]; readonly label: string }[];

const SHORT: Readonly<Record<InstructionLine["gate"], string>> = { NONE: "nothing", START: "the start", COMPLETION: "the completion" };

export function gateWord(gate: InstructionLine["gate"]): string {
  return SHORT[gate];
}

/** "Op 30, Filling" */
export function operationWords({ opNo, operation }: { readonly opNo: number; readonly operation: string | null }): string {
  return operation === null ? `Op ${opNo}` : `Op ${opNo}, ${operation}`;
}

/** Where a version stands now. */
export function standing({ state, validTo }: Pick<InstructionLine, "state" | "validTo">): string {
  if (state === "DRAFT") return "Draft";
  if (state === "WITHDRAWN") return "Withdrawn";
  return validTo === null ? "Counts" : "Ended";
}
