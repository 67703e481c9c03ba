import type { Attention } from "@/lib/queries/operator/attention";

const MINUTE_MS = 60_000;

/** It is still told to the hand that waits at a tablet; from then on it is the lead's to look into (EX-22). */
export function isWithHand({ withHandUntil }: Pick<Attention, "withHandUntil">, now: number): boolean {
  return withHandUntil !== null && Date.parse(withHandUntil) > now;
}

const LIMITS: readonly string[] = ["ABOVE_TOLERANCE", "BELOW_TOLERANCE", "ISSUED_SHORT", "LOT_NOT_FIRST"];

/** What a lead may let through after all (EX-01, EX-03, EX-07, EX-10): it was refused for a limit that their badge lifts. */
export function isApprovable({ code, params }: Pick<Attention, "code" | "params">): boolean {
  return (code !== null && LIMITS.includes(code)) || (code === "START_BLOCKED" && params.toolOverride === true);
}

/** The first minute at which it could have happened, as far as the refusal says: from when on it would have been taken, or else when the tablet says that it was. */
export function likelyTime({ happenedAt, params }: Pick<Attention, "happenedAt" | "params">): Date {
  const since = typeof params.since === "string" ? Date.parse(params.since) : Number.NaN;
  const claimed = Date.parse(happenedAt);
  return new Date(since > claimed ? Math.ceil(since / MINUTE_MS) * MINUTE_MS : claimed);
}
