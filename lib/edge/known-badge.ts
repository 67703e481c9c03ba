import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { badgeIsKnown } from "@/lib/auth/known-badge";
import { composition } from "@/lib/composition";

/** Whether what was scanned at the actor's tablet is a badge. */
export function isBadge(actor: Actor, code: string): Promise<boolean> {
  return badgeIsKnown(composition().auth, actor, code);
}
