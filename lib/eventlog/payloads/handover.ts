import type { HandoverCount, OpenPoint } from "@/lib/domain/shared/handover";

/** Payloads of the handover of a work unit from one crew to the next (EX-16). */

export type HandoverOffered = {
  readonly handoverId: string;
  readonly workUnitId: string;
  /** Who goes. */
  readonly personId: string;
  readonly note: string;
  readonly openPoints: readonly OpenPoint[];
  readonly counts: readonly HandoverCount[];
};

/** Who took it over, or read it. The bookings that change person are facts of their own. */
export type HandoverTaken = { readonly handoverId: string; readonly workUnitId: string; readonly personId: string };

export type HandoverPayloads = {
  "handover.offered": HandoverOffered;
  "handover.accepted": HandoverTaken;
  "handover.read": HandoverTaken;
};
