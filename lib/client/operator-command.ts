import type { OpenPoint } from "@/lib/domain/shared/handover";

/** What a tap on the floor asks for, without the head that the queue adds (id, event time, device sequence). */
export type OperatorCommand =
  | { readonly name: "start-operation"; readonly input: { readonly operationId: string; readonly workUnitId: string; readonly overrideReason?: string } }
  | { readonly name: "finish-setup" | "abandon-setup" | "resume-operation" | "sign-on-operation" | "sign-off-operation"; readonly input: { readonly operationId: string } }
  | { readonly name: "pause-operation"; readonly input: { readonly operationId: string; readonly reason: string; readonly comment?: string } }
  | { readonly name: "hold-order"; readonly input: { readonly orderId: string; readonly reason: string; readonly comment?: string } }
  | { readonly name: "place-hold"; readonly input: { readonly lotId: string; readonly reason: string } }
  | { readonly name: "resume-order"; readonly input: { readonly orderId: string } }
  | { readonly name: "skip-operation"; readonly input: { readonly operationId: string; readonly reason: string } }
  | { readonly name: "confirm-production"; readonly input: ConfirmInput }
  /** A photo of what the command `entryCommandId` of this tablet records; `entryId` once that is known. The photo itself stands beside it in the queue. */
  | { readonly name: "add-entry-photo"; readonly input: { readonly entryCommandId: string; readonly entryId?: string } }
  | { readonly name: "complete-operation"; readonly input: { readonly operationId: string; readonly shortCloseReason?: string } }
  | { readonly name: "reverse-entry"; readonly input: { readonly entryId: string; readonly reason: string } }
  | {
      readonly name: "correct-entry";
      readonly input: {
        readonly entryId: string;
        readonly reason: string;
        readonly good: string;
        readonly scrap: string;
        readonly scrapReason?: string;
        readonly rework: string;
        readonly reworkReason?: string;
        readonly overrideReason?: string;
      };
    }
  | { readonly name: "reopen-order"; readonly input: { readonly orderId: string; readonly operationId?: string; readonly reason: string } }
  | { readonly name: "raise-call"; readonly input: { readonly workUnitId: string; readonly call: Call } }
  | { readonly name: "acknowledge-exception" | "take-over-exception"; readonly input: { readonly exceptionId: string } }
  | { readonly name: "resolve-exception"; readonly input: { readonly exceptionId: string; readonly note?: string } }
  | { readonly name: "resolve-counter"; readonly input: { readonly exceptionId: string; readonly verdict: "COUNT" | "DISCARD"; readonly steps: number } }
  | { readonly name: "classify-stop"; readonly input: { readonly intervalId: string; readonly reason: string; readonly comment?: string } }
  | { readonly name: "split-stop"; readonly input: { readonly intervalId: string; readonly at: string; readonly first: NamedReason; readonly second: NamedReason } }
  | {
      readonly name: "issue-material";
      readonly input: {
        readonly operationId: string;
        readonly lot?: string;
        readonly lotId?: string;
        /** SSCC by which it was scanned. */
        readonly handlingUnit?: string;
        readonly componentId?: string;
        readonly quantity?: string;
        readonly overrideReason?: string;
      };
    }
  | {
      readonly name: "ask-deviation";
      readonly input: { readonly operationId: string; readonly componentId: string; readonly lot: string; readonly quantity: string; readonly reason: string };
    }
  | { readonly name: "return-material"; readonly input: { readonly operationId: string; readonly lot?: string; readonly componentId?: string; readonly quantity: string } }
  | {
      readonly name: "mount-lot";
      readonly input: { readonly operationId: string; readonly lot: string; readonly lotId?: string; readonly handlingUnit?: string; readonly overrideReason?: string };
    }
  | { readonly name: "unmount-lot"; readonly input: { readonly mountId: string; readonly operationId: string } }
  | { readonly name: "settle-attention"; readonly input: { readonly attentionId: string; readonly note: string } }
  /** `eventTime`: when what was refused really happened. */
  | { readonly name: "take-in-entry"; readonly input: { readonly attentionId: string; readonly eventTime: string; readonly note: string } }
  /** Who entered `refusedId` has read why it was not taken, or it went through after all. */
  | { readonly name: "see-refusal"; readonly input: { readonly refusedId: string; readonly undone?: true } }
  | { readonly name: "start-indirect"; readonly input: { readonly workUnitId: string; readonly code: string } }
  | { readonly name: "end-indirect"; readonly input: { readonly workUnitId: string } }
  | { readonly name: "end-shift"; readonly input: Readonly<Record<never, never>> }
  | { readonly name: "put-on-crew"; readonly input: { readonly workCentreId: string; readonly personId: string } }
  | { readonly name: "take-off-crew"; readonly input: { readonly personId: string } }
  | { readonly name: "offer-handover"; readonly input: { readonly workUnitId: string; readonly note: string; readonly openPoints: readonly OpenPoint[] } }
  | { readonly name: "accept-handover" | "read-handover"; readonly input: { readonly handoverId: string } }
  | {
      readonly name: "acknowledge-instruction";
      readonly input: { readonly instructionId: string; readonly operationId: string; readonly workUnitId: string; readonly ticked: readonly number[] };
    }
  | { readonly name: "record-check"; readonly input: { readonly checkId: string; readonly operationId: string; readonly results: readonly CheckResultInput[] } };

/** A reason of the site's list, with words where it asks for them. */
type NamedReason = { readonly reason: string; readonly comment?: string };

/** What was measured or seen of one characteristic, sample by sample. */
export type CheckResultInput = {
  readonly position: number;
  readonly samples: readonly ({ readonly value: string } | { readonly accepted: boolean; readonly defect: string | null })[];
};

export type ConfirmInput = {
  readonly operationId: string;
  readonly activity?: "RUN" | "REWORK";
  readonly good?: string;
  readonly scrap?: string;
  readonly scrapReason?: string;
  readonly rework?: string;
  readonly reworkReason?: string;
  readonly origin?: "TYPED" | "COUNTER" | "SCAN";
  /** The good stands on a handling unit of its own. */
  readonly handlingUnit?: boolean;
  readonly expectedTotal?: string;
  readonly overrideReason?: string;
};

export type Call = "LEAD" | "MAINTENANCE" | "MATERIAL" | "QUALITY" | "SAFETY";
export type CommandName = OperatorCommand["name"];
/** Commands that are sent as JSON: all but those that carry a file. */
export type PlainCommandName = Exclude<CommandName, "add-entry-photo">;
/** Commands with a limit that a lead may override (EX-01, EX-07, EX-10). */
export type Approvable = Extract<OperatorCommand, { name: "start-operation" | "confirm-production" | "correct-entry" | "complete-operation" | "issue-material" | "mount-lot" }>;
export type ApprovableName = Approvable["name"];
