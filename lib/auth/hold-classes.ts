import "server-only";
import type { Actor } from "./actor";
import { authorise } from "./authorise";

/** As whom the caller may hold an order of the site (§2.2); a machine by what its key may do. */
export function holdClasses(actor: Actor, siteId: string): readonly ("LEAD" | "QUALITY" | "PLANNER")[] {
  const roles = actor.sites.find((site) => site.siteId === siteId)?.roles ?? [];
  const quality = actor.kind === "PERSON" ? roles.includes("QUALITY_TECH") || roles.includes("QUALITY_MANAGER") : authorise(actor, "hold.release", siteId);
  return [
    ...(quality ? (["QUALITY"] as const) : []),
    ...(authorise(actor, "override.approve", siteId) ? (["LEAD"] as const) : []),
    ...(authorise(actor, "plan.write", siteId) ? (["PLANNER"] as const) : []),
  ];
}
