import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** DRAFT is still being written. A published version is never changed: the next one ends it, or it is withdrawn. */
export type InstructionState = "DRAFT" | "PUBLISHED" | "WITHDRAWN";

/** What an operation may not do before the person who does it has acknowledged the instruction. */
export type InstructionGate = "NONE" | "START" | "COMPLETION";

/** One piece of an instruction. `file` is the SHA-256 of a stored picture or PDF, in hex; its text is its caption. */
export type InstructionBlock = { readonly kind: "TEXT" | "STEP"; readonly text: string } | { readonly kind: "PICTURE" | "PDF"; readonly file: string; readonly text: string };

/** What is read, and the points that are ticked one by one. Plain text throughout. */
export type InstructionContent = { readonly blocks: readonly InstructionBlock[]; readonly points: readonly string[] };

/** One version for an item and an operation. It is valid from `validFrom` on, until before `validTo`; null: not yet, and not ended. */
export type InstructionVersion = {
  readonly id: string;
  readonly title: string;
  readonly gate: InstructionGate;
  readonly validFrom: Date | null;
  readonly validTo: Date | null;
};

const NEXT: Readonly<Record<InstructionState, readonly InstructionState[]>> = { DRAFT: ["PUBLISHED", "WITHDRAWN"], PUBLISHED: ["WITHDRAWN"], WITHDRAWN: [] };

/** The version that counts at an instant; spans of versions do not overlap. Null: there is none. */
export function validAt<Version extends Pick<InstructionVersion, "validFrom" | "validTo">>(versions: readonly Version[], at: Date): Version | null {
  return versions.find(({ validFrom, validTo }) => validFrom !== null && validFrom <= at && (validTo === null || at < validTo)) ?? null;
}

/**
 * EX-01, EX-03: the version that keeps `personId` from starting or completing an operation at an instant, because that person has not acknowledged it for this
 * operation; null when nothing does. `acknowledged`: what was acknowledged for the operation. Nobody (null) has read anything.
 */
export function unreadAt<Version extends InstructionVersion>(
  gate: Exclude<InstructionGate, "NONE">,
  versions: readonly Version[],
  acknowledged: readonly { readonly instructionId: string; readonly personId: string }[],
  personId: string | null,
  at: Date,
): Version | null {
  const valid = validAt(versions, at);
  if (valid === null || valid.gate !== gate) return null;
  return acknowledged.some((one) => one.instructionId === valid.id && one.personId === personId) ? null : valid;
}

/** Publishing and withdrawing: from a state that allows it; a version that the next one has ended is over. */
export function decideInstructionMove(
  { state, ended }: { readonly state: InstructionState; readonly ended: boolean },
  to: Exclude<InstructionState, "DRAFT">,
): Decision<InstructionState, "INSTRUCTION_OVER"> {
  return NEXT[state].includes(to) && !ended ? accept(to) : refuse("INSTRUCTION_OVER");
}

/** An instruction that says nothing instructs nobody. */
export function decidePublish(instruction: {
  readonly state: InstructionState;
  readonly ended: boolean;
  readonly content: InstructionContent;
}): Decision<InstructionState, "INSTRUCTION_OVER" | "INSTRUCTION_EMPTY"> {
  const { blocks, points } = instruction.content;
  return blocks.length + points.length === 0 ? refuse("INSTRUCTION_EMPTY") : decideInstructionMove(instruction, "PUBLISHED");
}

/**
 * Whether somebody may acknowledge a version: published, also where a later one has ended it meanwhile, for that it was read stays true; and each point of its
 * checklist ticked. `ticked` counts points from 1. Accepts the points in their order.
 */
export function decideAcknowledgement(
  { validFrom, points }: { readonly validFrom: Date | null; readonly points: readonly string[] },
  ticked: readonly number[],
): Decision<readonly number[], "INSTRUCTION_NOT_PUBLISHED" | "POINT_UNKNOWN" | "POINTS_OPEN"> {
  if (validFrom === null) return refuse("INSTRUCTION_NOT_PUBLISHED");
  const unknown = ticked.find((position) => position < 1 || position > points.length);
  if (unknown !== undefined) return refuse("POINT_UNKNOWN", { position: unknown });
  const open = points.filter((_, index) => !ticked.includes(index + 1));
  return open.length > 0 ? refuse("POINTS_OPEN", { points: open }) : accept(points.map((_, index) => index + 1));
}
