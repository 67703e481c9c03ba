import "server-only";
import { and, asc, desc, eq, inArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { isUnitFor } from "@/db/qualified";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { isStorable } from "@/lib/platform/storable-text";
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
  /** The reader may hold it, and it is not past a hold. */
  readonly mayHold: boolean;
};

/** What a code is that the screen itself does not know. */
export type ScannedThing =
  /** Of somebody who may sign on here. */
  | { readonly kind: "BADGE" }
  | { readonly kind: "UNIT"; readonly code: string; readonly name: string }
  /** `unit`: the asking machine if the order is loaded or can start there, else the one that it is loaded on, else one on which its next operation can start; null when there is none. */
  | { readonly kind: "ORDER"; readonly number: string; readonly itemText: string; readonly state: string; readonly unit: string | null }
  /** A number may belong to lots of several items. */
  | { readonly kind: "LOT"; readonly lots: readonly ScannedLot[] }
  /** A handling unit with what it was closed with; `takenBack`: nothing stands on it any more; `heldBy`: nonconformances that hold what does (EX-14). */
  | { readonly kind: "HANDLING_UNIT"; readonly sscc: string; readonly quantity: string; readonly takenBack: boolean; readonly heldBy: readonly string[]; readonly lot: ScannedLot }
  | { readonly kind: "NOTHING" };

const UnitRow = z.object({ code: z.string(), name: z.string() });
const OrderRow = z.object({ id: z.uuid(), number: z.string(), itemText: z.string(), state: z.string() });

const SSCC = /^\d{18}$/;

/** UI-07: a handling unit, a machine, an order or a lot of the actor's sites, in this order: a number of a unit, a machine or an order is meant as such. Of several
 * lots of a number, `gtin` of their label tells whose is meant. `unitId`: the machine at which it was scanned; an order that is loaded or can start there is meant for it. */
export async function scannedThing(reader: Reader, actor: Actor, code: string, { gtin, unitId }: { readonly gtin?: string; readonly unitId?: string } = {}): Promise<ScannedThing> {
  // What no text of the database can hold is the name of nothing in it.
  if (!isStorable(code)) return { kind: "NOTHING" };
  const sites = ids(sitesWith(actor, "operation.read"));
  const packed = SSCC.test(code) ? await handlingUnitBySscc(reader, actor, code) : null;
  const [held] = packed === null ? [] : await asScanned(reader, actor, await lotHeads(reader, actor, [packed.lotId]));
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
    select o.id, o.number, o.state, coalesce(v.description, i.code) as "itemText"
    from execution.production_order o
    join reference.item i on i.id = o.item_id
    left join reference.item_version v on v.item_id = i.id and v.valid_to is null
    where o.site_id = any (${sites}) and o.number = ${code} order by o.site_id limit 1`,
  );
  if (order !== undefined) {
    const { id, ...told } = order;
    return { kind: "ORDER", ...told, unit: await unitOfOrder(reader, id, unitId ?? null) };
  }
  const found = await lotsByNumber(reader, actor, code);
  // An item whose GTIN the ERP does not tell is not ruled out by the label of another.
  const named = gtin === undefined ? [] : found.filter((lot) => lot.gtin === gtin);
  const lots = named.length > 0 ? named : found;
  if (lots.length === 0) return { kind: "NOTHING" };
  return { kind: "LOT", lots: await asScanned(reader, actor, lots) };
}

/** EX-01: where the order is loaded, or can start on a machine that may do the work; the asking machine is meant before any other, the one that it was planned on before its neighbours. */
async function unitOfOrder({ db }: Reader, orderId: string, askingId: string | null): Promise<string | null> {
  const loaded = inArray(orderOperation.state, ["SETUP", "RUNNING", "PAUSED"]);
  const work = { workCentreId: orderOperation.workCentreId, itemId: productionOrder.itemId };
  const [found] = await db
    .select({ code: equipment.code })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(
      equipment,
      or(
        and(loaded, eq(equipment.id, orderOperation.workUnitId)),
        and(
          eq(orderOperation.state, "READY"),
          eq(equipment.siteId, orderOperation.siteId),
          eq(equipment.level, "WORK_UNIT"),
          eq(equipment.active, true),
          isUnitFor({ id: equipment.id, workCentreId: equipment.parentId }, work),
        ),
      ),
    )
    .where(eq(orderOperation.orderId, orderId))
    .orderBy(
      sql`${equipment.id} is not distinct from ${askingId}::uuid desc`,
      desc(loaded),
      asc(orderOperation.opNo),
      sql`${equipment.id} is not distinct from ${orderOperation.workUnitId} desc`,
      sql`${equipment.parentId} is not distinct from ${orderOperation.workCentreId} desc`,
      asc(equipment.position),
      asc(equipment.code),
    )
    .limit(1);
  return found?.code ?? null;
}

async function asScanned(reader: Reader, actor: Actor, lots: readonly LotHead[]): Promise<ScannedLot[]> {
  const parts = await heldParts(
    reader,
    lots.map(({ id }) => id),
  );
  return lots.map(({ id: lotId, siteId, number, item, itemText, gtin, status, onHand, held, uom, expiresAt }) => ({
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
    mayHold: status !== "REJECTED" && status !== "RECALLED" && authorise(actor, "hold.place", siteId),
  }));
}
