import { and, eq, inArray } from "drizzle-orm";
import { person, site } from "@/db/schema/reference";
import type { Actor } from "./actor";
import { sitesWith } from "./authorise";
import type { AuthContext } from "./context";

/** A person as a machine names them: number within a site. */
export type NamedPerson = { readonly number: string; readonly site: string | null };

/**
 * The machine's actor acting for a person of its own sites; what it records names both. `unknown`: no active person of that number where
 * the key may execute operations; `ambiguous`: several sites have one.
 */
export async function actorForPerson(
  auth: AuthContext,
  machine: Actor,
  named: NamedPerson,
): Promise<{ readonly ok: true; readonly actor: Actor } | { readonly ok: false; readonly why: "unknown" | "ambiguous" }> {
  const sites = sitesWith(machine, "operation.execute");
  if (machine.kind !== "MACHINE" || sites.length === 0) return { ok: false, why: "unknown" };
  const found = await auth.db
    .select({ id: person.id, site: site.code })
    .from(person)
    .innerJoin(site, eq(site.id, person.siteId))
    .where(and(eq(person.number, named.number), eq(person.active, true), inArray(person.siteId, [...sites]), named.site === null ? undefined : eq(site.code, named.site)))
    .limit(2);
  const [only, another] = found;
  if (only === undefined) return { ok: false, why: "unknown" };
  if (another !== undefined) return { ok: false, why: "ambiguous" };
  return { ok: true, actor: { ...machine, personId: only.id, name: `${machine.name} for ${named.number}` } };
}
