import { hash, type Options, verify } from "@node-rs/argon2";

// argon2id, OWASP's second choice of costs: 19 MiB and two passes, some 20 ms on a small server.
const COST: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// A PIN has only a million values: without the installation's secret a stolen table of hashes is no list of PINs.
const peppered = (secret: string): Options => ({ ...COST, secret: Buffer.from(secret) });

/** argon2id of a password, in the PHC text form with its own salt. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, COST);
}

/** True when the password is the one that was hashed. */
export function verifyPassword(stored: string, password: string): Promise<boolean> {
  return verify(stored, password, COST);
}

/** argon2id of a PIN under the installation's secret (SEC-05). */
export function hashPin(secret: string, pin: string): Promise<string> {
  return hash(pin, peppered(secret));
}

/** True when the PIN is the one that was hashed under the same secret. */
export function verifyPin(secret: string, stored: string, pin: string): Promise<boolean> {
  return verify(stored, pin, peppered(secret));
}
