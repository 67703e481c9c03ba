import { randomBytes } from "node:crypto";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { machineKey } from "@/db/schema/identity";
import { site } from "@/db/schema/reference";
import { sameHash } from "@/lib/platform/keyed-hash";
import { newId } from "@/lib/platform/ids";
import type { Actor } from "./actor";
import { audit } from "./audit";
import type { AuthContext } from "./context";
import { machineSecretHash } from "./identity-hash";
import { PERMISSIONS, type Permission } from "./permissions";

const FORM = /^Bearer mr_([a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;
const isPermission = (scope: string): scope is Permission => PERMISSIONS.some((one) => one === scope);

export type NewMachineKey = { readonly name: string; readonly scopes: readonly Permission[]; readonly siteIds: readonly string[]; readonly expiresAt?: Date; readonly by?: Actor };

/** Makes a key of a machine client; the token is returned once and stored as a hash. To rotate, make a second key and revoke the first. */
export async function issueMachineKey(auth: AuthContext, of: NewMachineKey): Promise<{ id: string; token: string }> {
  const now = auth.clock.now();
  const id = newId();
  const prefix = randomBytes(4).toString("hex");
  const secret = randomBytes(32).toString("base64url");
  await auth.db.transaction(async (tx) => {
    await tx.insert(machineKey).values({
      id,
      name: of.name,
      prefix,
      secretHash: machineSecretHash(auth.secret, secret),
      scopes: [...of.scopes],
      siteIds: [...of.siteIds],
      createdAt: now,
      expiresAt: of.expiresAt ?? null,
    });
    await audit(tx, now, {
      action: "machine-key.issued",
      subject: id,
      accountId: of.by?.accountId ?? null,
      machineKeyId: id,
      outcome: "DONE",
      detail: { name: of.name, scopes: of.scopes },
    });
  });
  return { id, token: `mr_${prefix}_${secret}` };
}

/** Ends a key at once. */
export async function revokeMachineKey(auth: AuthContext, id: string, by: Actor | null): Promise<void> {
  const now = auth.clock.now();
  await auth.db.transaction(async (tx) => {
    const [gone] = await tx
      .update(machineKey)
      .set({ revokedAt: now })
      .where(and(eq(machineKey.id, id), isNull(machineKey.revokedAt)))
      .returning({ id: machineKey.id });
    if (gone !== undefined) await audit(tx, now, { action: "machine-key.revoked", subject: id, accountId: by?.accountId ?? null, machineKeyId: id, outcome: "DONE" });
  });
}

/**
 * The machine behind `Authorization: Bearer mr_<prefix>_<secret>`, or null when the key is unknown, wrong, expired or revoked. The
 * secret is compared in constant time, and against something even when the prefix is unknown. Last use is noted once a minute.
 */
export async function machineActor(auth: AuthContext, authorization: string | null): Promise<Actor | null> {
  const [, prefix, secret] = FORM.exec(authorization ?? "") ?? [];
  if (prefix === undefined || secret === undefined) return null;
  const [key] = await auth.db.select().from(machineKey).where(eq(machineKey.prefix, prefix));
  const given = machineSecretHash(auth.secret, secret);
  if (!sameHash(key?.secretHash ?? machineSecretHash(auth.secret, ""), given) || key === undefined) return null;
  const now = auth.clock.now();
  if (key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now)) return null;
  if (key.lastUsedAt === null || now.getTime() - key.lastUsedAt.getTime() > 60_000) await auth.db.update(machineKey).set({ lastUsedAt: now }).where(eq(machineKey.id, key.id));
  const sites = await auth.db.select({ siteId: site.id, code: site.code }).from(site).where(inArray(site.id, key.siteIds)).orderBy(site.code);
  return {
    kind: "MACHINE",
    name: key.name,
    accountId: null,
    personId: null,
    sessionId: null,
    deviceId: null,
    machineKeyId: key.id,
    sites: sites.map((one) => ({ ...one, roles: [] })),
    permissions: key.scopes.filter(isPermission),
  };
}
