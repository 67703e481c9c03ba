import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { outputSegment } from "@/db/schema/genealogy";
import { lot } from "@/db/schema/materials";
import { hold, type nonconformance, nonconformanceSegment } from "@/db/schema/quality";
import { itemVersion } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { type LotPiece, statusBeside } from "@/lib/domain/materials/lot-hold";
import { decimal } from "@/lib/domain/shared/decimal";
import type { EventPayloads, NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { doubtOf } from "./doubt";
import { holdInDoubt, holdPieces, lockLots, signerOf } from "./held-lots";
import { hasHeldPieces } from "./lots-under-holds";

type Joined = { readonly events: readonly NewEvent[]; readonly messages: readonly OutboundDraft[] };
const NOTHING: Joined = { events: [], messages: [] };

/**
 * EX-14, seen from what is confirmed after the check: it was made in the same doubt until the next check in which what failed passes, so it joins the
 * nonconformance while nobody has decided over that, and is held in its lot as well. What was made after it is free.
 */
export async function joinDoubt(frame: CommandFrame, confirmed: EventPayloads["production.confirmed"], at: Date): Promise<Joined> {
  if (confirmed.segment === undefined) return NOTHING;
  const { tx } = frame;
  const piece = { id: confirmed.entryId, lotId: confirmed.lotId, from: new Date(confirmed.segment.from), to: at, quantity: decimal(confirmed.good) };
  const nc = await doubtOf(tx, confirmed.operationId, piece);
  if (nc === null) return confirmed.lotId === null ? NOTHING : madeFree(frame, confirmed.lotId, confirmed.personId);
  const extended: NewEvent = {
    id: newId(),
    type: "nc.extended",
    aggregate: "nonconformance",
    aggregateId: nc.id,
    orderId: nc.orderId,
    payload: { ncId: nc.id, quantity: confirmed.good, segmentIds: [confirmed.entryId] },
  };
  const held = confirmed.lotId === null || (await isHeldFor(tx, confirmed.lotId, nc.id)) ? NOTHING : await holdFor(frame, confirmed.lotId, nc, piece);
  return { events: [extended, ...held.events], messages: held.messages };
}

/** What is in no doubt is free also in a lot that was held as a whole because nothing else was in it. */
async function madeFree(frame: CommandFrame, lotId: string, personId: string | null): Promise<Joined> {
  const [lotHeld] = (await hasHeldPieces(frame.tx, lotId)) ? await lockLots(frame.tx, { lotId }) : [];
  const to = lotHeld === undefined ? "ON_HOLD" : statusBeside(lotHeld);
  if (lotHeld?.status !== "ON_HOLD" || to === "ON_HOLD") return madeAfterRelease(frame, lotId, personId);
  const fact: NewEvent = { id: newId(), type: "lot.partly_free", aggregate: "lot", aggregateId: lotId, orderId: null, payload: { lotId, to } };
  return { events: [fact], messages: [] };
}

/** §2.2: what joins a lot that quality has released already, as an entry told late does, was not part of what it released: the lot is held until quality has looked again. */
async function madeAfterRelease(frame: CommandFrame, lotId: string, personId: string | null): Promise<Joined> {
  const [row] = await frame.tx
    .select({ needs: itemVersion.needsRelease, status: lot.mesStatus })
    .from(lot)
    .innerJoin(itemVersion, and(eq(itemVersion.itemId, lot.itemId), isNull(itemVersion.validTo)))
    .where(eq(lot.id, lotId));
  if (row === undefined || !row.needs || row.status !== "RELEASED") return NOTHING;
  const placedBy = personId ?? signerOf(frame.actor) ?? frame.actor.name;
  return holdInDoubt(frame, [lotId], { reason: "Made after the release of the lot", placedBy, placedName: frame.actor.name });
}

async function isHeldFor(tx: Tx, lotId: string, ncId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: hold.id })
    .from(hold)
    .where(and(eq(hold.lotId, lotId), eq(hold.nonconformanceId, ncId), isNull(hold.releasedAt)));
  return rows.length > 0;
}

/** In the name of who raised the nonconformance, not of who confirmed the output: by that SEC-01 goes. With the piece, what else it covers of that lot. */
async function holdFor(frame: CommandFrame, lotId: string, nc: typeof nonconformance.$inferSelect, piece: LotPiece): Promise<Joined> {
  const reason = `Made after ${nc.number}: ${nc.what}`.slice(0, 500);
  const covered = await frame.tx
    .select({ id: outputSegment.id, quantity: outputSegment.quantity })
    .from(nonconformanceSegment)
    .innerJoin(outputSegment, eq(outputSegment.id, nonconformanceSegment.segmentId))
    .where(and(eq(nonconformanceSegment.nonconformanceId, nc.id), eq(outputSegment.lotId, lotId)));
  const pieces = [...covered, piece].map(({ id, quantity }) => ({ id, quantity, lotId }));
  return holdPieces(frame, pieces, { reason, placedBy: nc.raisedBy, placedName: nc.raisedName, nonconformanceId: nc.id });
}
