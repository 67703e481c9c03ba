import "server-only";
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { productionRun } from "@/db/schema/genealogy";
import { lot } from "@/db/schema/materials";
import { equipment } from "@/db/schema/reference";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { frozenUnitCost } from "@/lib/commands/costing/frozen-standard";
import { postCredit } from "@/lib/commands/costing/post-cost";
import { localDay } from "@/lib/commands/costing/posting-day";
import { doubtOf } from "@/lib/commands/quality/doubt";
import { hasHeldPieces, lotsUnderHolds } from "@/lib/commands/quality/lots-under-holds";
import { statusBeside } from "@/lib/domain/materials/lot-hold";
import { currentItem, type LockedOperation } from "./store";

const DAY_MS = 86_400_000;

export type ReceiptCause = {
  readonly entryId: string;
  readonly at: Date;
  readonly from: Date;
  readonly recordedAt: Date;
  readonly personId: string | null;
  readonly operators: readonly string[];
  readonly final: boolean;
  readonly runId: string | null;
  /** Number of the handling unit that takes it; null where it stands on none. */
  readonly sscc: string | null;
};

export type Receipt = {
  readonly events: readonly NewEvent[];
  readonly message: OutboundDraft;
  readonly lotId: string;
  readonly lotNumber: string;
  readonly locationId: string | null;
};

/**
 * EX-15: good of the last operation goes into stock; creates the order's lot of that production day or extends it, credits the order at
 * standard (C-11), and tells the ERP.
 */
export async function receiveOutput(tx: Tx, locked: LockedOperation, quantity: Decimal, cause: ReceiptCause): Promise<Receipt> {
  const { order, operation } = locked;
  const item = await currentItem(tx, order.itemId);
  const number = outputLotNumber(locked, cause.at);
  // Two orders may fill the same lot, if the ERP numbers it so: only one of them makes it.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`lot:${order.siteId}:${order.itemId}:${number}`}, 0))`);
  const found = await findLot(tx, order.siteId, order.itemId, number);
  const lotId = found?.id ?? newId();
  const status = item.needsRelease ? ("PENDING" as const) : ("RELEASED" as const);
  // What joins a lot after its release is held at once.
  const joins = found === null ? status : await statusOfJoining(tx, locked, found, quantity, cause);
  const told = found !== null && item.needsRelease && joins === "RELEASED" ? "ON_HOLD" : joins;
  const expiresAt = found === null ? (item.shelfLifeDays === null ? null : new Date(cause.at.getTime() + item.shelfLifeDays * DAY_MS)) : found.expiresAt;
  const location = await receiptLocation(tx, order.siteId);
  const unitCost = frozenUnitCost(order.snapshot);
  const receivedId = newId();
  const moveId = newId();
  const made: NewEvent[] =
    found !== null
      ? []
      : [
          {
            id: newId(),
            type: "lot.produced",
            aggregate: "lot",
            aggregateId: lotId,
            orderId: order.id,
            payload: {
              lotId,
              number,
              itemId: order.itemId,
              uom: order.uom,
              orderId: order.id,
              madeAt: cause.at.toISOString(),
              expiresAt: expiresAt?.toISOString() ?? null,
              unitCost: unitCost?.toFixed() ?? null,
              status,
            },
          },
        ];
  const received: NewEvent = {
    id: receivedId,
    type: "material.received",
    aggregate: "lot",
    aggregateId: lotId,
    orderId: order.id,
    payload: {
      moveId,
      type: "RECEIPT",
      itemId: order.itemId,
      lotId,
      quantity: quantity.toFixed(),
      uom: order.uom,
      fromLocationId: null,
      toLocationId: location?.id ?? null,
      orderId: order.id,
      operationId: operation.id,
      componentId: null,
      entryId: cause.entryId,
      activity: "RUN",
      unitCost: unitCost?.toFixed() ?? null,
      personId: cause.personId,
      reason: null,
      reversesId: null,
      component: null,
      edge: {
        edgeId: newId(),
        kind: "PRODUCE",
        runId: cause.runId,
        from: cause.from.toISOString(),
        to: cause.at.toISOString(),
        workUnitId: operation.workUnitId,
        operators: cause.operators,
        reversesId: null,
      },
    },
  };
  const credit = await postCredit(tx, locked, { eventId: receivedId, at: cause.at, recordedAt: cause.recordedAt }, lotId, quantity);
  return {
    lotId,
    lotNumber: number,
    locationId: location?.id ?? null,
    events: [...made, received, ...credit],
    message: {
      type: "mes.production.received.v1",
      subject: order.number,
      orderId: order.id,
      eventId: receivedId,
      eventTime: cause.at,
      data: {
        receiptId: moveId,
        order: order.number,
        operation: operation.opNo,
        item: locked.itemCode,
        lot: number,
        hu: cause.sscc,
        qty: quantity.toFixed(),
        uom: order.uom,
        location: location?.code ?? null,
        qualityStatus: told,
        madeAt: (found?.madeAt ?? cause.at).toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
        final: cause.final,
        total: order.received.plus(quantity).toFixed(),
      },
    },
  };
}

