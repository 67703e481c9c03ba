import type { Kept } from "./entry-clock";
import type { Mine } from "./lane";
import type { OperatorCommand } from "./operator-command";
import type { NewItem, QueueItem, QueueStore, SendResult } from "./queue-item";
import type { TapProof } from "./tap-proof";

/** What a queue works with. */
export type QueueParts = {
  readonly store: QueueStore;
  /** Sends one command of an account, whose session the browser may no longer have (SEC-06); throws when no answer came. Given up when `signal` says so. */
  readonly send: (command: OperatorCommand["name"], input: Record<string, unknown>, by: SentBy, signal: AbortSignal, photo?: Blob) => Promise<SendResult>;
  readonly now: () => number;
  /** Milliseconds of the page, which nobody can set. */
  readonly ticks?: () => number;
  /** What the device remembers over a reload of its clock, and of the time of its latest entry. */
  readonly offset?: Kept;
  readonly latest?: Kept;
  /** The page around it is one that the tablet kept, and may be older than what was sent from here. */
  readonly pageOfTablet?: boolean;
  /** Runs `work` while no other page of this device does; photos go their own way beside the commands. */
  readonly alone?: (work: (mine: Mine) => Promise<void>, lane: SendLane) => Promise<void>;
  /** The other pages of this device, which have the same disk: each says when it has changed something there, and listens to the others. */
  readonly pages?: { readonly tell: () => void; readonly listen: (told: () => void) => void };
};

export type SendLane = "commands" | "photos";

/** For whom something is sent, and what proves it. */
export type SentBy = Pick<QueueItem, "accountId" | "proof">;
/** Makes the proof of who tapped something; resolves with undefined where nothing can. */
export type Prove = (tapped: NewItem) => Promise<TapProof | undefined>;
