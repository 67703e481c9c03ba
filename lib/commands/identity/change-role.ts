import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { accountOf } from "@/db/account-of";
import { account, roleGrant } from "@/db/schema/identity";
import { site } from "@/db/schema/reference";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { sign } from "@/lib/commands/quality/sign";
import { decideRoleChange } from "@/lib/domain/identity/role-change";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { ChangeRoleInput } from "./change-role.schema";

const MANAGES = "user.manage";

/**
 * §10.1: grants a role at a site or withdraws it, signed (SEC-12). It counts from the next request on, and whoever has it signs in anew (SEC-08). Who, what and why stand
 * in the audit trail (SEC-09). Refuses what `decideRoleChange` does, FORBIDDEN for whoever has just lost the right, and SIGNATURE_REQUIRED.
 */
export const changeRole = defineCommand<ChangeRoleInput, { readonly accountId: string }>({
  name: "change-role",
  permission: MANAGES,
  input: ChangeRoleInput,
  async site(tx, { accountId, siteId }, actor) {
    const [row] = await tx
      .select({ id: account.id })
      .from(account)
      .where(and(eq(account.id, accountId), accountOf(sitesWith(actor, MANAGES))));
    return row === undefined ? null : siteId;
  },
  async run(frame, { accountId, siteId, role, change, reason }) {
    const { tx, actor, recordedAt } = frame;
    // Both accounts, in one order: of two administrators who withdraw each other at once the second finds that the right is gone (SEC-01).
    const both = [accountId, ...(actor.accountId === null ? [] : [actor.accountId])];
    const locked = await tx
      .select({ id: account.id, name: account.name, active: account.active })
      .from(account)
      .where(inArray(account.id, both))
      .orderBy(asc(account.id))
      .for("update");
    const row = locked.find(({ id }) => id === accountId);
    const [place] = await tx.select({ code: site.code }).from(site).where(eq(site.id, siteId));
    if (row === undefined || place === undefined) throw new Error(`account ${accountId} or site ${siteId} vanished after it was found`);
    const held = await tx.select({ accountId: roleGrant.accountId, siteId: roleGrant.siteId, role: roleGrant.role }).from(roleGrant).where(inArray(roleGrant.accountId, both));
    const own = held.filter((one) => one.accountId === actor.accountId && one.siteId === siteId).map(({ role: mine }) => mine);
    if (!authorise({ ...actor, sites: [{ siteId, code: place.code, roles: own }] }, MANAGES, siteId)) return refuse("FORBIDDEN", { permission: MANAGES });
    const roles = held.filter((one) => one.accountId === accountId);
    const decision = decideRoleChange({ by: actor.accountId, account: { ...row, roles }, change, role: { siteId, role } });
    if (!decision.ok) return decision;
    const record = { account: row.name, site: place.code, role, change, reason };
    const subject = `role/${accountId}/${place.code}/${role}`;
    const signature = await sign(frame, { aggregate: "account", aggregateId: accountId, orderId: null, meaning: "RESPONSIBILITY", subject, record });
    if (!signature.ok) return signature;

    if (change === "GRANT") await tx.insert(roleGrant).values({ accountId, siteId, role, grantedBy: actor.accountId, grantedAt: recordedAt });
    else await tx.delete(roleGrant).where(and(eq(roleGrant.accountId, accountId), eq(roleGrant.siteId, siteId), eq(roleGrant.role, role)));
    await tx
      .update(account)
      .set({ securityVersion: sql`${account.securityVersion} + 1` })
      .where(eq(account.id, accountId));
    const { signatureId } = signature.value.payload;
    await noteDone(frame, change === "GRANT" ? "role.granted" : "role.withdrawn", `account/${accountId}`, { role, reason, signatureId });
    return accept({ events: [signature.value], output: { accountId } });
  },
});
