import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { holdingUnit } from "@/db/held-stock";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** A handling unit with what was put on it. */
export type HandlingUnitRow = z.infer<typeof Row>;

const Row = z.object({
  id: z.string(),
  sscc: z.string(),
  siteId: z.string(),
  lotId: z.string(),
  lot: z.string(),
  itemText: z.string(),
  order: z.string().nullable(),
  /** What it was closed with. */
  quantity: DecimalColumn,
  uom: z.string(),
  closedAt: InstantColumn,
  /** Its entry was taken back: nothing stands on it. */
  takenBack: z.boolean(),
  /** EX-14: nonconformances that hold what it was filled with; none where it is free or its lot is held as a whole. */
  heldBy: z.array(z.string()),
});

const SELECT = sql`
  select h.id, h.sscc, h.site_id as "siteId", l.id as "lotId", l.number as lot, coalesce(v.description, i.code) as "itemText", o.number as order,
    h.quantity::text as quantity, l.uom, h.closed_at as "closedAt", h.taken_back_at is not null as "takenBack", ${holdingUnit(sql`h.entry_id`)} as "heldBy"
  from materials.handling_unit h
  join materials.lot l on l.id = h.lot_id
  join reference.item i on i.id = l.item_id
  left join reference.item_version v on v.item_id = i.id and v.valid_to is null
  left join execution.production_entry e on e.id = h.entry_id
  left join execution.production_order o on o.id = e.order_id`;

const AT_MOST = 200;
const HOURS = 48;
const MOST_MADE = 12;

async function unitWhere({ db }: Reader, actor: Actor, condition: SQL): Promise<HandlingUnitRow | null> {
  const [row] = await readRows(db, Row, sql`${SELECT} where ${condition} and h.site_id = any (${ids(sitesWith(actor, "trace.read"))}) order by h.site_id limit 1`);
  return row ?? null;
}

/** The unit with that number at the sites where the actor may trace, or null (SEC-02). */
export async function handlingUnitBySscc(reader: Reader, actor: Actor, sscc: string): Promise<HandlingUnitRow | null> {
  return unitWhere(reader, actor, sql`h.sscc = ${sscc}`);
}

/** The same by its id. */
export async function handlingUnitById(reader: Reader, actor: Actor, id: string): Promise<HandlingUnitRow | null> {
  return unitWhere(reader, actor, sql`h.id = ${id}::uuid`);
}

/** Units that a lot was put on, newest first. The caller has checked that the lot may be seen. */
export async function handlingUnitsOfLot({ db }: Reader, lotId: string): Promise<readonly HandlingUnitRow[]> {
  return readRows(db, Row, sql`${SELECT} where h.lot_id = ${lotId}::uuid order by h.closed_at desc, h.sscc desc limit ${AT_MOST}`);
}

/** Units that a machine filled in the last two days, newest first, for their labels. The caller has checked that the machine may be seen. */
export async function madeUnits({ db, now }: Reader, unitId: string): Promise<readonly HandlingUnitRow[]> {
  const since = new Date(now.getTime() - HOURS * 3_600_000).toISOString();
  return readRows(
    db,
    Row,
    sql`${SELECT} where e.site_id = (select site_id from reference.equipment where id = ${unitId}::uuid) and e.work_unit_id = ${unitId}::uuid and h.taken_back_at is null and e.event_time > ${since}::timestamptz
    order by h.closed_at desc, h.sscc desc limit ${MOST_MADE}`,
  );
}
