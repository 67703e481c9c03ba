import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const FORMAT = "v1";
const CIPHER = "aes-256-gcm";

/**
 * Encrypts the credentials of a connection for storage: AES-256-GCM under a key derived from MILLRACE_SECRET, bound to the connection,
 * so that a row's secrets can't be moved to another one (SEC-16).
 */
export function sealSecrets(secrets: unknown, connectionId: string, masterSecret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, keyOf(masterSecret), nonce).setAAD(Buffer.from(connectionId));
  const text = Buffer.concat([cipher.update(JSON.stringify(secrets), "utf8"), cipher.final()]);
  return [FORMAT, ...[nonce, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))].join(".");
}

/**
 * The credentials again.
 * @throws Error when the text was changed, belongs to another connection or was sealed under another MILLRACE_SECRET.
 */
export function openSecrets(sealed: string, connectionId: string, masterSecret: string): unknown {
  const [format, nonce, tag, text] = sealed.split(".");
  if (format !== FORMAT || nonce === undefined || tag === undefined || text === undefined) throw new Error("stored credentials have an unknown form");
  try {
    const decipher = createDecipheriv(CIPHER, keyOf(masterSecret), Buffer.from(nonce, "base64url")).setAAD(Buffer.from(connectionId));
    decipher.setAuthTag(Buffer.from(tag, "base64url"));
    return JSON.parse(Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8"));
  } catch (cause) {
    throw new Error("stored credentials can't be read: MILLRACE_SECRET is another one than when they were stored, or they were changed", { cause });
  }
}

function keyOf(masterSecret: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", masterSecret, "", "millrace/connection-secrets", 32));
}
