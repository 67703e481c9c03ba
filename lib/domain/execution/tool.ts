/** A tool that an operation needs, as it is at the line where it is to start; `known` null where nobody has told of such a tool. */
export type RequiredTool = {
  readonly code: string;
  readonly known: {
    readonly status: "AVAILABLE" | "BLOCKED" | "IN_REPAIR";
    /** Until when it is calibrated or inspected; null: it needs neither. */
    readonly validUntil: Date | null;
    /** It is at the line. */
    readonly here: boolean;
    /** The operation that has it, as `order / op`; null while none does. */
    readonly usedBy: string | null;
  } | null;
};

export type ToolGuard = "TOOL_NOT_HERE" | "TOOL_IN_USE" | "TOOL_BLOCKED" | "TOOL_EXPIRED";

/** A guard that does not hold, with the tools that it is about. */
export type ToolFault = { readonly guard: ToolGuard; readonly tools: readonly string[] };

const GUARDS: readonly ToolGuard[] = ["TOOL_NOT_HERE", "TOOL_IN_USE", "TOOL_BLOCKED", "TOOL_EXPIRED"];

/** EX-01 "tool valid": a tool is at the line, in nobody else's use, available, and its calibration lasts beyond the start. The first thing that is wrong with each, by guard. */
export function toolFaults(tools: readonly RequiredTool[], at: Date): readonly ToolFault[] {
  const faults = tools.flatMap((tool) => {
    const guard = faultOf(tool, at);
    return guard === null ? [] : [{ guard, code: tool.code }];
  });
  return GUARDS.flatMap((guard) => {
    const own = faults.filter((fault) => fault.guard === guard).map((fault) => fault.code);
    return own.length === 0 ? [] : [{ guard, tools: own }];
  });
}

function faultOf({ known }: RequiredTool, at: Date): ToolGuard | null {
  if (known === null || !known.here) return "TOOL_NOT_HERE";
  if (known.usedBy !== null) return "TOOL_IN_USE";
  if (known.status !== "AVAILABLE") return "TOOL_BLOCKED";
  return known.validUntil !== null && known.validUntil.getTime() <= at.getTime() ? "TOOL_EXPIRED" : null;
}
