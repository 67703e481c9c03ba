import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { lot } from "@/db/schema/materials";
import { defineCommand } from "@/lib/commands/define-command";
import { siteOfOrder } from "@/lib/commands/execution/store";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { HoldsPlacedAnswer, PlaceHoldInput } from "./hold.schema";
import { holdLots, lockLots, signerOf } from "./held-lots";

/**
 * Holds a lot with a reason, or every lot that an order has made so far: it is not issued or mounted until each of its holds is lifted, and
 * the ERP, which ships, hears it at once. What an order still makes is stopped by holding the order (`hold-order`). Refuses NO_LOTS for an
 * order that made none, INVALID_TRANSITION for a lot that is rejected or recalled, PERSON_REQUIRED for a process.
 */
export const placeHold = defineCommand({
  name: "place-hold",
  permission: "hold.place",
  input: PlaceHoldInput,
  answer: HoldsPlacedAnswer,
  site: (tx, input) => (input.lotId === undefined ? siteOfOrder(tx, input.orderId ?? "") : siteOfLot(tx, input.lotId)),
  async run(frame, input) {
    const { tx, actor } = frame;
    const placedBy = signerOf(actor);
    if (placedBy === null) return refuse("PERSON_REQUIRED");
    const lots = await lockLots(tx, input.lotId === undefined ? { orderId: input.orderId ?? "" } : { lotId: input.lotId });
    if (lots.length === 0) return refuse("NO_LOTS");
    const held = await holdLots(frame, { lots }, { reason: input.reason, placedBy, placedName: actor.name });
    return held.ok ? accept({ events: held.value.events, messages: held.value.messages, output: { holds: [...held.value.holds] } }) : held;
  },
});

/** Site of a lot, or null when there is no such one. */
async function siteOfLot(tx: Tx, lotId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: lot.siteId }).from(lot).where(eq(lot.id, lotId));
  return row?.siteId ?? null;
}
