import "server-only";
import { and, asc, eq, ilike, inArray, or } from "drizzle-orm";
import { accountOf } from "@/db/account-of";
import { account, roleGrant } from "@/db/schema/identity";
import { person, site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Role } from "@/lib/auth/permissions";
import type { Reader } from "@/lib/queries/reader";

/** An account with its roles at the reader's sites; what it has elsewhere is no business of the reader. */
export type PersonWithRoles = {
  readonly accountId: string;
  readonly name: string;
  readonly email: string | null;
  readonly number: string | null;
  readonly active: boolean;
  /** It is the reader's own, which somebody else changes (SEC-01). */
  readonly self: boolean;
  readonly roles: readonly { readonly siteId: string; readonly role: Role }[];
};

export type PeopleWithRoles = {
  readonly people: readonly PersonWithRoles[];
  /** There are more than are listed. */
  readonly more: boolean;
  readonly sites: readonly { readonly id: string; readonly code: string; readonly timeZone: string }[];
};

const MANAGES = "user.manage";
const MOST = 200;

/** §10.1: who has which role at the sites whose users the actor looks after, by name; `sought`: a part of name, e-mail or number. */
export async function peopleWithRoles({ db }: Reader, actor: Actor, sought: string): Promise<PeopleWithRoles> {
  const mine = [...sitesWith(actor, MANAGES)];
  const like = `%${sought.replaceAll(/[%_\\]/g, (one) => `\\${one}`)}%`;
  const rows = await db
    .select({ accountId: account.id, name: account.name, email: account.email, number: person.number, active: account.active })
    .from(account)
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(accountOf(mine), or(ilike(account.name, like), ilike(account.email, like), ilike(person.number, like))))
    .orderBy(asc(account.name), asc(account.id))
    .limit(MOST + 1);
  const people = rows.slice(0, MOST);
  const [grants, sites] = await Promise.all([
    db
      .select({ accountId: roleGrant.accountId, siteId: roleGrant.siteId, role: roleGrant.role })
      .from(roleGrant)
      .where(
        and(
          inArray(
            roleGrant.accountId,
            people.map((one) => one.accountId),
          ),
          inArray(roleGrant.siteId, mine),
        ),
      )
      .orderBy(asc(roleGrant.role)),
    db.select({ id: site.id, code: site.code, timeZone: site.timeZone }).from(site).where(inArray(site.id, mine)).orderBy(asc(site.code)),
  ]);
  return {
    people: people.map((one) => ({
      ...one,
      self: one.accountId === actor.accountId,
      roles: grants.filter(({ accountId }) => accountId === one.accountId).map(({ siteId, role }) => ({ siteId, role })),
    })),
    more: rows.length > MOST,
    sites,
  };
}
