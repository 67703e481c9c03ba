import type { Actor } from "./actor";
import type { Role } from "./permissions";

/** Which owner of exceptions (§2.5) a role is. */
const OWNER: Readonly<Partial<Record<Role, "LEAD" | "MAINTENANCE" | "QUALITY" | "PLANNER" | "IT">>> = {
  LEAD: "LEAD",
  MAINTENANCE: "MAINTENANCE",
  QUALITY_TECH: "QUALITY",
  QUALITY_MANAGER: "QUALITY",
  PLANNER: "PLANNER",
  IT: "IT",
};

/** What the actor is among the owners of exceptions at this site. */
export function exceptionRoles(actor: Actor, siteId: string): readonly ("LEAD" | "MAINTENANCE" | "QUALITY" | "PLANNER" | "IT")[] {
  const roles = actor.sites.find((site) => site.siteId === siteId)?.roles ?? [];
  return roles.flatMap((role) => OWNER[role] ?? []);
}

/** How an exception remembers who called or took it: the person of the plant, or the account where that is nobody of it. */
export function signatureOf(actor: Actor): string | null {
  return actor.personId ?? actor.accountId;
}
