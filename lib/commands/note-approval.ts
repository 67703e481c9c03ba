import "server-only";
import type { Queryable } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";

type Approved = {
  readonly command: string;
  /** Null where there is no usable one: then the note is about the lead's account. */
  readonly commandId: string | null;
  readonly siteId?: string | null;
  /** Why it was not carried out; null where it was accepted. */
  readonly code: string | null;
};

/** SEC-12: what became of what a lead approved at the tablet: approved is only what was accepted. Writes nothing where nobody approved. */
export async function noteApproval(db: Queryable, { approver, accountId, deviceId }: Actor, at: Date, { command, commandId, siteId, code }: Approved): Promise<void> {
  if (approver === undefined) return;
  await audit(db, at, {
    action: "override.approve",
    subject: commandId ?? approver.accountId,
    // A lead approves for the site of the tablet.
    siteId: siteId ?? approver.sites[0]?.siteId ?? null,
    accountId: approver.accountId,
    deviceId,
    outcome: code === null ? "DONE" : "FAILED",
    detail: { command, for: accountId, ...(code === null ? {} : { code }) },
  });
}
