import "server-only";
import type { LiveSession } from "@/lib/auth/sessions";
import { signOnKey } from "@/lib/auth/tapped-by";
import { composition } from "@/lib/composition";

/** What lets whoever signed on at a tablet prove what they tap there, also when another person's session brings it (SEC-06); undefined at a desk. */
export function signOnOf({ id, kind }: LiveSession): { readonly id: string; readonly key: string } | undefined {
  return kind === "TABLET" ? { id, key: signOnKey(composition().auth.secret, id) } : undefined;
}
