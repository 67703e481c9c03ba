import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Permission } from "@/lib/auth/permissions";
import { type Reader, readRows } from "./reader";

const Row = z.object({ siteId: z.string(), code: z.string(), name: z.string() });
/** A site at which something of a number is. */
export type Place = z.infer<typeof Row>;

/** Where something of a number is: the actor's sites that have it, by code, and, when none has, a site that does and is not the actor's (S26). */
export type Whereabouts = { readonly mine: readonly Place[]; readonly foreign: string | null };

/** The site of that code. */
export async function siteWhereabouts(reader: Reader, actor: Actor, permission: Permission, siteCode: string): Promise<Whereabouts> {
  return whereabouts(reader, actor, permission, siteCode, sql`true`);
}

/** Sites that have an order of that number; only that of `siteCode` where it is given. */
export async function orderWhereabouts(reader: Reader, actor: Actor, permission: Permission, number: string, siteCode: string | null): Promise<Whereabouts> {
  return whereabouts(reader, actor, permission, siteCode, sql`exists (select from execution.production_order o where o.site_id = s.id and o.number = ${number})`);
}

/** Sites that have a line of that code, as with orders. */
export async function lineWhereabouts(reader: Reader, actor: Actor, permission: Permission, code: string, siteCode: string | null): Promise<Whereabouts> {
  return whereabouts(
    reader,
    actor,
    permission,
    siteCode,
    sql`exists (select from reference.equipment c where c.site_id = s.id and c.code = ${code} and c.level = 'WORK_CENTRE' and c.constraint_unit_id is not null)`,
  );
}

/** Sites that have a work unit of that code on a line of that code, as with orders. */
export async function unitWhereabouts(
  reader: Reader,
  actor: Actor,
  permission: Permission,
  { line, unit, siteCode }: { readonly line: string; readonly unit: string; readonly siteCode: string | null },
): Promise<Whereabouts> {
  return whereabouts(
    reader,
    actor,
    permission,
    siteCode,
    sql`exists (select from reference.equipment u join reference.equipment c on c.id = u.parent_id where u.site_id = s.id and u.code = ${unit} and u.level = 'WORK_UNIT' and u.active and c.code = ${line})`,
  );
}

/** Sites that have a lot of that number, their own or the supplier's. */
export async function lotWhereabouts(reader: Reader, actor: Actor, permission: Permission, number: string): Promise<Whereabouts> {
  return whereabouts(
    reader,
    actor,
    permission,
    null,
    sql`(exists (select from materials.lot l where l.site_id = s.id and l.number = ${number}) or exists (select from materials.lot l where l.site_id = s.id and l.supplier_lot = ${number}))`,
  );
}

/** The site of the lot with that id. */
export async function lotWhereaboutsById(reader: Reader, actor: Actor, permission: Permission, lotId: string): Promise<Whereabouts> {
  return whereabouts(reader, actor, permission, null, sql`s.id = (select l.site_id from materials.lot l where l.id = ${lotId}::uuid)`);
}

async function whereabouts({ db }: Reader, actor: Actor, permission: Permission, siteCode: string | null, has: SQL): Promise<Whereabouts> {
  const rows = await readRows(
    db,
    Row,
    sql`select s.id as "siteId", s.code, s.name from reference.site s where (${siteCode}::text is null or s.code = ${siteCode}) and ${has} order by s.code`,
  );
  const own = new Set(sitesWith(actor, permission));
  const mine = rows.filter((row) => own.has(row.siteId));
  return { mine, foreign: mine.length > 0 ? null : (rows[0]?.siteId ?? null) };
}
