import { and, eq, sql } from "drizzle-orm";
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
 * nothing. Answers the printed name. Refusals: BAD_CREDENTIALS, also for an account that has no password here; LOCKED with `until`, by the same count as
 * at sign-in.
 */
export async function confirmIdentity(
  auth: AuthContext,
  actor: Actor,
  given: { readonly email: string; readonly password: string },
): Promise<Decision<{ readonly name: string }, "BAD_CREDENTIALS" | "LOCKED">> {
  const now = auth.clock.now();
  const guard = { ...ACCOUNT_GUARD, subject: guardSubject(auth.secret, "account", given.email), deviceId: null };
  const attempt = await takeAttempt(auth.db, guard, now);
  const denied = (reason: string) => audit(auth.db, now, { action: "signature", subject: guard.subject, accountId: actor.accountId, outcome: "DENIED", detail: { reason } });
  if (!attempt.allowed) {
    await denied("LOCKED");
    return refuse("LOCKED", { until: attempt.until.toISOString() });
  }
  const [found] =
    actor.accountId === null
      ? []
      : await auth.db
          .select({ name: account.name, passwordHash: account.passwordHash })
          .from(account)
          .where(and(eq(account.id, actor.accountId), account.active, eq(sql`lower(${account.email})`, given.email.trim().toLowerCase())));
  const right = await verifyPassword(found?.passwordHash ?? (await decoyHash()), given.password);
  if (found === undefined || found.passwordHash === null || !right) {
    await denied("BAD_CREDENTIALS");
    return refuse("BAD_CREDENTIALS");
  }
  await forgive(auth.db, guard);
  return accept({ name: found.name });
}
