import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** Who looks after users, roles and their sites, and does nothing else (SEC-01). */
const ADMINISTRATOR = "SYSTEM_ADMIN";

/** A role of an account at a site. */
export type HeldRole = { readonly siteId: string; readonly role: string };

export type RoleChange = {
  /** The account of whoever changes it. */
  readonly by: string | null;
  readonly account: { readonly id: string; readonly active: boolean; readonly roles: readonly HeldRole[] };
  readonly change: "GRANT" | "WITHDRAW";
  readonly role: HeldRole;
};

/**
 * SEC-01: whether a role may be granted or withdrawn. Nobody changes their own; who looks after users has no business role beside it, at whichever site. Refuses
 * with ROLE_OF_SELF, ROLE_HELD, ROLE_NOT_HELD, ACCOUNT_CLOSED and ADMIN_ALONE.
 */
export function decideRoleChange({
  by,
  account,
  change,
  role,
}: RoleChange): Decision<RoleChange["change"], "ROLE_OF_SELF" | "ROLE_HELD" | "ROLE_NOT_HELD" | "ACCOUNT_CLOSED" | "ADMIN_ALONE"> {
  if (by === account.id) return refuse("ROLE_OF_SELF");
  const held = account.roles.some((one) => one.siteId === role.siteId && one.role === role.role);
  if (change === "WITHDRAW") return held ? accept(change) : refuse("ROLE_NOT_HELD");
  if (held) return refuse("ROLE_HELD");
  if (!account.active) return refuse("ACCOUNT_CLOSED");
  const administers = role.role === ADMINISTRATOR;
  return account.roles.some((one) => (one.role === ADMINISTRATOR) !== administers) ? refuse("ADMIN_ALONE") : accept(change);
}
