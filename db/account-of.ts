import { inArray, or, type SQL, sql } from "drizzle-orm";
import { account, roleGrant } from "./schema/identity";
import { person } from "./schema/reference";

/** SEC-02: accounts that somebody who looks after users of these sites knows: whoever has a role or belongs there, and who has no role anywhere. */
export function accountOf(siteIds: readonly string[]): SQL {
  const mine = [...siteIds];
  const there = or(
    sql`exists (select from ${roleGrant} where ${roleGrant.accountId} = ${account.id} and ${inArray(roleGrant.siteId, mine)})`,
    sql`exists (select from ${person} where ${person.id} = ${account.personId} and ${inArray(person.siteId, mine)})`,
    sql`not exists (select from ${roleGrant} where ${roleGrant.accountId} = ${account.id})`,
  );
  return there ?? sql`false`;
}
