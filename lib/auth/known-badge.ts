import { and, eq, exists, inArray, isNull, or } from "drizzle-orm";
import { account, roleGrant } from "@/db/schema/identity";
import { person } from "@/db/schema/reference";
import type { Actor } from "./actor";
import type { AuthContext } from "./context";
import { badgeHash } from "./identity-hash";

/**
 * Whether a code is the badge of somebody who could sign on at the tablet where it was scanned. Never on a desk: badges count on enrolled
 * devices only, and whose it is stays unsaid until the PIN has come (SEC-05).
 */
export async function badgeIsKnown({ db, secret }: Pick<AuthContext, "db" | "secret">, actor: Actor, code: string): Promise<boolean> {
  if (actor.deviceId === null || actor.sites.length === 0) return false;
  const sites = actor.sites.map((site) => site.siteId);
  const atSite = db
    .select({ one: roleGrant.accountId })
    .from(roleGrant)
    .where(and(eq(roleGrant.accountId, account.id), inArray(roleGrant.siteId, sites)));
  const [found] = await db
    .select({ id: account.id })
    .from(account)
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(eq(account.badgeHash, badgeHash(secret, code)), account.active, or(isNull(person.id), person.active), exists(atSite)));
  return found !== undefined;
}
