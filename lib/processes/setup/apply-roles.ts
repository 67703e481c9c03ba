import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { auditEntry, roleGrant } from "@/db/schema/identity";
import { site } from "@/db/schema/reference";
import { audit } from "@/lib/auth/audit";
import type { Role } from "@/lib/auth/permissions";
import { decideRoleChange } from "@/lib/domain/identity/role-change";
import { systemClock } from "@/lib/platform/clock";

/** A role at a site, which is called `site`. */
type Grant = { readonly siteId: string; readonly site: string; readonly role: Role };
const isOneOf = (grants: readonly Grant[], { siteId, role }: Grant) => grants.some((one) => one.siteId === siteId && one.role === role);

/**
 * Gives an account the roles of the company file and no others, but for what a user administrator signed in the browser (SEC-12): a role that was granted there stays, one
 * that was withdrawn there stays away, and beside one from there the file grants nothing that SEC-01 keeps apart. Answers in words what it left alone for that, and why.
 * SEC-09: each role that the account gets or loses by the file stands in the audit trail; nobody signs it, for whoever runs the set-up is no account of the plant. What
 * it had already stays as it was granted.
 */
export async function applyRoles(tx: Tx, accountId: string, wanted: readonly Grant[]): Promise<readonly string[]> {
  const at = systemClock.now();
  const had = await tx
    .select({ siteId: roleGrant.siteId, site: site.code, role: roleGrant.role, grantedBy: roleGrant.grantedBy })
    .from(roleGrant)
    .innerJoin(site, eq(site.id, roleGrant.siteId))
    .where(eq(roleGrant.accountId, accountId))
    .orderBy(site.code, roleGrant.role);
  const note = (action: "role.granted" | "role.withdrawn", { siteId, role }: Grant) =>
    audit(tx, at, { action, subject: `account/${accountId}`, siteId, detail: { role, by: "company file" }, outcome: "DONE" });
  const leftAlone: string[] = [];
  const held: Grant[] = [];
  for (const grant of had) {
    const named = isOneOf(wanted, grant);
    if (named || grant.grantedBy !== null) held.push(grant);
    if (named) continue;
    if (grant.grantedBy !== null) {
      leftAlone.push(`${grant.role} at ${grant.site} is not in the file and was granted in the browser: it stays. Withdraw it under People and roles.`);
      continue;
    }
    await tx.delete(roleGrant).where(and(eq(roleGrant.accountId, accountId), eq(roleGrant.siteId, grant.siteId), eq(roleGrant.role, grant.role)));
    await note("role.withdrawn", grant);
  }
  for (const grant of wanted) {
    if (isOneOf(held, grant)) continue;
    const why = await whyNotGranted(tx, accountId, held, grant);
    if (why !== null) {
      leftAlone.push(`${grant.role} at ${grant.site} is in the file and ${why}`);
      continue;
    }
    await tx.insert(roleGrant).values({ accountId, siteId: grant.siteId, role: grant.role, grantedAt: at });
    await note("role.granted", grant);
    held.push(grant);
  }
  return leftAlone;
}

/** What was signed in the browser that keeps the file from granting a role, in words; null where nothing was. */
async function whyNotGranted(tx: Tx, accountId: string, held: readonly Grant[], grant: Grant): Promise<string | null> {
  if (await wasWithdrawnInBrowser(tx, accountId, grant)) return "was withdrawn in the browser: it stays withdrawn. Grant it under People and roles.";
  const decision = decideRoleChange({ by: null, account: { id: accountId, active: true, roles: held }, change: "GRANT", role: grant });
  return decision.ok ? null : "can't stand beside what was granted in the browser: a user administrator has no business roles (SEC-01). It was not granted.";
}

/** Whether the last that happened to this role of the account is that somebody withdrew it; what the file withdraws has no account behind it. */
async function wasWithdrawnInBrowser(tx: Tx, accountId: string, { siteId, role }: Grant): Promise<boolean> {
  const [last] = await tx
    .select({ action: auditEntry.action, by: auditEntry.accountId })
    .from(auditEntry)
    .where(
      and(
        inArray(auditEntry.action, ["role.granted", "role.withdrawn"]),
        eq(auditEntry.subject, `account/${accountId}`),
        eq(auditEntry.siteId, siteId),
        sql`${auditEntry.detail} ->> 'role' = ${role}`,
      ),
    )
    .orderBy(desc(auditEntry.at), desc(auditEntry.id))
    .limit(1);
  return last?.action === "role.withdrawn" && last.by !== null;
}
