import { createHash } from "node:crypto";
import { canonicalJson } from "@/lib/platform/digest";

/** What of a fact is covered by its hash: everything that somebody could want to change. */
export type ChainedEvent = {
  readonly id: string;
  readonly siteId: string;
  readonly type: string;
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly orderId: string | null;
  readonly payload: unknown;
  readonly accountId: string | null;
  readonly personId: string | null;
  readonly deviceId: string | null;
  readonly actor: string;
  readonly commandId: string;
  readonly eventTime: string;
  readonly recordTime: string;
};

/** Hash before the first fact of a site. */
export const GENESIS = "0".repeat(64);

/** SEC-10: `SHA-256(prev_hash ‖ canonical JSON of the entry)`, in hex. */
export function chainHash(prevHash: string, event: ChainedEvent): string {
  return createHash("sha256").update(prevHash).update(canonicalJson(event)).digest("hex");
}
