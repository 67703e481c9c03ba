import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { type HeldBy, heldParts } from "@/lib/queries/held-part";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { handlingUnitBySscc } from "@/lib/queries/trace/handling-units";
import { type LotHead, lotHeads, lotsByNumber } from "@/lib/queries/trace/lot-head";

/** A lot as a person at a tablet needs to know it. */
export type ScannedLot = {
  readonly lotId: string;
  readonly number: string;
  readonly item: string;
  readonly itemText: string;
  /** The trade item, 14 digits, as the ERP told it. */
  readonly gtin: string | null;
  readonly status: "PENDING" | "RELEASED" | "ON_HOLD" | "REJECTED" | "RECALLED";
  readonly onHand: string;
  /** EX-14: what lies of it and quality holds, with the pieces because of which. */
  readonly held: string;
  readonly heldBy: readonly HeldBy[];
  readonly uom: string;
  readonly expiresAt: string | null;
};

/** What a code is that the screen itself does not know. */
export type ScannedThing =
  /** Of somebody who may sign on here. */
  | { readonly kind: "BADGE" }
  | { readonly kind: "UNIT"; readonly code: string; readonly name: string }
  /** `unit`: the machine that it is loaded on, else the one on which its next operation can start; null when there is neither. */
  | { readonly kind: "ORDER"; readonly number: string; readonly itemText: string; readonly state: string; readonly unit: string | null }
  /** A number may belong to lots of several items. */
  | { readonly kind: "LOT"; readonly lots: readonly ScannedLot[] }
  /** A handling unit with what it was closed with; `takenBack`: nothing stands on it any more; `heldBy`: nonconformances that hold what does (EX-14). */
  | { readonly kind: "HANDLING_UNIT"; readonly sscc: string; readonly quantity: string; readonly takenBack: boolean; readonly heldBy: readonly string[]; readonly lot: ScannedLot }
  | { readonly kind: "NOTHING" };

const UnitRow = z.object({ code: z.string(), name: z.string() });
const OrderRow = z.object({ number: z.string(), itemText: z.string(), state: z.string(), unit: z.string().nullable() });

const SSCC = /^\d{18}$/;

/** UI-07: a handling unit, a machine, an order or a lot of the actor's sites, in this order: a number of a unit, a machine or an order is meant as such. Of several
 * lots of a number, `gtin` of their label tells whose is meant. */
export async function scannedThing(reader: Reader, actor: Actor, code: string, gtin?: string): Promise<ScannedThing> {
  const sites = ids(sitesWith(actor, "operation.read"));
  const packed = SSCC.test(code) ? await handlingUnitBySscc(reader, actor, code) : null;
  const [held] = packed === null ? [] : await asScanned(reader, await lotHeads(reader, actor, [packed.lotId]));
  if (packed !== null && held !== undefined) {
    return { kind: "HANDLING_UNIT", sscc: packed.sscc, quantity: packed.quantity, takenBack: packed.takenBack, heldBy: packed.heldBy, lot: held };
  }
  const [unit] = await readRows(
    reader.db,
    UnitRow,
    sql`select e.code, e.name from reference.equipment e where e.site_id = any (${sites}) and e.code = ${code} and e.level = 'WORK_UNIT' and e.active
      and e.type not in ('STORAGE_ZONE', 'STORAGE_UNIT') and e.parent_id is not null order by e.site_id limit 1`,
  );
  if (unit !== undefined) return { kind: "UNIT", ...unit };
  const [order] = await readRows(
    reader.db,
    OrderRow,
    sql`
    select o.number, o.state, coalesce(v.description, i.code) as "itemText", coalesce(
      (select u.code from execution.order_operation p join reference.equipment u on u.id = p.work_unit_id
        where p.order_id = o.id and p.state in ('SETUP', 'RUNNING', 'PAUSED') order by p.op_no limit 1),
      (select u.code from execution.order_operation p join reference.equipment u on u.id = p.work_unit_id or (p.work_unit_id is null and u.parent_id = p.work_centre_id)
        where p.order_id = o.id and p.state = 'READY' and u.active order by p.op_no, u.position, u.code limit 1)) as unit
    from execution.production_order o
    join reference.item i on i.id = o.item_id
    left join reference.item_version v on v.item_id = i.id and v.valid_to is null
    where o.site_id = any (${sites}) and o.number = ${code} order by o.site_id limit 1`,
  );
  if (order !== undefined) return { kind: "ORDER", ...order };
  const found = await lotsByNumber(reader, actor, code);
  // An item whose GTIN the ERP does not tell is not ruled out by the label of another.
  const named = gtin === undefined ? [] : found.filter((lot) => lot.gtin === gtin);
  const lots = named.length > 0 ? named : found;
  if (lots.length === 0) return { kind: "NOTHING" };
  return { kind: "LOT", lots: await asScanned(reader, lots) };
}

async function asScanned(reader: Reader, lots: readonly LotHead[]): Promise<ScannedLot[]> {
  const parts = await heldParts(
    reader,
    lots.map(({ id }) => id),
  );
  return lots.map(({ id: lotId, number, item, itemText, gtin, status, onHand, held, uom, expiresAt }) => ({
    lotId,
    number,
    item,
    itemText,
    gtin,
    status,
    onHand,
    held,
    heldBy: parts.get(lotId) ?? [],
    uom,
    expiresAt,
  }));
}
