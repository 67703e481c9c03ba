import { and, eq, isNull, sql } from "drizzle-orm";
import { account } from "@/db/schema/identity";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { audit } from "./audit";
import type { AuthContext } from "./context";
import { startSession } from "./sessions";

/** What the company's identity provider said of a person. */
export type OidcIdentity = { readonly issuer: string; readonly subject: string; readonly email: string | null; readonly emailVerified: boolean };

/**
 * A person known to the identity provider becomes a session. The first time, an account of the same verified e-mail is bound to the
 * provider's subject; from then on the subject alone counts. Nobody gets an account here by signing in. Refusals: NO_ACCOUNT.
 */
export async function signInOidc(auth: AuthContext, identity: OidcIdentity, userAgent: string | null): Promise<Decision<{ sessionId: string }, "NO_ACCOUNT">> {
  const now = auth.clock.now();
  const subject = `${identity.issuer}|${identity.subject}`;
  const columns = { id: account.id, securityVersion: account.securityVersion };
  const [known] = await auth.db
    .select(columns)
    .from(account)
    .where(and(eq(account.oidcSubject, subject), account.active));
  const found = known ?? (await bindByEmail(auth, identity, subject));
  if (found === undefined) {
    await audit(auth.db, now, { action: "sign-in.oidc", subject: "account", outcome: "DENIED", detail: { reason: "NO_ACCOUNT" } });
    return refuse("NO_ACCOUNT");
  }
  const sessionId = await startSession(auth, { accountId: found.id, securityVersion: found.securityVersion, kind: "DESK", deviceId: null, userAgent });
  await audit(auth.db, now, { action: "sign-in.oidc", subject: sessionId, accountId: found.id, outcome: "DONE" });
  return accept({ sessionId });
}

async function bindByEmail(auth: AuthContext, identity: OidcIdentity, subject: string): Promise<{ id: string; securityVersion: number } | undefined> {
  // An unverified e-mail is anybody's claim.
  if (identity.email === null || !identity.emailVerified) return undefined;
  const [bound] = await auth.db
    .update(account)
    .set({ oidcSubject: subject })
    .where(and(eq(sql`lower(${account.email})`, identity.email.toLowerCase()), isNull(account.oidcSubject), account.active))
    .returning({ id: account.id, securityVersion: account.securityVersion });
  return bound;
}
