import type { instruction } from "@/db/schema/instruction";

type Row = typeof instruction.$inferSelect;

/** Who wrote or decided, by identity and by name. */
type By = { readonly by: string; readonly byName: string };

/** A draft as it was saved; the same id again is the same draft, written anew. */
export type InstructionDrafted = By & {
  readonly instructionId: string;
  readonly itemId: string;
  readonly opNo: number;
  readonly version: number;
  readonly title: string;
  readonly content: Row["content"];
  readonly gate: Row["gate"];
};

/** A draft counts from now on, and the version that counted until now does no more. */
export type InstructionPublished = By & { readonly instructionId: string; readonly endsId: string | null };

export type InstructionWithdrawn = By & { readonly instructionId: string; readonly reason: string };

/** A person has read a version for an operation and ticked every point of its checklist, counted from 1. */
export type InstructionAcknowledged = {
  readonly acknowledgementId: string;
  readonly instructionId: string;
  readonly operationId: string;
  readonly personId: string;
  readonly workUnitId: string | null;
  readonly ticked: readonly number[];
};

/** A picture or PDF was stored; its bytes stand beside the log, under their own digest. */
export type InstructionFileStored = By & { readonly fileId: string; readonly sha256: string; readonly contentType: string; readonly size: number; readonly name: string };

export type InstructionPayloads = {
  "instruction.drafted": InstructionDrafted;
  "instruction.published": InstructionPublished;
  "instruction.withdrawn": InstructionWithdrawn;
  "instruction.acknowledged": InstructionAcknowledged;
  "instruction.file_stored": InstructionFileStored;
};