/**
 * What joins a lot is what the lot is. EX-14: of one of which pieces are held it is held if it was made in the doubt for which they are, and else free, also where
 * nothing else of the lot was.
 */
async function statusOfJoining(tx: Tx, { operation }: LockedOperation, found: typeof lot.$inferSelect, quantity: Decimal, { entryId, at: to, from, runId }: ReceiptCause) {
  const under = (await hasHeldPieces(tx, found.id)) ? (await lotsUnderHolds(tx, [found])).get(found.id) : undefined;
  if (under === undefined) return toldStatus(found.mesStatus);
  const doubt = runId === null ? null : await doubtOf(tx, operation.id, { id: entryId, lotId: found.id, from, to, quantity });
  if (doubt !== null) return under.standing.some(({ nonconformanceId }) => nonconformanceId === doubt.id) ? "ON_HOLD" : toldStatus(found.mesStatus);
  return toldStatus(statusBeside({ ...under, made: under.made.plus(quantity) }));
}

/** A receipt knows no REJECTED or RECALLED: what joins such a lot may be used as little as what is held. */
function toldStatus(status: (typeof lot.$inferSelect)["mesStatus"]): "PENDING" | "RELEASED" | "ON_HOLD" {
  return status === "PENDING" || status === "RELEASED" ? status : "ON_HOLD";
}

/** The lot that the order fills at an instant: the ERP's number, else the order's own of that production day. */
export function outputLotNumber({ order, timeZone }: LockedOperation, at: Date): string {
  return order.outputLotNumber ?? `${order.number}-${localDay(at, timeZone).slice(2).replaceAll("-", "")}`;
}

async function findLot(tx: Tx, siteId: string, itemId: string, number: string) {
  const [row] = await tx
    .select()
    .from(lot)
    .where(and(eq(lot.siteId, siteId), eq(lot.itemId, itemId), eq(lot.number, number)));
  return row ?? null;
}

/** Where finished quantity goes: the storage zone marked for receipts, else the first one of the site. */
export async function receiptLocation(tx: Tx, siteId: string): Promise<{ id: string; code: string } | null> {
  const [row] = await tx
    .select({ id: equipment.id, code: equipment.code })
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), eq(equipment.type, "STORAGE_ZONE"), eq(equipment.active, true)))
    .orderBy(desc(sql`'RECEIPT' = any(${equipment.capabilities})`), asc(equipment.position), asc(equipment.code))
    .limit(1);
  return row ?? null;
}

/** The run that is going on for an operation, or null between runs. */
export async function openRun(tx: Tx, operationId: string): Promise<string | null> {
  const [row] = await tx
    .select({ id: productionRun.id })
    .from(productionRun)
    .where(and(eq(productionRun.operationId, operationId), isNull(productionRun.toAt)));
  return row?.id ?? null;
}
