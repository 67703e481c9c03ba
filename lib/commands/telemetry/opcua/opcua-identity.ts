import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { opcuaIdentity } from "@/db/schema/telemetry-source";
import { openSecrets, sealSecrets } from "@/lib/integration/secrets";
import type { OpcuaIdentity } from "@/lib/telemetry/opcua/settings";

const Secrets = z.object({ privateKeyPem: z.string() });
const ONE = 1;
/** What the private key is sealed to: no row of another table can take its place. */
const OWNER = "opcua-identity";

/** Millrace's own certificate for OPC UA servers, made at first use: all processes of an installation show the same one. @throws Error when it was sealed under another MILLRACE_SECRET. */
export async function ownIdentity(db: Database, masterSecret: string): Promise<OpcuaIdentity> {
  const stored = await read(db, masterSecret);
  if (stored !== null) return stored;
  // Loaded only where OPC UA is used.
  const { makeIdentity } = await import("@/lib/telemetry/opcua/identity");
  const { applicationUri, certificate, privateKeyPem } = await makeIdentity();
  await db
    .insert(opcuaIdentity)
    .values({ id: ONE, applicationUri, certificate: Buffer.from(certificate), privateKey: sealSecrets({ privateKeyPem }, OWNER, masterSecret) })
    .onConflictDoNothing();
  // Another process may have been first.
  const made = await read(db, masterSecret);
  if (made === null) throw new Error("the certificate for OPC UA servers was not stored");
  return made;
}

async function read(db: Database, masterSecret: string): Promise<OpcuaIdentity | null> {
  const [row] = await db.select().from(opcuaIdentity).where(eq(opcuaIdentity.id, ONE));
  if (row === undefined) return null;
  const { privateKeyPem } = Secrets.parse(openSecrets(row.privateKey, OWNER, masterSecret));
  return { applicationUri: row.applicationUri, certificate: row.certificate, privateKeyPem };
}
