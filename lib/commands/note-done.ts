import "server-only";
import { audit, type AuditNote } from "@/lib/auth/audit";
import type { CommandFrame } from "./define-command";

type Noted = Pick<CommandFrame, "tx" | "actor" | "siteId" | "recordedAt">;

/** SEC-09: appends to the audit trail what a command did that is no fact of the plant, to which `subject`, and who did it. */
export async function noteDone({ tx, actor, siteId, recordedAt }: Noted, action: string, subject: string, detail: NonNullable<AuditNote["detail"]>): Promise<void> {
  const { accountId, deviceId, machineKeyId } = actor;
  await audit(tx, recordedAt, { action, subject, siteId, accountId, deviceId, machineKeyId, outcome: "DONE", detail });
}
