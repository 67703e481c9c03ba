import "server-only";
import { and, asc, eq, gt, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/db/client";
import { exception } from "@/db/schema/exception";
import { account, auditEntry, device, signInFailure } from "@/db/schema/identity";
import { equipment, person, site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { eachApart } from "@/lib/commands/each-apart";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { raise } from "./facts";

/** Locks that are told in one round; what is left is for the next. */
const MOST = 100;
/** Class of a badge that five wrong PINs have locked at a tablet, and of a tablet that thirty have locked. */
export const LOCKED = "SIGN_IN_LOCKED";
/** What the tries of a whole tablet are counted under; all others are badges. */
const WHOLE_DEVICE = "device";

/** SEC-05: puts each badge that wrong PINs have locked at a tablet, and each tablet that they have locked for all, before the lead of its site, once for each lock. Answers how many it raised. */
export async function reportSignInLocks(services: Services): Promise<number> {
  const locks = await untold(services);
  return eachApart(
    locks,
    "a locked sign-on could not be told",
    ({ deviceId }) => ({ device: deviceId }),
    async ({ siteId, siteCode, lockId, until, deviceId }) => {
      const worker = systemActor("worker", ["override.approve"], [{ siteId, code: siteCode }]);
      const result = await execute(services, worker, reportSignInLock, { commandId: newId(), deviceId, lockId, until: until.toISOString() });
      return result.ok && result.data.raised ? 1 : 0;
    },
  );
}

// The row stands for badge and tablet as long as there are failures; each lock of it ends at its own instant.
const SUBJECT = sql<string>`${signInFailure.id}::text || '/' || (extract(epoch from ${signInFailure.lockedUntil}) * 1000)::bigint`;

async function untold({ db, clock }: Services) {
  const rows = await db
    .select({ lockId: signInFailure.id, until: signInFailure.lockedUntil, deviceId: device.id, siteId: device.siteId, siteCode: site.code })
    .from(signInFailure)
    .innerJoin(device, eq(device.id, signInFailure.deviceId))
    .innerJoin(site, eq(site.id, device.siteId))
    .where(
      and(
        isNotNull(signInFailure.lockedUntil),
        gt(signInFailure.lockedUntil, clock.now()),
        sql`not exists (select from ${exception} e where e.site_id = ${device.siteId} and e.class = ${LOCKED} and e.subject = ${SUBJECT})`,
      ),
    )
    .orderBy(asc(signInFailure.lastAt))
    .limit(MOST);
  return rows.flatMap(({ until, ...row }) => (until === null ? [] : [{ ...row, until }]));
}

/** Raises the exception of one lock; nothing where it is told or the lock is over, or another one. */
const reportSignInLock = defineCommand({
  name: "report-sign-in-lock",
  permission: "override.approve",
  input: z.strictObject({ ...CommandHeadShape, deviceId: z.uuid(), lockId: z.uuid(), until: z.iso.datetime() }),
  async site(tx, { deviceId }) {
    const [row] = await tx.select({ siteId: device.siteId }).from(device).where(eq(device.id, deviceId));
    return row?.siteId ?? null;
  },
  async run({ tx, siteId }, { lockId, until }) {
    const [lock] = await tx
      .select({ subject: SUBJECT, badge: signInFailure.subject, deviceId: signInFailure.deviceId, lastAt: signInFailure.lastAt, device: device.name, line: equipment.name })
      .from(signInFailure)
      .innerJoin(device, eq(device.id, signInFailure.deviceId))
      .leftJoin(equipment, eq(equipment.id, device.workCentreId))
      .where(and(eq(signInFailure.id, lockId), eq(signInFailure.lockedUntil, new Date(until)), eq(device.siteId, siteId)));
    const nothing = accept({ events: [], output: { raised: false } });
    if (lock === undefined || lock.deviceId === null) return nothing;
    const { subject } = lock;
    const [earlier] = await tx
      .select({ id: exception.id })
      .from(exception)
      .where(and(eq(exception.siteId, siteId), eq(exception.class, LOCKED), eq(exception.subject, subject)))
      .limit(1);
    if (earlier !== undefined) return nothing;
    const whole = lock.badge === WHOLE_DEVICE;
    const name = whole ? null : await holderOf(tx, { ...lock, deviceId: lock.deviceId });
    const detail = { device: lock.device, line: lock.line, name, ...(whole ? { whole } : {}), until };
    return accept({ events: [raise({ class: LOCKED, severity: 2, subject, workUnitId: null, orderId: null, owner: "LEAD", detail })], output: { raised: true } });
  },
});

/** Whose badge it is; null for a badge that is nobody's here. The audit says so of the try that locked it, by the instant that both have. */
async function holderOf(tx: Queryable, { badge, deviceId, lastAt }: { readonly badge: string; readonly deviceId: string; readonly lastAt: Date }): Promise<string | null> {
  const [row] = await tx
    .select({ person: person.name, account: account.name })
    .from(auditEntry)
    .innerJoin(account, eq(account.id, auditEntry.accountId))
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(eq(auditEntry.at, lastAt), eq(auditEntry.deviceId, deviceId), eq(auditEntry.subject, badge)))
    .limit(1);
  return row === undefined ? null : (row.person ?? row.account);
}
