import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { person, personQualification } from "@/db/schema/reference";
import type { PersonData } from "@/lib/messages/erp-person.v1";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";

/**
 * A person as the ERP now has it (ownership matrix). Badge, PIN, roles and what the person has booked stay ours; whoever is inactive cannot be
 * booked on anything new, and no session of theirs holds any longer: sessions ask for the person on every request.
 */
export const applyPerson: Applier<"erp.person.v1"> = async ({ tx, siteId }, data) => {
  const [stored] = await tx
    .select({ id: person.id, erpVersion: person.erpVersion })
    .from(person)
    .where(and(eq(person.siteId, siteId), eq(person.number, data.person)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const values = { name: data.name, rateClass: data.rateClass, active: data.status === "ACTIVE", erpVersion: data.erpVersion };
  const personId = stored?.id ?? newId();
  if (stored !== undefined) await tx.update(person).set(values).where(eq(person.id, personId));
  else await tx.insert(person).values({ id: personId, siteId, number: data.person, ...values });
  if (data.qualifications !== null) await putQualifications(tx, siteId, personId, data.qualifications);
  return DONE;
};

/** The ERP's list replaces what was known; of a capability that is named twice, the later lapse counts. */
async function putQualifications(tx: Tx, siteId: string, personId: string, wanted: NonNullable<PersonData["qualifications"]>): Promise<void> {
  await tx.delete(personQualification).where(eq(personQualification.personId, personId));
  const lapses = new Map<string, Date | null>();
  for (const { capability, validTo } of wanted) {
    const lapse = validTo === null ? null : new Date(validTo);
    const before = lapses.get(capability);
    lapses.set(capability, before === undefined ? lapse : later(before, lapse));
  }
  if (lapses.size === 0) return;
  await tx.insert(personQualification).values([...lapses].map(([capability, validTo]) => ({ personId, siteId, capability, validTo })));
}

/** Null never comes. */
function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return null;
  return a > b ? a : b;
}
