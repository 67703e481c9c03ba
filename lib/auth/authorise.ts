import type { Actor } from "./actor";
import { GRANTS, type Permission } from "./permissions";

/** The one authorisation function: may this actor do this at this site? Deny by default (SEC-03). */
export function authorise(actor: Pick<Actor, "kind" | "sites" | "permissions">, permission: Permission, siteId: string): boolean {
  const scope = actor.sites.find((site) => site.siteId === siteId);
  if (scope === undefined) return false;
  if (actor.kind !== "PERSON") return actor.permissions.includes(permission);
  return scope.roles.some((role) => GRANTS[role].includes(permission));
}

/** Sites at which the actor holds the permission; a query filters by these in SQL (SEC-02). */
export function sitesWith(actor: Actor, permission: Permission): readonly string[] {
  return actor.sites.filter((site) => authorise(actor, permission, site.siteId)).map((site) => site.siteId);
}
