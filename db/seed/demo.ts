import { eq, inArray, sql } from "drizzle-orm";
import { connect, type Tx } from "@/db/client";
import { account, enrolmentCode, roleGrant } from "@/db/schema/identity";
import { connection, connectionSite } from "@/db/schema/integration";
import { equipment, person, site } from "@/db/schema/reference";
import { badgeHash, enrolmentCodeHash } from "@/lib/auth/identity-hash";
import { decimal } from "@/lib/domain/shared/decimal";
import { sealSecrets } from "@/lib/integration/secrets";
import { newId } from "@/lib/platform/ids";
import { hashPassword, hashPin } from "@/lib/platform/password-hash";
import { DEMO_DESKS, DEMO_ENROLMENTS, DEMO_PASSWORD, DEMO_PEOPLE } from "./demo-people";
import { seedPlant } from "./demo-plant";
import { seedPolicies } from "./seed-site";

export type DemoTarget = {
  readonly databaseUrl: string;
  /** MILLRACE_SECRET: badges, codes and credentials are keyed with it. */
  readonly secret: string;
  /** How much faster than the clock the simulated plant runs (MILLRACE_DEMO_SPEED). */
  readonly speed: number;
  readonly erp: { readonly url: string; readonly key: string; readonly webhookSecret: string };
};

const FAR = new Date("2099-01-01T00:00:00Z");

/**
 * Sets up the demo company: sites, plant, people, tablets and the connection to the sandbox ERP. Everything that an ERP governs (orders, BOMs,
 * prices, lots) comes from that ERP over the wire. Safe to repeat: a second start only refreshes the sandbox ERP's address and keys, and the plant's speed.
 */
export async function seedDemo({ databaseUrl, secret, speed, erp }: DemoTarget): Promise<void> {
  const { db, close } = connect(databaseUrl, { max: 1 });
  try {
    await db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(hashtext('millrace demo seed'))`);
      const [seeded] = await tx
        .select({ id: connection.id })
        .from(connection)
        .where(sql`${connection.code} = 'demo'`);
      const settings = { baseUrl: erp.url, timeoutSeconds: 20 };
      const secrets = { apiKey: erp.key, webhookSecrets: [erp.webhookSecret] };
      if (seeded !== undefined) {
        await tx
          .update(connection)
          .set({ settings, secrets: sealSecrets(secrets, seeded.id, secret) })
          .where(sql`${connection.id} = ${seeded.id}`);
        await setSpeed(tx, seeded.id, speed);
        return;
      }
      const sites = await seedPlant(tx);
      const connectionId = newId();
      await tx
        .insert(connection)
        .values({ id: connectionId, code: "demo", name: "Sandbox ERP", adapter: "rest", settings, secrets: sealSecrets(secrets, connectionId, secret), pollSeconds: 5 });
      for (const [code, siteId] of sites) {
        await tx.insert(connectionSite).values({ connectionId, siteId, erpCode: code });
        await seedPolicies(tx, siteId, connectionId);
      }
      await setSpeed(tx, connectionId, speed);
      await seedPeople(tx, sites, secret);
      await seedTablets(tx, sites, secret);
    });
  } finally {
    await close();
  }
}

/** The simulated machines count faster than their ideal rates say: their sites know by how much (KP-02). */
async function setSpeed(tx: Tx, connectionId: string, speed: number): Promise<void> {
  const sites = tx.select({ id: connectionSite.siteId }).from(connectionSite).where(eq(connectionSite.connectionId, connectionId));
  await tx
    .update(site)
    .set({ timeFactor: decimal(String(speed)) })
    .where(inArray(site.id, sites));
}

async function seedPeople(tx: Tx, sites: ReadonlyMap<string, string>, secret: string): Promise<void> {
  const now = new Date();
  for (const one of DEMO_PEOPLE) {
    const siteId = siteOf(sites, one.site);
    const [personId, accountId] = [newId(), newId()];
    await tx.insert(person).values({ id: personId, siteId, number: one.number, name: one.name, rateClass: one.rateClass, erpVersion: 1 });
    await tx.insert(account).values({ id: accountId, name: one.name, personId, badgeHash: badgeHash(secret, one.badge), pinHash: await hashPin(secret, one.pin), createdAt: now });
    await tx.insert(roleGrant).values({ accountId, siteId, role: one.role, grantedAt: now });
  }
  const passwordHash = await hashPassword(DEMO_PASSWORD);
  for (const one of DEMO_DESKS) {
    const accountId = newId();
    await tx.insert(account).values({ id: accountId, name: one.name, email: one.email, passwordHash, createdAt: now });
    const scope = one.sites === null ? [...sites.values()] : one.sites.map((code) => siteOf(sites, code));
    await tx.insert(roleGrant).values(scope.flatMap((siteId) => one.roles.map((role) => ({ accountId, siteId, role, grantedAt: now }))));
  }
}

async function seedTablets(tx: Tx, sites: ReadonlyMap<string, string>, secret: string): Promise<void> {
  for (const one of DEMO_ENROLMENTS) {
    const siteId = siteOf(sites, one.site);
    const [line] =
      one.workCentre === null
        ? []
        : await tx
            .select({ id: equipment.id })
            .from(equipment)
            .where(sql`${equipment.siteId} = ${siteId} and ${equipment.code} = ${one.workCentre}`);
    await tx.insert(enrolmentCode).values({
      id: newId(),
      siteId,
      workCentreId: line?.id ?? null,
      kind: one.kind ?? "TABLET",
      name: one.name,
      codeHash: enrolmentCodeHash(secret, one.code),
      expiresAt: FAR,
      reusable: true,
    });
  }
}

function siteOf(sites: ReadonlyMap<string, string>, code: string): string {
  const id = sites.get(code);
  if (id === undefined) throw new Error(`the demo has no site ${code}`);
  return id;
}
