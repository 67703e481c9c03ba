import { and, eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { account } from "@/db/schema/identity";
import { person, site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { sitesOf } from "@/lib/auth/person-actor";
import { systemClock } from "@/lib/platform/clock";

/** Somebody of the demo: at a desk by e-mail, on the floor of a site by personnel number. */
export type DemoSomebody = { readonly email: string } | { readonly site: string; readonly person: string };

/** A person of the demo with the rights that they have, for what the demo lets them have done. Throws when the demo has no such person. */
export async function demoActor(db: Database, who: DemoSomebody): Promise<Actor> {
  const is = "email" in who ? eq(account.email, who.email) : and(eq(site.code, who.site), eq(person.number, who.person));
  const [row] = await db
    .select({ id: account.id, name: account.name, personId: account.personId })
    .from(account)
    .leftJoin(person, eq(person.id, account.personId))
    .leftJoin(site, eq(site.id, person.siteId))
    .where(is);
  if (row === undefined) throw new Error(`the demo has no ${"email" in who ? who.email : who.person}`);
  const sites = await sitesOf({ db, clock: systemClock, secret: "" }, row.id);
  return { kind: "PERSON", name: row.name, accountId: row.id, personId: row.personId, sessionId: null, deviceId: null, machineKeyId: null, sites, permissions: [] };
}
