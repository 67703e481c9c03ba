import type { Database } from "@/db/client";
import { account, roleGrant } from "@/db/schema/identity";
import { equipment, person, site } from "@/db/schema/reference";
import { decimal } from "@/lib/domain/shared/decimal";
import type { AuthContext } from "@/lib/auth/context";
import { badgeHash } from "@/lib/auth/identity-hash";
import type { Role } from "@/lib/auth/permissions";
import type { Clock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/ids";
import { hashPassword, hashPin } from "@/lib/platform/password-hash";

export const SECRET = "a secret of tests, thirty-two characters";

/** A clock that a test moves. */
export function handClock(start = "2026-03-02T08:00:00Z"): Clock & { forward(minutes: number): void } {
  let now = new Date(start);
  return { now: () => now, forward: (minutes) => void (now = new Date(now.getTime() + minutes * 60_000)) };
}

export const authOn = (db: Database, clock: Clock): AuthContext => ({ db, clock, secret: SECRET });

/** A site with one line. */
export async function makeSite(db: Database, code: string): Promise<{ siteId: string; lineId: string; code: string }> {
  const siteId = newId();
  const lineId = newId();
  await db.insert(site).values({ id: siteId, code, name: `Site ${code}`, timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
  await db.insert(equipment).values({ id: lineId, siteId, code: "L2", name: "L2", level: "WORK_CENTRE", type: "PRODUCTION_LINE" });
  return { siteId, lineId, code };
}

type NewPerson = { siteId: string; roles: readonly Role[]; email?: string; password?: string; badge?: string; pin?: string; number?: string };

/** An account with roles at a site, and what it signs in with. */
export async function makeAccount(db: Database, of: NewPerson): Promise<string> {
  const id = newId();
  const personId = of.number === undefined ? null : newId();
  if (personId !== null && of.number !== undefined)
    await db.insert(person).values({ id: personId, siteId: of.siteId, number: of.number, name: `Operator ${of.number}`, rateClass: "A", erpVersion: 1 });
  await db.insert(account).values({
    id,
    name: of.email ?? `Badge ${of.badge ?? ""}`,
    email: of.email ?? null,
    personId,
    passwordHash: of.password === undefined ? null : await hashPassword(of.password),
    badgeHash: of.badge === undefined ? null : badgeHash(SECRET, of.badge),
    pinHash: of.pin === undefined ? null : await hashPin(SECRET, of.pin),
    createdAt: new Date("2026-01-01T00:00:00Z"),
  });
  for (const role of of.roles) await db.insert(roleGrant).values({ accountId: id, siteId: of.siteId, role, grantedAt: new Date("2026-01-01T00:00:00Z") });
  return id;
}
