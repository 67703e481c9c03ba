import "server-only";
import { eq } from "drizzle-orm";
import { site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import type { CommandFrame } from "@/lib/commands/define-command";
import { type Signature, signature, type ToSign } from "@/lib/commands/quality/sign";
import { refuse } from "@/lib/domain/shared/decision";
import type { ApprovedBy } from "@/lib/eventlog/payloads/execution";

/** EX-01, EX-07, EX-10: whether a limit may be overridden now: by whoever acts, or by the lead who approves it at their tablet. */
export function mayOverride(actor: Actor, siteId: string): boolean {
  return authorise(actor, "override.approve", siteId) || approverOf(actor, siteId) !== null;
}

/**
 * SEC-12: an override that is used bears the signature of somebody who has just stated both components, also where a lead acts themselves, unless the site asks
 * for none: OVERRIDE_UNSIGNED, else null. That they may is asked before (`mayOverride`).
 */
export async function refuseUnsigned({ tx, actor, siteId }: CommandFrame) {
  if (signerOfOverride(actor, siteId) !== null) return null;
  const [policy] = await tx.select({ signed: site.signedOverrides }).from(site).where(eq(site.id, siteId));
  return policy?.signed === false ? null : refuse("OVERRIDE_UNSIGNED");
}

export type Approval = { readonly by: ApprovedBy; readonly signature: Signature };

/**
 * SEC-12: the lead's signature under an override that was used, with `record` as it was signed, and who it was for the fact itself. Null where nobody
 * has stated both components.
 */
export async function approval(frame: CommandFrame, about: Pick<ToSign, "aggregate" | "aggregateId" | "orderId">, record: unknown): Promise<Approval | null> {
  const signer = signerOfOverride(frame.actor, frame.siteId);
  if (signer === null) return null;
  const { accountId, personId, name } = signer;
  const signed = await signature(frame, { accountId, name }, { ...about, meaning: "APPROVAL", subject: `override/${frame.commandId}`, record });
  return { by: { personId, name }, signature: signed };
}

/** The lead at the tablet of somebody else, or their own, who has just stated badge and PIN; at a desk whoever has stated e-mail and password. */
function signerOfOverride(actor: Actor, siteId: string) {
  const approver = approverOf(actor, siteId);
  if (approver !== null) return approver;
  if (actor.signing === undefined || actor.accountId === null || !authorise(actor, "override.approve", siteId)) return null;
  return { accountId: actor.accountId, personId: actor.personId, name: actor.signing.name };
}

function approverOf({ approver, permissions }: Actor, siteId: string) {
  if (approver === undefined) return null;
  const may = authorise({ kind: "PERSON", sites: approver.sites, permissions }, "override.approve", siteId);
  return may ? approver : null;
}
