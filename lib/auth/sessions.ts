import { and, eq, isNull } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { account, device, session } from "@/db/schema/identity";
import { person } from "@/db/schema/reference";
import type { Locale } from "@/lib/i18n/locales";
import { newId } from "@/lib/platform/ids";
import type { AuthContext } from "./context";

/** SEC-07, in minutes. */
const IDLE_MINUTES = { DESK: 30, TABLET: 5 } as const;
const ABSOLUTE_MINUTES = 720;
/** A person's activity is written down at most this often. */
const TOUCH_SECONDS = 20;

const MINUTE_MS = 60_000;
const later = (from: Date, minutes: number) => new Date(from.getTime() + minutes * MINUTE_MS);

export type SessionKind = "DESK" | "TABLET";

/** A session that holds at the instant it was read. */
export type LiveSession = {
  readonly id: string;
  readonly kind: SessionKind;
  readonly accountId: string;
  readonly accountName: string;
  readonly personId: string | null;
  /** What the person has chosen to read; null when they never have. */
  readonly language: Locale | null;
  readonly deviceId: string | null;
  /** Site of the tablet; null at a desk. */
  readonly deviceSiteId: string | null;
  readonly lastSeenAt: Date;
};

/** Starts a session with an id of its own (SEC-08); on a tablet it ends whoever was signed on there (SEC-06). Absolute lifetime 12 h. */
export async function startSession(
  auth: AuthContext,
  of: { accountId: string; securityVersion: number; kind: SessionKind; deviceId: string | null; userAgent: string | null },
): Promise<string> {
  const now = auth.clock.now();
  const id = newId();
  await auth.db.transaction(async (tx) => {
    if (of.deviceId !== null) await endSessionsOnDevice(tx, of.deviceId, now);
    await tx.insert(session).values({ id, ...of, userAgent: of.userAgent?.slice(0, 300) ?? null, createdAt: now, lastSeenAt: now, expiresAt: later(now, ABSOLUTE_MINUTES) });
  });
  return id;
}

/**
 * The session, if it still holds: not ended, not past 12 h, not idle (30 min at a desk, 5 min on a tablet), of an active account whose
 * security version has not moved and whose person the ERP has not set inactive (§1.2 People), on a device that is still enrolled. Read on every request, so that ending it takes effect at once.
 */
export async function readSession(auth: AuthContext, sessionId: string): Promise<LiveSession | null> {
  const [row] = await auth.db
    .select({
      id: session.id,
      kind: session.kind,
      accountId: session.accountId,
      accountName: account.name,
      personId: account.personId,
      language: account.locale,
      deviceId: session.deviceId,
      deviceSiteId: device.siteId,
      lastSeenAt: session.lastSeenAt,
      expiresAt: session.expiresAt,
      endedAt: session.endedAt,
      active: account.active,
      version: session.securityVersion,
      currentVersion: account.securityVersion,
      revokedAt: device.revokedAt,
      employed: person.active,
    })
    .from(session)
    .innerJoin(account, eq(account.id, session.accountId))
    .leftJoin(person, eq(person.id, account.personId))
    .leftJoin(device, eq(device.id, session.deviceId))
    .where(eq(session.id, sessionId));
  if (row === undefined || row.endedAt !== null || !row.active || row.employed === false || row.version !== row.currentVersion || row.revokedAt !== null) return null;
  const now = auth.clock.now();
  if (now >= row.expiresAt || now >= later(row.lastSeenAt, IDLE_MINUTES[row.kind])) return null;
  return {
    id: row.id,
    kind: row.kind,
    accountId: row.accountId,
    accountName: row.accountName,
    personId: row.personId,
    language: row.language,
    deviceId: row.deviceId,
    deviceSiteId: row.deviceSiteId,
    lastSeenAt: row.lastSeenAt,
  };
}

/** Notes that the person did something. What a screen fetches by itself is no activity and never comes here. */
export async function touchSession(auth: AuthContext, live: LiveSession): Promise<void> {
  const now = auth.clock.now();
  if (now.getTime() - live.lastSeenAt.getTime() < TOUCH_SECONDS * 1000) return;
  await auth.db
    .update(session)
    .set({ lastSeenAt: now })
    .where(and(eq(session.id, live.id), isNull(session.endedAt)));
}

/** Ends one session: the person signed out. */
export async function endSession(auth: AuthContext, sessionId: string): Promise<void> {
  await auth.db
    .update(session)
    .set({ endedAt: auth.clock.now() })
    .where(and(eq(session.id, sessionId), isNull(session.endedAt)));
}

/** Ends whatever session is open on a device. */
export async function endSessionsOnDevice(db: Queryable, deviceId: string, now: Date): Promise<void> {
  await db
    .update(session)
    .set({ endedAt: now })
    .where(and(eq(session.deviceId, deviceId), isNull(session.endedAt)));
}
