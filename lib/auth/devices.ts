import { randomBytes } from "node:crypto";
import { and, desc, eq, inArray, isNotNull, isNull, notInArray, or, type SQL, sql } from "drizzle-orm";
import { device, deviceKinds, enrolmentCode } from "@/db/schema/identity";
import { equipment, site } from "@/db/schema/reference";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import type { Actor } from "./actor";
import { ADDRESS_GUARD, giveBack, takeAttempt } from "./attempts";
import { audit } from "./audit";
import { authorise, sitesWith } from "./authorise";
import type { AuthContext } from "./context";
import { deviceTokenHash, enrolmentCodeHash, guardSubject } from "./identity-hash";
import { endSessionsOnDevice } from "./sessions";

/** What a browser is enrolled as: a tablet, where people sign on, or a wall display, which nobody signs on at. */
export const DEVICE_KINDS = deviceKinds;
export type DeviceKind = (typeof DEVICE_KINDS)[number];

/** An enrolled device: its site, and the line that it stands at; null for any line of the site. */
export type EnrolledDevice = {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly name: string;
  readonly siteId: string;
  readonly siteCode: string;
  readonly siteName: string;
  readonly timeZone: string;
  readonly workCentreId: string | null;
  readonly workCentreCode: string | null;
  readonly workCentreName: string | null;
};

/** Validity of an enrolment code. */
const CODE_HOURS = 24;
// Without 0/O, 1/I/L: the code is read aloud and typed by hand. 31^10 is some 49 bits, used once within a day.
const ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** The device that holds this token, unless it was revoked. Its last contact is noted at most once a minute. */
export async function findDevice(auth: AuthContext, token: string): Promise<EnrolledDevice | null> {
  return deviceBy(auth, eq(device.tokenHash, deviceTokenHash(auth.secret, token)));
}

/** The device of this id, as `findDevice`: for who stays connected and is looked at again. */
export async function deviceOfId(auth: AuthContext, id: string): Promise<EnrolledDevice | null> {
  return deviceBy(auth, eq(device.id, id));
}

async function deviceBy(auth: AuthContext, which: SQL): Promise<EnrolledDevice | null> {
  const now = auth.clock.now();
  const [row] = await auth.db
    .select({
      id: device.id,
      kind: device.kind,
      name: device.name,
      siteId: device.siteId,
      siteCode: site.code,
      siteName: site.name,
      timeZone: site.timeZone,
      workCentreId: device.workCentreId,
      workCentreCode: equipment.code,
      workCentreName: equipment.name,
      lastSeenAt: device.lastSeenAt,
    })
    .from(device)
    .innerJoin(site, eq(site.id, device.siteId))
    .leftJoin(equipment, eq(equipment.id, device.workCentreId))
    .where(and(which, isNull(device.revokedAt)));
  if (row === undefined) return null;
  const { lastSeenAt, ...found } = row;
  if (lastSeenAt === null || now.getTime() - lastSeenAt.getTime() > 60_000) await auth.db.update(device).set({ lastSeenAt: now }).where(eq(device.id, row.id));
  return found;
}

/** True for the token of a device that was taken out of use; of one that nobody knows nothing is said. */
export async function isRevoked(auth: AuthContext, token: string): Promise<boolean> {
  const rows = await auth.db
    .select({ id: device.id })
    .from(device)
    .where(and(eq(device.tokenHash, deviceTokenHash(auth.secret, token)), isNotNull(device.revokedAt)));
  return rows.length > 0;
}

export type NewEnrolment = { readonly kind: DeviceKind; readonly siteId: string; readonly workCentreId: string | null; readonly name: string };

/** Makes a code that turns one browser into a device within 24 h; it is shown once and stored as a hash. Refusals: NOT_FOUND (site or line out of scope). */
export async function createEnrolmentCode(auth: AuthContext, actor: Actor, of: NewEnrolment): Promise<Decision<{ code: string; expiresAt: Date }, "NOT_FOUND">> {
  if (!authorise(actor, "device.manage", of.siteId)) return refuse("NOT_FOUND");
  if (of.workCentreId !== null) {
    const [line] = await auth.db
      .select({ id: equipment.id })
      .from(equipment)
      .where(and(eq(equipment.id, of.workCentreId), eq(equipment.siteId, of.siteId), eq(equipment.level, "WORK_CENTRE")));
    if (line === undefined) return refuse("NOT_FOUND");
  }
  const now = auth.clock.now();
  const id = newId();
  const code = randomEnrolmentCode();
  const expiresAt = new Date(now.getTime() + CODE_HOURS * 3_600_000);
  await auth.db.insert(enrolmentCode).values({ id, ...of, codeHash: enrolmentCodeHash(auth.secret, code), expiresAt });
  await audit(auth.db, now, {
    action: "device.code-created",
    subject: id,
    siteId: of.siteId,
    accountId: actor.accountId,
    outcome: "DONE",
    detail: { name: of.name, kind: of.kind },
  });
  return accept({ code, expiresAt });
}

