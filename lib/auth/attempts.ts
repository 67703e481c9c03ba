import { and, eq, isNull, sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { signInFailure } from "@/db/schema/identity";
import { newId } from "@/lib/platform/ids";

/** Whose attempts are counted, and when they are too many. */
export type Guard = {
  readonly subject: string;
  readonly deviceId: string | null;
  /** Failures that lock. */
  readonly limit: number;
  /** How long a lock holds. */
  readonly lockMinutes: number;
  /** Failures older than this no longer count. */
  readonly memoryMinutes: number;
};

export type Attempt = { readonly allowed: true; readonly left: number } | { readonly allowed: false; readonly until: Date };

/** SEC-05: five failures lock the badge on the device for 15 minutes. */
export const BADGE_GUARD = { limit: 5, lockMinutes: 15, memoryMinutes: 720 } as const;
/** A password is guessed over the network: ten tries, then a quarter of an hour. */
export const ACCOUNT_GUARD = { limit: 10, lockMinutes: 15, memoryMinutes: 720 } as const;
/** Many accounts from one address: what a whole office mistypes in a quarter of an hour is less than this. */
export const ADDRESS_GUARD = { limit: 60, lockMinutes: 15, memoryMinutes: 15 } as const;
/** Many badges on one device. */
export const DEVICE_GUARD = { limit: 30, lockMinutes: 15, memoryMinutes: 15 } as const;

const minutes = (count: number) => sql`make_interval(mins => ${count}::int)`;

/**
 * Takes one attempt before the secret is checked, so that guesses sent at the same moment count one by one. The attempt that reaches
 * the limit may still be made, and locks unless `forgive` follows. `left` is what remains after this one.
 */
export async function takeAttempt(db: Queryable, guard: Guard, now: Date): Promise<Attempt> {
  const { subject, deviceId, limit, lockMinutes, memoryMinutes } = guard;
  const at = sql`${now.toISOString()}::timestamptz`;
  // Past its lock or its memory a row starts again at one.
  const count = sql`case when f.locked_until is not null or f.last_at < ${at} - ${minutes(memoryMinutes)} then 1 else f.failures + 1 end`;
  const lock = (failures: ReturnType<typeof sql>) => sql`case when ${failures} >= ${limit} then ${at} + ${minutes(lockMinutes)} end`;
  const rows = await db.execute<{ failures: number }>(sql`
    insert into identity.sign_in_failure as f (id, subject, device_id, failures, locked_until, last_at)
    values (${newId()}, ${subject}, ${deviceId}, 1, ${lock(sql`1`)}, ${at})
    on conflict (subject, device_id) do update set failures = ${count}, locked_until = ${lock(count)}, last_at = ${at}
    where f.locked_until is null or f.locked_until <= ${at}
    returning f.failures`);
  const row = rows[0];
  if (row !== undefined) return { allowed: true, left: Math.max(limit - row.failures, 0) };
  const [locked] = await db.select({ until: signInFailure.lockedUntil }).from(signInFailure).where(same(guard));
  return { allowed: false, until: locked?.until ?? now };
}

/** The secret was right: the subject starts afresh. */
export async function forgive(db: Queryable, guard: Guard): Promise<void> {
  await db.delete(signInFailure).where(same(guard));
}

/** The secret was right, but the subject is shared by many: only this attempt is taken back. */
export async function giveBack(db: Queryable, guard: Guard): Promise<void> {
  await db
    .update(signInFailure)
    .set({ failures: sql`greatest(${signInFailure.failures} - 1, 0)`, lockedUntil: null })
    .where(same(guard));
}

function same(guard: Guard) {
  return and(eq(signInFailure.subject, guard.subject), guard.deviceId === null ? isNull(signInFailure.deviceId) : eq(signInFailure.deviceId, guard.deviceId));
}
