import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { roleGrant } from "@/db/schema/identity";
import { audit } from "@/lib/auth/audit";
import type { Role } from "@/lib/auth/permissions";
import { systemClock } from "@/lib/platform/clock";

type Grant = { readonly siteId: string; readonly role: Role };
const isOneOf = (grants: readonly Grant[], { siteId, role }: Grant) => grants.some((one) => one.siteId === siteId && one.role === role);

/**
 * Gives an account the roles of the company file and no others. SEC-09: each that it gets or loses by that stands in the audit trail; nobody signs it (SEC-12), for
 * whoever runs the set-up is no account of the plant. What it had already stays as it was granted.
 */
export async function applyRoles(tx: Tx, accountId: string, wanted: readonly Grant[]): Promise<void> {
  const at = systemClock.now();
  const had = await tx.select({ siteId: roleGrant.siteId, role: roleGrant.role }).from(roleGrant).where(eq(roleGrant.accountId, accountId));
  const note = (action: "role.granted" | "role.withdrawn", { siteId, role }: Grant) =>
    audit(tx, at, { action, subject: `account/${accountId}`, siteId, detail: { role, by: "company file" }, outcome: "DONE" });
  for (const grant of had.filter((one) => !isOneOf(wanted, one))) {
    await tx.delete(roleGrant).where(and(eq(roleGrant.accountId, accountId), eq(roleGrant.siteId, grant.siteId), eq(roleGrant.role, grant.role)));
    await note("role.withdrawn", grant);
  }
  for (const grant of wanted.filter((one) => !isOneOf(had, one))) {
    await tx.insert(roleGrant).values({ accountId, ...grant, grantedAt: at });
    await note("role.granted", grant);
  }
}
