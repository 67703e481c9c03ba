import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { Code, UomCode } from "@/lib/messages/primitives";

/** One line: their word, and ours for the same thing. */
export const MappingLine = z
  .strictObject({ kind: z.enum(["UOM", "WORK_CENTRE", "REASON", "LOCATION"]), ours: Code, theirs: Code })
  .refine(({ kind, ours }) => kind !== "UOM" || UomCode.safeParse(ours).success, { path: ["ours"], message: "must be a UN/ECE Recommendation 20 code such as EA or KGM" });
export type MappingLine = z.infer<typeof MappingLine>;

/** A word of theirs means one thing; one of ours may have several names there, of which the first is said. */
export const MappingLines = z
  .array(MappingLine)
  .max(5000)
  .superRefine((lines, context) => {
    const seen = new Map<string, number>();
    for (const [index, { kind, theirs }] of lines.entries()) {
      const key = `${kind} ${theirs}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      else context.addIssue({ code: "custom", path: [index, "theirs"], message: `stands in line ${first + 1} already` });
    }
  });

export const SetMappingInput = z.strictObject({
  ...CommandHeadShape,
  connectionId: z.uuid(),
  /** What the table was like when it was opened for editing. */
  seen: z.string(),
  lines: MappingLines,
});
export type SetMappingInput = z.infer<typeof SetMappingInput>;
