/** Payloads of what a lead has to look at: commands of a tablet that could not take effect (EX-22). */

export type AttentionRaised = {
  readonly attentionId: string;
  readonly commandId: string;
  readonly command: string;
  /** The original data, as the tablet sent it. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly personId: string | null;
  /** Until then the tablet tells it to the hand that waits; absent where nobody waited any more. */
  readonly withHandUntil?: string;
};
/** `note`: what became of it; null where who entered it has read why it was not taken, or, with `undone`, had taken it back before that. */
export type AttentionSettled = { readonly attentionId: string; readonly personId: string | null; readonly note: string | null; readonly undone?: true };

export type AttentionPayloads = { "attention.raised": AttentionRaised; "attention.settled": AttentionSettled };
