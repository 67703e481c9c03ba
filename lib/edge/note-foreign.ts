import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { composition } from "@/lib/composition";

/** S26: keeps that somebody asked for a thing of a site out of scope. What the person sees is the same as for a thing that does not exist. */
export async function noteForeign(actor: Actor, action: string, subject: string, siteId: string): Promise<void> {
  const { auth } = composition();
  await audit(auth.db, auth.clock.now(), { action, subject, siteId, accountId: actor.accountId, deviceId: actor.deviceId, machineKeyId: actor.machineKeyId, outcome: "DENIED" });
}
