import "server-only";
import { and, eq, exists, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { exception } from "@/db/schema/exception";
import { account, device, roleGrant } from "@/db/schema/identity";
import { equipment, person } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { BADGE_GUARD } from "@/lib/auth/attempts";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { CommandResult } from "@/lib/commands/refusal";
import type { Services } from "@/lib/commands/services";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { raise } from "./facts";
import { LOCKED } from "./report-sign-in-locks";

/** Locks told by one tablet that stand before the lead at once: whoever has taken its token fills no list. */
const MOST_STANDING = 5;

/** A lock as a tablet tells of it: its own id, whose badge it is as far as the tablet knows, or the tablet for all of them (`whole`), and how long ago it was locked. */
export type ToldLock = { readonly lockId: string; readonly accountId: string | null; readonly whole: boolean; readonly agoMs: number };

/**
 * SEC-05: puts a lock that wrong PINs brought upon a tablet without the network before the lead of its site, once. It is what the tablet says and no more: nobody is locked here
 * by it, and of people of other sites nothing is said. `tablet` calls with its own token.
 */
export function tellTabletLock(services: Services, tablet: Pick<Actor, "deviceId" | "sites">, { agoMs, ...lock }: ToldLock): Promise<CommandResult<{ raised: boolean }>> {
  const actor = { ...systemActor("tablet", ["override.approve"], tablet.sites), deviceId: tablet.deviceId };
  const at = new Date(services.clock.now().getTime() - agoMs).toISOString();
  return execute(services, actor, raiseTabletLock, { commandId: newId(), deviceId: tablet.deviceId, ...lock, at });
}

/** Raises the exception of a lock; nothing where it is told, or too many of this tablet stand. */
const raiseTabletLock = defineCommand({
  name: "tell-tablet-lock",
  permission: "override.approve",
  input: z.strictObject({ ...CommandHeadShape, deviceId: z.uuid(), lockId: z.uuid(), accountId: z.uuid().nullable(), whole: z.boolean(), at: z.iso.datetime() }),
  async site(tx, { deviceId }) {
    const [row] = await tx.select({ siteId: device.siteId }).from(device).where(eq(device.id, deviceId));
    return row?.siteId ?? null;
  },
  async run({ tx, siteId }, { deviceId, lockId, accountId, whole, at }) {
    // Two pages of the tablet that tell at once queue here: the second finds what the first raised.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${deviceId}, 0))`);
    const [place] = await tx
      .select({ device: device.name, line: equipment.name })
      .from(device)
      .leftJoin(equipment, eq(equipment.id, device.workCentreId))
      .where(and(eq(device.id, deviceId), eq(device.siteId, siteId)));
    const subject = `${deviceId}/${lockId}`;
    const ofTablet = and(eq(exception.siteId, siteId), eq(exception.class, LOCKED));
    const [earlier] = await tx
      .select({ id: exception.id })
      .from(exception)
      .where(and(ofTablet, eq(exception.subject, subject)))
      .limit(1);
    const standing = await tx.$count(exception, and(ofTablet, isNull(exception.resolvedAt), isNull(exception.closedAt), sql`starts_with(${exception.subject}, ${`${deviceId}/`})`));
    if (place === undefined || earlier !== undefined || standing >= MOST_STANDING) return accept({ events: [], output: { raised: false } });
    const name = whole || accountId === null ? null : await nameAt(tx, siteId, accountId);
    const until = new Date(Date.parse(at) + BADGE_GUARD.lockMinutes * 60_000).toISOString();
    const detail = { ...place, name, ...(whole ? { whole } : {}), from: at, until };
    return accept({ events: [raise({ class: LOCKED, severity: 2, subject, workUnitId: null, orderId: null, owner: "LEAD", detail })], output: { raised: true } });
  },
});

/** Who an account of the site belongs to; null for one that may do nothing there. */
async function nameAt(tx: Tx, siteId: string, accountId: string): Promise<string | null> {
  const atSite = tx
    .select({ one: roleGrant.accountId })
    .from(roleGrant)
    .where(and(eq(roleGrant.accountId, account.id), eq(roleGrant.siteId, siteId)));
  const [row] = await tx
    .select({ person: person.name, account: account.name })
    .from(account)
    .leftJoin(person, eq(person.id, account.personId))
    .where(and(eq(account.id, accountId), account.active, or(isNull(person.id), person.active), exists(atSite)));
  return row === undefined ? null : (row.person ?? row.account);
}
