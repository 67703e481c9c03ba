import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { outputSegment } from "@/db/schema/genealogy";
import { type lot, materialMove } from "@/db/schema/materials";
import { hold, nonconformanceSegment } from "@/db/schema/quality";
import type { LotHold, LotPiece, LotUnderHolds } from "@/lib/domain/materials/lot-hold";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";

/** A hold that stands, with the nonconformance because of which it does. */
export type StandingHold = LotHold & { readonly nonconformanceId: string | null };

/** A lot with its holds as the kernel judges them. */
export type LotWithHolds = Omit<LotUnderHolds, "standing"> & { readonly standing: readonly StandingHold[] };

/** EX-14: whether pieces of a lot are held. A lot grows with every confirmation, and hardly one is held in part: this asks for no move of it. */
export async function hasHeldPieces(tx: Tx, lotId: string): Promise<boolean> {
  const [row] = await tx
    .select({ id: hold.id })
    .from(hold)
    .where(and(eq(hold.lotId, lotId), hold.part, isNull(hold.releasedAt)))
    .limit(1);
  return row !== undefined;
}

/** Lots as their holds are judged (EX-14), by id: what was received of each from production less what was taken back, and the holds that stand. */
export async function lotsUnderHolds(tx: Tx, lots: readonly Pick<typeof lot.$inferSelect, "id" | "mesStatus">[]): Promise<ReadonlyMap<string, LotWithHolds>> {
  const lotIds = lots.map(({ id }) => id);
  if (lotIds.length === 0) return new Map();
  const standing = await tx
    .select()
    .from(hold)
    .where(and(inArray(hold.lotId, lotIds), isNull(hold.releasedAt)))
    // As they were recorded, for what each found goes by that; one that is told late was placed before.
    .orderBy(asc(hold.id));
  const parts = standing.filter(({ part }) => part);
  const pieces = await piecesOf(
    tx,
    parts.flatMap(({ lotId }) => lotId ?? []),
    parts.flatMap(({ nonconformanceId }) => nonconformanceId ?? []),
  );
  const made = await tx
    .select({ lotId: materialMove.lotId, quantity: sql<string>`sum(${materialMove.quantity})` })
    .from(materialMove)
    .where(and(inArray(materialMove.lotId, lotIds), eq(materialMove.type, "RECEIPT")))
    .groupBy(materialMove.lotId);
  const asHold = ({ id: holdId, placedBy, found, part, lotId, nonconformanceId }: (typeof standing)[number]): StandingHold => ({
    holdId,
    placedBy,
    found,
    nonconformanceId,
    pieces: part ? (pieces.get(`${lotId} ${nonconformanceId}`) ?? []) : null,
  });
  return new Map(
    lots.map(({ id, mesStatus }) => [
      id,
      { status: mesStatus, made: decimal(made.find(({ lotId }) => lotId === id)?.quantity ?? ZERO), standing: standing.filter(({ lotId }) => lotId === id).map(asHold) },
    ]),
  );
}

/** EX-14: pieces of these lots that these nonconformances cover, as far as something is left of them, by lot and nonconformance. */
async function piecesOf(tx: Tx, lotIds: readonly string[], nonconformanceIds: readonly string[]): Promise<ReadonlyMap<string, readonly LotPiece[]>> {
  if (lotIds.length === 0) return new Map();
  const rows = await tx
    .select({ id: outputSegment.id, lotId: outputSegment.lotId, quantity: outputSegment.quantity, nonconformanceId: nonconformanceSegment.nonconformanceId })
    .from(nonconformanceSegment)
    .innerJoin(outputSegment, eq(outputSegment.id, nonconformanceSegment.segmentId))
    .where(and(inArray(nonconformanceSegment.nonconformanceId, [...nonconformanceIds]), inArray(outputSegment.lotId, [...lotIds])));
  return groupBy(rows, ({ lotId, nonconformanceId }) => `${lotId} ${nonconformanceId}`);
}
