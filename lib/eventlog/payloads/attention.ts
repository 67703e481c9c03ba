/** Payloads of what a lead has to look at: commands that came late from a tablet and could not take effect (EX-22). */

export type AttentionRaised = {
  readonly attentionId: string;
  readonly commandId: string;
  readonly command: string;
  /** The original data, as the tablet sent it. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly personId: string | null;
};
export type AttentionSettled = { readonly attentionId: string; readonly personId: string | null; readonly note: string };

export type AttentionPayloads = { "attention.raised": AttentionRaised; "attention.settled": AttentionSettled };
