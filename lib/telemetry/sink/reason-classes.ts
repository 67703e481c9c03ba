import type { TransactionSql } from "postgres";
import type { ReasonClass } from "@/lib/domain/equipment/equipment-state";
import type { Unit } from "./tags";

/** The class of a stop reason at the site of a unit (ST-03); null for none, and for a code that nobody entered. */
export type ReasonClasses = (unit: Unit, code: string | null) => ReasonClass | null;

/** Reads the stop reasons of the sites of these units. */
export async function loadReasonClasses(sql: TransactionSql, units: readonly Unit[]): Promise<ReasonClasses> {
  const rows = await sql<{ siteId: string; code: string; class: ReasonClass }[]>`
    select site_id as "siteId", code, class from reference.reason_code where use = 'STOP' and site_id = any(${[...new Set(units.map(({ siteId }) => siteId))]}::uuid[])`;
  const classes = new Map(rows.map((row) => [`${row.siteId} ${row.code}`, row.class]));
  return ({ siteId }, code) => (code === null ? null : (classes.get(`${siteId} ${code}`) ?? null));
}
