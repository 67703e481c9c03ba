import "server-only";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { opcuaIdentity } from "@/db/schema/telemetry-source";
import { openSecrets, sealSecrets } from "@/lib/integration/secrets";
import { log } from "@/lib/platform/log";
import type { OpcuaIdentity } from "@/lib/telemetry/opcua/settings";

const Secrets = z.object({ privateKeyPem: z.string() });
const ONE = 1;
/** What the private key is sealed to: no row of another table can take its place. */
const OWNER = "opcua-identity";

/**
 * Millrace's own certificate for OPC UA servers, made at first use: all processes of an installation show the same one. One whose key was sealed under another
 * MILLRACE_SECRET is of no use any more: a new one takes its place, which servers have to accept again.
 */
export async function ownIdentity(db: Database, masterSecret: string): Promise<OpcuaIdentity> {
  const [row] = await db.select().from(opcuaIdentity).where(eq(opcuaIdentity.id, ONE));
  const stored = row === undefined ? null : opened(row, masterSecret);
  if (stored !== null) return stored;
  // Loaded only where OPC UA is used.
  const { makeIdentity } = await import("@/lib/telemetry/opcua/identity");
  const { applicationUri, certificate, privateKeyPem } = await makeIdentity();
  const values = { applicationUri, certificate: Buffer.from(certificate), privateKey: sealSecrets({ privateKeyPem }, OWNER, masterSecret) };
  // Another process may have been first: then its one counts.
  const [made] = await db
    .insert(opcuaIdentity)
    .values({ id: ONE, ...values })
    .onConflictDoUpdate({ target: opcuaIdentity.id, set: values, setWhere: row === undefined ? sql`false` : eq(opcuaIdentity.privateKey, row.privateKey) })
    .returning({ id: opcuaIdentity.id });
  return made === undefined ? ownIdentity(db, masterSecret) : { applicationUri, certificate, privateKeyPem };
}

function opened(row: typeof opcuaIdentity.$inferSelect, masterSecret: string): OpcuaIdentity | null {
  try {
    const { privateKeyPem } = Secrets.parse(openSecrets(row.privateKey, OWNER, masterSecret));
    return { applicationUri: row.applicationUri, certificate: row.certificate, privateKeyPem };
  } catch (fault) {
    log.warn({ err: fault }, "the key of the certificate for OPC UA servers cannot be opened; a new one is made");
    return null;
  }
}
