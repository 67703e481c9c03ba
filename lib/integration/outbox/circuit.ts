import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { BundleOutcome, FindOutcome, PostOutcome } from "@/lib/erp/port";
import { afterFailure, type Circuit } from "./breaker";

/** A call that got no usable answer. */
export type Failed = Extract<PostOutcome, { kind: "retry" | "unknown" | "broken" }>;

/**
 * What an outcome says of the connection: the ERP itself spoke, so that nothing is wrong with it (also when it said that this one message is too
 * early), the call failed, or nothing at all.
 */
export function wordOf(outcome: BundleOutcome | FindOutcome): "answer" | "failure" | "nothing" {
  switch (outcome.kind) {
    case "accepted":
    case "rejected":
    case "absent":
      return "answer";
    case "retry":
      return outcome.scope === "message" ? "answer" : "failure";
    case "unknown":
    case "broken":
      return "failure";
    case "not-taken":
      return "nothing";
  }
}

/** A call failed, however many messages it carried. Answers the circuit as it was before: whether the try counts depends on it. */
export async function noteFailure(tx: Tx, connectionId: string, outcome: Failed, at: Date, circuitSeconds: number): Promise<Circuit> {
  const [row] = await tx.select({ failures: connection.failures, openUntil: connection.openUntil }).from(connection).where(eq(connection.id, connectionId)).for("update");
  const before: Circuit = row ?? { failures: 0, openUntil: null };
  const failure =
    outcome.kind === "broken" ? { kind: "broken" as const } : { kind: "failed" as const, ...(outcome.kind === "retry" ? { retryAfterSeconds: outcome.retryAfterSeconds } : {}) };
  await tx
    .update(connection)
    .set({ ...afterFailure(before, failure, at, circuitSeconds), lastError: outcome.reason, lastErrorCode: outcome.kind === "broken" ? outcome.code : null })
    .where(eq(connection.id, connectionId));
  return before;
}
