import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { tellTabletLock, type ToldLock } from "@/lib/commands/execution/tell-tablet-lock";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";

/** Puts what a tablet tells of a lock before the lead of its site. */
export function tellLock(tablet: Actor, lock: ToldLock): Promise<CommandResult<{ raised: boolean }>> {
  return tellTabletLock(composition().services, tablet, lock);
}
