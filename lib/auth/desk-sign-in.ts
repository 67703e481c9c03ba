import { and, eq, isNull, or, sql } from "drizzle-orm";
import { account } from "@/db/schema/identity";
import { person } from "@/db/schema/reference";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { hashPassword, verifyPassword } from "@/lib/platform/password-hash";
import { ACCOUNT_GUARD, ADDRESS_GUARD, forgive, giveBack, takeAttempt } from "./attempts";
import { audit } from "./audit";
import type { AuthContext } from "./context";
import { guardSubject } from "./identity-hash";
import { startSession } from "./sessions";

export type DeskCredentials = { readonly email: string; readonly password: string; readonly address: string; readonly userAgent: string | null };

// Verified when there is no such account, so that the answer takes as long (ASVS 6.3.8).
let decoy: Promise<string> | undefined;
const decoyHash = () => (decoy ??= hashPassword("no account has this password"));

/**
 * E-mail and password become a session. Refusals: BAD_CREDENTIALS, the same for an unknown account and for a wrong password; LOCKED with
 * `until`, after ten failures on the account or sixty from the address.
 */
export async function signInDesk(auth: AuthContext, given: DeskCredentials): Promise<Decision<{ sessionId: string; accountId: string }, "BAD_CREDENTIALS" | "LOCKED">> {
  const now = auth.clock.now();
  const guards = {
    address: { ...ADDRESS_GUARD, subject: guardSubject(auth.secret, "address", given.address), deviceId: null },
    account: { ...ACCOUNT_GUARD, subject: guardSubject(auth.secret, "account", given.email), deviceId: null },
  };
  for (const guard of [guards.address, guards.account]) {
    const attempt = await takeAttempt(auth.db, guard, now);
    if (!attempt.allowed) {
      await audit(auth.db, now, { action: "sign-in.desk", subject: guard.subject, outcome: "DENIED", detail: { reason: "LOCKED" } });
      return refuse("LOCKED", { until: attempt.until.toISOString() });
    }
  }
  const [found] = await auth.db
    .select({ id: account.id, passwordHash: account.passwordHash, securityVersion: account.securityVersion })
    .from(account)
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(or(isNull(person.id), person.active), eq(sql`lower(${account.email})`, given.email.trim().toLowerCase()), account.active));
  const right = await verifyPassword(found?.passwordHash ?? (await decoyHash()), given.password);
  if (found === undefined || found.passwordHash === null || !right) {
    await audit(auth.db, now, { action: "sign-in.desk", subject: guards.account.subject, accountId: found?.id ?? null, outcome: "DENIED", detail: { reason: "BAD_CREDENTIALS" } });
    return refuse("BAD_CREDENTIALS");
  }
  await forgive(auth.db, guards.account);
  await giveBack(auth.db, guards.address);
  const sessionId = await startSession(auth, { accountId: found.id, securityVersion: found.securityVersion, kind: "DESK", deviceId: null, userAgent: given.userAgent });
  await audit(auth.db, now, { action: "sign-in.desk", subject: sessionId, accountId: found.id, outcome: "DONE" });
  return accept({ sessionId, accountId: found.id });
}
