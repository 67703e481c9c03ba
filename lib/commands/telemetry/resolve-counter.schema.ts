import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

/** What became of the steps of a counter that were in doubt; `steps`: how many the person saw. */
export const ResolveCounterInput = z.strictObject({
  ...CommandHeadShape,
  exceptionId: z.uuid(),
  verdict: z.enum(["COUNT", "DISCARD"]).describe("COUNT: they were made, and are proposed to be confirmed. DISCARD: the counter jumped, nothing is counted."),
  steps: z.int().min(0).describe("How many steps the exception names; where there are more by now nothing happens"),
});

export const CounterResolvedAnswer = z.strictObject({
  exceptionId: z.uuid(),
  counted: z.array(z.strictObject({ operationId: z.uuid(), good: z.string(), scrap: z.string() })),
});
