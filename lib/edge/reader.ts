import "server-only";
import { type Composition, composition } from "@/lib/composition";

/** What a query reads with: the database of this process, and the present. */
export function reader(): { readonly db: Composition["services"]["db"]; readonly now: Date } {
  const { services } = composition();
  return { db: services.db, now: services.clock.now() };
}
