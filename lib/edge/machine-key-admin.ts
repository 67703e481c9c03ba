import "server-only";
import { headers } from "next/headers";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { issueMachineKey, revokeMachineKey } from "@/lib/auth/machine-keys";
import type { MachineScope } from "@/lib/auth/machine-scopes";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { isSameOrigin } from "./origin";

export type NewKey = { readonly name: string; readonly scopes: readonly MachineScope[]; readonly siteIds: readonly string[]; readonly days: number | null };

/** Issues a key for sites at which the actor manages devices; the token is answered this once. Refusals: NOT_FOUND, CROSS_ORIGIN. */
export async function issueKey(actor: Actor, { name, scopes, siteIds, days }: NewKey): Promise<CommandResult<{ readonly token: string }>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  const mine = sitesWith(actor, "device.manage");
  if (siteIds.length === 0 || !siteIds.every((siteId) => mine.includes(siteId))) return { ok: false, code: "NOT_FOUND", params: {} };
  const { auth } = composition();
  const { token } = await issueMachineKey(auth, {
    name,
    scopes,
    siteIds,
    by: actor,
    ...(days === null ? {} : { expiresAt: new Date(auth.clock.now().getTime() + days * 86_400_000) }),
  });
  return { ok: true, data: { token }, repeated: false };
}

/** Ends a key at once; the caller has checked that it works at no site but the actor's. Refusal CROSS_ORIGIN. */
export async function revokeKey(actor: Actor, id: string): Promise<CommandResult<{ readonly id: string }>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  await revokeMachineKey(composition().auth, id, actor);
  return { ok: true, data: { id }, repeated: false };
}
