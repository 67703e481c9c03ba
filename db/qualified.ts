import { and, type Column, eq, gt, isNull, or, type SQL, sql } from "drizzle-orm";
import type { Queryable } from "./client";
import { personQualification, workUnitQualification } from "./schema/reference";

/**
 * EX-01: whether a unit may do the work of a work centre: it is one of the centre's own, or is qualified for it, for the item or for all. Of the row that
 * has these columns; the unit, too, may be one of the statement's rows.
 */
export function isUnitFor(
  unit: { readonly id: string | Column; readonly workCentreId: string | Column | null },
  work: { readonly workCentreId: Column; readonly itemId: Column },
): SQL<boolean> {
  return sql<boolean>`(${work.workCentreId} = ${unit.workCentreId}::uuid or exists (
    select from ${workUnitQualification} where ${workUnitQualification.workUnitId} = ${unit.id}::uuid and ${workUnitQualification.workCentreId} = ${work.workCentreId}
      and (${workUnitQualification.itemId} is null or ${workUnitQualification.itemId} = ${work.itemId})))`;
}

/** EX-01: which of these capabilities a person does not have at that instant. */
export async function lackingCapabilities(db: Queryable, personId: string, asked: readonly string[], at: Date): Promise<string[]> {
  if (asked.length === 0) return [];
  const rows = await db
    .select({ capability: personQualification.capability })
    .from(personQualification)
    .where(and(eq(personQualification.personId, personId), or(isNull(personQualification.validTo), gt(personQualification.validTo, at))));
  const held = new Set(rows.map((row) => row.capability));
  return asked.filter((capability) => !held.has(capability));
}
