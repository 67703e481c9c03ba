import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import type { CommandFrame } from "@/lib/commands/define-command";
import { type Signature, signature, type ToSign } from "@/lib/commands/quality/sign";
import type { ApprovedBy } from "@/lib/eventlog/payloads/execution";

/** EX-07, EX-10: whether a limit may be overridden now: by whoever acts, or by the lead who approves it at their tablet. */
export function mayOverride(actor: Actor, siteId: string): boolean {
  return authorise(actor, "override.approve", siteId) || approverOf(actor, siteId) !== null;
}

export type Approval = { readonly by: ApprovedBy; readonly signature: Signature };

/**
 * SEC-12: the lead's signature under an override that was used, with `record` as it was signed, and who it was for the fact itself. Null where nobody
 * approved it beside whoever acts.
 */
export async function approval(frame: CommandFrame, about: Pick<ToSign, "aggregate" | "aggregateId" | "orderId">, record: unknown): Promise<Approval | null> {
  const approver = approverOf(frame.actor, frame.siteId);
  if (approver === null) return null;
  const { accountId, personId, name } = approver;
  const signed = await signature(frame, { accountId, name }, { ...about, meaning: "APPROVAL", subject: `override/${frame.commandId}`, record });
  return { by: { personId, name }, signature: signed };
}

function approverOf({ approver, permissions }: Actor, siteId: string) {
  if (approver === undefined) return null;
  const may = authorise({ kind: "PERSON", sites: approver.sites, permissions }, "override.approve", siteId);
  return may ? approver : null;
}
