import type { Database } from "@/db/client";
import type { Clock } from "@/lib/platform/clock";

/** What signing in and checking who calls need from outside. The composition makes it once per process. */
export type AuthContext = {
  readonly db: Database;
  readonly clock: Clock;
  /** MILLRACE_SECRET: keys the hashes of badges, tokens and PINs, and encrypts the session cookie. */
  readonly secret: string;
};
