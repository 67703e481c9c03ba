import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import { account, roleGrant } from "./schema/identity";
import { person } from "./schema/reference";

/**
 * SEC-02: accounts that somebody who looks after users of these sites knows: whoever has a role there, and of the open ones whoever belongs there as a person, or
 * belongs nowhere yet: no person and no role anywhere. Who belongs to another site is none of theirs, with a role or without.
 */
export function accountOf(siteIds: readonly string[]): SQL {
  const mine = [...siteIds];
  const holds = sql`exists (select from ${roleGrant} where ${roleGrant.accountId} = ${account.id} and ${inArray(roleGrant.siteId, mine)})`;
  const belongs = sql`exists (select from ${person} where ${person.id} = ${account.personId} and ${inArray(person.siteId, mine)})`;
  const isNew = and(isNull(account.personId), sql`not exists (select from ${roleGrant} where ${roleGrant.accountId} = ${account.id})`);
  return or(holds, and(eq(account.active, true), or(belongs, isNew))) ?? sql`false`;
}