/** Spends a code for a device token, which the browser keeps in an httpOnly cookie. Refusals: CODE_INVALID (unknown, used or expired), LOCKED with `until`. */
export async function enrolDevice(auth: AuthContext, given: { code: string; address: string }): Promise<Decision<{ token: string; deviceId: string }, "CODE_INVALID" | "LOCKED">> {
  const now = auth.clock.now();
  const guard = { ...ADDRESS_GUARD, subject: guardSubject(auth.secret, "address", given.address), deviceId: null };
  const attempt = await takeAttempt(auth.db, guard, now);
  if (!attempt.allowed) return refuse("LOCKED", { until: attempt.until.toISOString() });
  return auth.db.transaction(async (tx) => {
    // The update is the check: of two browsers with the same code one finds it unused.
    const [spent] = await tx
      .update(enrolmentCode)
      .set({ usedAt: now })
      .where(
        and(
          eq(enrolmentCode.codeHash, enrolmentCodeHash(auth.secret, given.code)),
          or(isNull(enrolmentCode.usedAt), enrolmentCode.reusable),
          sql`${enrolmentCode.expiresAt} > ${now.toISOString()}::timestamptz`,
        ),
      )
      .returning();
    if (spent === undefined) {
      await audit(tx, now, { action: "device.enrolled", subject: "code", outcome: "DENIED", detail: { reason: "CODE_INVALID" } });
      return refuse("CODE_INVALID");
    }
    const token = randomBytes(32).toString("base64url");
    const deviceId = newId();
    await tx.insert(device).values({
      id: deviceId,
      siteId: spent.siteId,
      workCentreId: spent.workCentreId,
      kind: spent.kind,
      name: spent.name,
      tokenHash: deviceTokenHash(auth.secret, token),
      enrolledAt: now,
      lastSeenAt: now,
    });
    await audit(tx, now, {
      action: "device.enrolled",
      subject: deviceId,
      siteId: spent.siteId,
      deviceId,
      outcome: "DONE",
      detail: { name: spent.name, kind: spent.kind, code: spent.id },
    });
    await giveBack(tx, guard);
    return accept({ token, deviceId });
  });
}

/** Takes a device out of use; who is signed on there is signed off. Refusals: NOT_FOUND (also when out of scope or already revoked). */
export async function revokeDevice(auth: AuthContext, actor: Actor, deviceId: string): Promise<Decision<null, "NOT_FOUND">> {
  const now = auth.clock.now();
  const sites = [...sitesWith(actor, "device.manage")];
  return auth.db.transaction(async (tx) => {
    const [revoked] = await tx
      .update(device)
      .set({ revokedAt: now })
      .where(and(eq(device.id, deviceId), inArray(device.siteId, sites), isNull(device.revokedAt)))
      .returning();
    if (revoked === undefined) return refuse("NOT_FOUND");
    await endSessionsOnDevice(tx, deviceId, now);
    await audit(tx, now, {
      action: "device.revoked",
      subject: deviceId,
      siteId: revoked.siteId,
      accountId: actor.accountId,
      deviceId,
      outcome: "DONE",
      detail: { name: revoked.name },
    });
    return accept(null);
  });
}

/** Devices of the actor's sites, the newest first; 500 at most. */
export async function listDevices(auth: AuthContext, actor: Actor) {
  return auth.db
    .select({
      id: device.id,
      kind: device.kind,
      name: device.name,
      siteCode: site.code,
      timeZone: site.timeZone,
      line: equipment.code,
      enrolledAt: device.enrolledAt,
      lastSeenAt: device.lastSeenAt,
      revokedAt: device.revokedAt,
    })
    .from(device)
    .innerJoin(site, eq(site.id, device.siteId))
    .leftJoin(equipment, eq(equipment.id, device.workCentreId))
    .where(inArray(device.siteId, [...sitesWith(actor, "device.manage")]))
    .orderBy(desc(device.enrolledAt))
    .limit(500);
}

/** Sites and lines at which the actor may enrol devices; storage zones are none, though they stand at the level of lines. */
export async function enrolmentPlaces(auth: AuthContext, actor: Actor) {
  return auth.db
    .select({ siteId: site.id, siteCode: site.code, siteName: site.name, timeZone: site.timeZone, workCentreId: equipment.id, line: equipment.code, lineName: equipment.name })
    .from(site)
    .leftJoin(equipment, and(eq(equipment.siteId, site.id), eq(equipment.level, "WORK_CENTRE"), notInArray(equipment.type, ["STORAGE_ZONE", "STORAGE_UNIT"]), equipment.active))
    .where(inArray(site.id, [...sitesWith(actor, "device.manage")]))
    .orderBy(site.code, equipment.position, equipment.code);
}

/** A new enrolment code: ten letters and digits that nobody misreads, in two groups. */
export function randomEnrolmentCode(): string {
  const letters = Array.from({ length: 10 }, () => ALPHABET[Math.floor((randomBytes(4).readUInt32BE() / 2 ** 32) * ALPHABET.length)]).join("");
  return `${letters.slice(0, 5)}-${letters.slice(5)}`;
}
