import type { Actor } from "./actor";
import type { Role } from "./permissions";

/** Where a role's day begins; the first match of this order counts for people with several roles. */
const LANDING: readonly (readonly [Role, string])[] = [
  ["OPERATOR", "/station"],
  ["LEAD", "/station"],
  ["MAINTENANCE", "/calls"],
  ["PLANNER", "/wip"],
  ["FINANCE", "/wip-value"],
  ["IT", "/messages"],
  ["QUALITY_MANAGER", "/quality"],
  ["QUALITY_TECH", "/quality"],
  ["EXECUTIVE", "/wip"],
  ["AUDITOR", "/wip"],
  ["SYSTEM_ADMIN", "/people"],
];

/** The screen on which somebody lands after signing in; null for roles that have no screen of their own. */
export function landingPage(actor: Actor): string | null {
  const roles = new Set(actor.sites.flatMap((site) => site.roles));
  return LANDING.find(([role]) => roles.has(role))?.[1] ?? null;
}

/** An address inside this application to return to, or null: never another host (open redirect). */
export function safeReturn(path: string | null | undefined): string | null {
  if (!path || !path.startsWith("/") || path.startsWith("//") || path.includes("\\") || path.startsWith("/sign-in") || path.startsWith("/api/")) return null;
  return path;
}
