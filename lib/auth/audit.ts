import type { Queryable } from "@/db/client";
import { auditEntry } from "@/db/schema/identity";
import { newId } from "@/lib/platform/ids";

/** What is not a plant fact but must be auditable: sign-ins, denied attempts, changes of devices and keys (SEC-09). */
export type AuditNote = {
  readonly action: string;
  /** What it was done to, as ids; never a password, PIN, code or token. */
  readonly subject: string;
  readonly outcome: "DONE" | "DENIED" | "FAILED";
  readonly siteId?: string | null;
  readonly accountId?: string | null;
  readonly deviceId?: string | null;
  readonly machineKeyId?: string | null;
  readonly detail?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
};

/** Appends an audit entry. */
export async function audit(db: Queryable, at: Date, note: AuditNote): Promise<void> {
  await db.insert(auditEntry).values({
    id: newId(),
    siteId: note.siteId ?? null,
    accountId: note.accountId ?? null,
    deviceId: note.deviceId ?? null,
    machineKeyId: note.machineKeyId ?? null,
    action: note.action,
    subject: note.subject,
    detail: note.detail ?? {},
    outcome: note.outcome,
    at,
  });
}
