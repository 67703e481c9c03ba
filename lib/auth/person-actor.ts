import { eq } from "drizzle-orm";
import { roleGrant } from "@/db/schema/identity";
import { site } from "@/db/schema/reference";
import type { Actor, SiteScope } from "./actor";
import type { AuthContext } from "./context";
import type { Role } from "./permissions";
import { type LiveSession, readSession } from "./sessions";

/** A signed-in person with the rights of this moment, and the session that says so. */
export type SignedIn = { readonly actor: Actor; readonly session: LiveSession };

/**
 * Who is behind a session, or null when it no longer holds. Sites and roles are read each time: a change of rights takes effect on the
 * next request (SEC-03). On a tablet the scope is the tablet's site alone.
 */
export async function personActor(auth: AuthContext, sessionId: string): Promise<SignedIn | null> {
  const session = await readSession(auth, sessionId);
  if (session === null) return null;
  const sites = (await sitesOf(auth, session.accountId)).filter((one) => session.deviceSiteId === null || one.siteId === session.deviceSiteId);
  const actor: Actor = {
    kind: "PERSON",
    name: session.accountName,
    accountId: session.accountId,
    personId: session.personId,
    sessionId: session.id,
    deviceId: session.deviceId,
    machineKeyId: null,
    sites,
    permissions: [],
  };
  return { actor, session };
}

/** Sites of an account with the roles held there, by site code. */
export async function sitesOf(auth: AuthContext, accountId: string): Promise<readonly SiteScope[]> {
  const rows = await auth.db
    .select({ siteId: site.id, code: site.code, role: roleGrant.role })
    .from(roleGrant)
    .innerJoin(site, eq(site.id, roleGrant.siteId))
    .where(eq(roleGrant.accountId, accountId))
    .orderBy(site.code, roleGrant.role);
  const scopes = new Map<string, { siteId: string; code: string; roles: Role[] }>();
  for (const row of rows) {
    const scope = scopes.get(row.siteId) ?? { siteId: row.siteId, code: row.code, roles: [] };
    scope.roles.push(row.role);
    scopes.set(row.siteId, scope);
  }
  return [...scopes.values()];
}
