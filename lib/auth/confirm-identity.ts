import { and, eq } from "drizzle-orm";
import { account } from "@/db/schema/identity";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { hashPassword, verifyPassword } from "@/lib/platform/password-hash";
import type { Actor } from "./actor";
import { ACCOUNT_GUARD, forgive, takeAttempt } from "./attempts";
import { audit } from "./audit";
import type { AuthContext } from "./context";
import { guardSubject } from "./identity-hash";

// Verified where the account has no password, so that the answer takes as long.
let decoy: Promise<string> | undefined;
const decoyHash = () => (decoy ??= hashPassword("no account has this password"));

/**
 * SEC-12: whoever is signed in states both components again, and they must be their own: nobody signs for somebody else, and a session alone signs
 * nothing. Answers the printed name. Refusals: NO_PASSWORD_HERE for an account that signs in through an identity provider alone; BAD_CREDENTIALS; LOCKED
 * with `until`, by the same count as at sign-in.
 */
export async function confirmIdentity(
  auth: AuthContext,
  actor: Actor,
  given: { readonly email: string; readonly password: string },
): Promise<Decision<{ readonly name: string }, "BAD_CREDENTIALS" | "LOCKED" | "NO_PASSWORD_HERE">> {
  const now = auth.clock.now();
  const own = actor.accountId === null ? undefined : await ownAccount(auth, actor.accountId);
  // Their own account, and they are signed in with it: that it has no password is no secret to them, and trying would lock it.
  if (own !== undefined && own.passwordHash === null) {
    await audit(auth.db, now, { action: "signature", subject: "account", accountId: actor.accountId, outcome: "DENIED", detail: { reason: "NO_PASSWORD_HERE" } });
    return refuse("NO_PASSWORD_HERE");
  }
  const guard = { ...ACCOUNT_GUARD, subject: guardSubject(auth.secret, "account", given.email), deviceId: null };
  const attempt = await takeAttempt(auth.db, guard, now);
  const denied = (reason: string) => audit(auth.db, now, { action: "signature", subject: guard.subject, accountId: actor.accountId, outcome: "DENIED", detail: { reason } });
  if (!attempt.allowed) {
    await denied("LOCKED");
    return refuse("LOCKED", { until: attempt.until.toISOString() });
  }
  const found = own?.email?.toLowerCase() === given.email.trim().toLowerCase() ? own : undefined;
  const right = await verifyPassword(found?.passwordHash ?? (await decoyHash()), given.password);
  if (found === undefined || !right) {
    await denied("BAD_CREDENTIALS");
    return refuse("BAD_CREDENTIALS");
  }
  await forgive(auth.db, guard);
  return accept({ name: found.name });
}

async function ownAccount(auth: AuthContext, accountId: string) {
  const [row] = await auth.db
    .select({ name: account.name, email: account.email, passwordHash: account.passwordHash })
    .from(account)
    .where(and(eq(account.id, accountId), account.active));
  return row;
}
