import type { Approvable, OperatorCommand } from "@/lib/client/operator-command";
import type { QueueItem } from "@/lib/client/queue-item";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import type { RunView } from "@/lib/queries/operator/run-view";

/** What a lead is asked who allows something after all. */
export type OverrideQuestion = {
  readonly label: "whyLot" | "whyMore" | "whyShort" | "whyUnissued" | "whyTool";
} & ({ readonly most: number } | { /** One of these, instead of words. */ readonly choices: readonly ReasonChoice[] });

/** What a lead may decide after a refusal. */
export type Override = OverrideQuestion & { readonly again: (reason: string) => Approvable };

/** EX-01, EX-03, EX-07, EX-10: what a lead may decide after this refusal; undefined where it is none of a limit. */
export function overrideOf(item: QueueItem, reasons: RunView["reasons"] | undefined): Override | undefined {
  const { command } = item;
  if (item.answer?.ok !== false) return undefined;
  if (item.answer.code === "START_BLOCKED" && command.name === "start-operation" && item.answer.params.toolOverride === true)
    return { label: "whyTool", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, overrideReason } }) };
  if (item.answer.code === "LOT_NOT_FIRST" && command.name === "issue-material")
    return { label: "whyLot", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, overrideReason } }) };
  if (item.answer.code === "LOT_NOT_FIRST" && command.name === "mount-lot")
    return { label: "whyLot", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, overrideReason } }) };
  if (item.answer.code === "ABOVE_TOLERANCE" && command.name === "confirm-production" && command.input.overrideReason === undefined)
    // A lead decides over this entry and not over a total, which may be another by then (EX-05).
    return { label: "whyMore", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, expectedTotal: undefined, overrideReason } }) };
  const { code } = item.answer;
  if ((code === "BELOW_TOLERANCE" || code === "ISSUED_SHORT") && command.name === "complete-operation" && reasons !== undefined)
    return {
      label: code === "ISSUED_SHORT" ? "whyUnissued" : "whyShort",
      choices: whyShort(reasons, code, item.answer.params.components !== undefined),
      again: (shortCloseReason) => ({ name: command.name, input: { ...command.input, shortCloseReason } }),
    };
  return undefined;
}

/** Why a completion is short: of material by the site's list for that, of good by what makes it stand or fail, and of both by any of them, for one reason lets both through. */
function whyShort({ stop, scrap, issuedShort = [] }: RunView["reasons"], code: "BELOW_TOLERANCE" | "ISSUED_SHORT", unissued: boolean): readonly ReasonChoice[] {
  if (code === "ISSUED_SHORT" && issuedShort.length > 0) return issuedShort;
  return unissued ? [...stop, ...scrap, ...issuedShort] : [...stop, ...scrap];
}

/** EX-07: the same for a lead's own correction, which passes no queue. */
export function overrideOfCorrection(command: OperatorCommand, code: string): Override | undefined {
  if (code !== "ABOVE_TOLERANCE" || command.name !== "correct-entry" || command.input.overrideReason !== undefined) return undefined;
  return { label: "whyMore", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, overrideReason } }) };
}
