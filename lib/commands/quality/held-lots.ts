import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { only } from "@/db/only";
import { lot, lotStock } from "@/db/schema/materials";
import { hold } from "@/db/schema/quality";
import { item, site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { signatureOf } from "@/lib/auth/exception-owners";
import type { CommandFrame } from "@/lib/commands/define-command";
import { lockStock } from "@/lib/commands/materials/lock-stock";
import { decidePlacing, type LotHold } from "@/lib/domain/materials/lot-hold";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, type Decision } from "@/lib/domain/shared/decision";
import type { EventPayloads, NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";

/** A lot that is to be held or released, locked, with its holds that stand, the oldest first. */
export type HeldLot = {
  readonly lot: typeof lot.$inferSelect;
  readonly item: string;
  readonly site: string;
  readonly standing: readonly LotHold[];
};

/** Locks lots, or those that an order made, in one order for everybody; then reads the holds that stand. */
export async function lockLots(tx: Tx, which: { readonly lotId: string } | { readonly orderId: string } | { readonly lotIds: readonly string[] }): Promise<HeldLot[]> {
  const rows = await tx
    .select({ lot, item: item.code, site: site.code })
    .from(lot)
    .innerJoin(item, eq(item.id, lot.itemId))
    .innerJoin(site, eq(site.id, lot.siteId))
    .where("orderId" in which ? eq(lot.orderId, which.orderId) : inArray(lot.id, "lotId" in which ? [which.lotId] : [...which.lotIds]))
    .orderBy(asc(lot.id))
    // Not "for update": moves of the lot refer to it, and need not wait for this.
    .for("no key update", only(lot));
  const held: HeldLot[] = [];
  for (const row of rows) {
    const standing = await tx
      .select({ holdId: hold.id, placedBy: hold.placedBy, found: hold.found })
      .from(hold)
      .where(and(eq(hold.lotId, row.lot.id), isNull(hold.releasedAt)))
      .orderBy(asc(hold.placedAt), asc(hold.id));
    held.push({ ...row, standing });
  }
  return held;
}

/** What holding some lots leads to. */
export type Holding = {
  readonly events: readonly NewEvent[];
  readonly messages: readonly OutboundDraft[];
  readonly holds: readonly { readonly holdId: string; readonly lotId: string; readonly item: string; readonly lot: string }[];
};

/** Holds locked lots, each with a hold of its own, and tells the ERP (priority 0). Refuses what `decidePlacing` does. */
export async function holdLots(
  { tx, siteId, actor, at }: CommandFrame,
  lots: readonly HeldLot[],
  reason: string,
  placedBy: string,
  nonconformanceId?: string,
): Promise<Decision<Holding, "INVALID_TRANSITION">> {
  // Whoever issues from them holds their stock until commit: what is told below is what is left.
  await lockStock(tx, siteId, { lotIds: lots.map((one) => one.lot.id) });
  const holds: Holding["holds"][number][] = [];
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  for (const { lot: one, item: code, site: siteCode, standing } of lots) {
    const decision = decidePlacing(one.mesStatus, standing);
    if (!decision.ok) return decision;
    const payload: EventPayloads["lot.held"] = {
      holdId: newId(),
      lotId: one.id,
      reason,
      placedBy,
      placedName: actor.name,
      found: decision.value,
      ...(nonconformanceId === undefined ? {} : { nonconformanceId }),
    };
    const eventId = newId();
    events.push({ id: eventId, type: "lot.held", aggregate: "lot", aggregateId: one.id, orderId: null, payload });
    messages.push({
      type: "mes.lot.held.v1",
      subject: lotSubject(one.number),
      orderId: null,
      eventId,
      eventTime: at,
      data: { hold: payload.holdId, site: siteCode, item: code, lot: one.number, onHand: await onHandOf(tx, one.id), uom: one.uom, comment: reason },
    });
    holds.push({ holdId: payload.holdId, lotId: one.id, item: code, lot: one.number });
  }
  return accept({ events, messages, holds });
}

/** What lies in stock of a lot, in its base unit. */
export async function onHandOf(tx: Tx, lotId: string): Promise<string> {
  const [row] = await tx
    .select({ onHand: sql<string | null>`sum(${lotStock.onHand})::text` })
    .from(lotStock)
    .where(eq(lotStock.lotId, lotId));
  return decimal(row?.onHand ?? "0").toFixed();
}

/** SEC-01 goes by identity: the person, the account of whoever is nobody of the plant, or the machine's key. Null: a process, which signs nothing. */
export function signerOf(actor: Actor): string | null {
  return signatureOf(actor) ?? actor.machineKeyId;
}

/** Order key of what is said of a lot. Never that of an order, whose number a lot may bear: priority 0 does not wait behind its facts (IN-04). */
export function lotSubject(number: string): string {
  return `lot/${number}`.slice(0, 80);
}
