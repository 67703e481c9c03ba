import "server-only";
import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { event } from "@/db/schema/eventlog";
import { productionEntry } from "@/db/schema/execution";
import { handlingUnit, lot, lotMount, materialMove } from "@/db/schema/materials";
import { qualityCheck } from "@/db/schema/quality";
import { item } from "@/db/schema/reference";
import { photoOf, photosOnce } from "@/lib/queries/photo-of-entry";
import type { FloorReader } from "./floor-reader";

/** One thing that was recorded on the operation, newest first. */
export type RunEntry = {
  /** What a reversal names. */
  readonly id: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly personId: string | null;
  /** Taken back later; `reversal`: what took it back. */
  readonly reversed: boolean;
} & (
  | {
      readonly kind: "PRODUCTION";
      readonly activity: "RUN" | "REWORK";
      readonly good: string;
      readonly scrap: string;
      readonly rework: string;
      readonly reason: string | null;
      readonly reversal: boolean;
      /** EX-21: what was on its machine was told after it, so that the same quantity takes from other lots by now. */
      readonly lotsLate?: boolean;
      /** It stands in the place of another one (EX-19). */
      readonly corrects?: boolean;
      /** A lead let it go above the order's tolerance (EX-07). */
      readonly approved?: boolean;
      /** Number of the handling unit that its good stands on. */
      readonly sscc?: string;
      /** Id of the photo of what it made. */
      readonly photo?: string;
    }
  | { readonly kind: "ISSUE"; readonly item: string; readonly lot: string | null; readonly quantity: string; readonly uom: string; readonly reversal: boolean }
  | { readonly kind: "RETURN"; readonly item: string; readonly lot: string | null; readonly quantity: string; readonly uom: string }
  | { readonly kind: "MOUNT"; readonly item: string; readonly lot: string }
  | { readonly kind: "UNMOUNT"; readonly item: string; readonly lot: string }
  | { readonly kind: "CHECK"; readonly plan: string; readonly passed: boolean; readonly failed: readonly string[]; readonly reversal: boolean }
);

const MOST = 20;

/** The last entries of an operation: quantities, issues, mounts and checks. Entries that carry time alone are no entries to a person. */
export async function runEntries({ db }: FloorReader, { id: operationId, orderId }: { readonly id: string; readonly orderId: string }): Promise<readonly RunEntry[]> {
  const [production, issues, mounts, offs, checks] = await Promise.all([
    // Some of them carry time alone and are left out below.
    db
      .select({ row: productionEntry, sscc: handlingUnit.sscc, photo: photoOf(sql`${productionEntry}`) })
      .from(productionEntry)
      .leftJoin(handlingUnit, eq(handlingUnit.entryId, productionEntry.id))
      .where(eq(productionEntry.operationId, operationId))
      .orderBy(desc(productionEntry.recordTime))
      .limit(2 * MOST),
    db
      .select({ move: materialMove, item: item.code, lot: lot.number })
      .from(materialMove)
      .innerJoin(item, eq(item.id, materialMove.itemId))
      .leftJoin(lot, eq(lot.id, materialMove.lotId))
      // By the order, for moves are many.
      .where(and(eq(materialMove.orderId, orderId), eq(materialMove.operationId, operationId), inArray(materialMove.type, ["ISSUE", "RETURN"]), isNull(materialMove.entryId)))
      .orderBy(desc(materialMove.recordTime))
      .limit(MOST),
    db
      .select({ mount: lotMount, item: item.code, lot: lot.number })
      .from(lotMount)
      .innerJoin(item, eq(item.id, lotMount.itemId))
      .innerJoin(lot, eq(lot.id, lotMount.lotId))
      .where(eq(lotMount.operationId, operationId))
      .orderBy(desc(lotMount.mountedAt))
      .limit(MOST),
    // From the log, for a mount may have begun under another operation.
    db
      .select({ id: event.id, at: event.eventTime, recordedAt: event.recordTime, personId: event.personId, item: item.code, lot: lot.number })
      .from(event)
      .innerJoin(lot, eq(lot.id, sql`(${event.payload} ->> 'lotId')::uuid`))
      .innerJoin(item, eq(item.id, lot.itemId))
      .where(and(eq(event.orderId, orderId), eq(event.type, "lot.unmounted"), sql`${event.payload} ->> 'operationId' = ${operationId}`))
      .orderBy(desc(event.recordTime))
      .limit(MOST),
    db
      .select()
      .from(qualityCheck)
      .where(and(eq(qualityCheck.operationId, operationId), inArray(qualityCheck.state, ["RECORDED", "REVERSED"])))
      .orderBy(desc(qualityCheck.recordedAt))
      .limit(MOST),
  ]);
  const reversed = new Set([...production.map(({ row }) => row.reversesId), ...issues.map((row) => row.move.reversesId)].filter((id) => id !== null));
  const photoAt = photosOnce(production);
  const entries: RunEntry[] = [
    ...production
      .filter(({ row }) => !(row.good.isZero() && row.scrap.isZero() && row.rework.isZero()))
      .map(({ row, sscc, photo }) => ({
        ...head(row.id, row.eventTime, row.recordTime, row.personId, reversed),
        kind: "PRODUCTION" as const,
        activity: row.activity,
        good: row.good.toFixed(),
        scrap: row.scrap.toFixed(),
        rework: row.rework.toFixed(),
        reason: row.scrapReason ?? row.reworkReason,
        reversal: row.reversesId !== null,
        ...(row.correctsId === null ? {} : { corrects: true }),
        ...(row.overrideReason === null ? {} : { approved: true }),
        ...(sscc === null ? {} : { sscc }),
        ...photoAt({ row, photo }),
      })),
    ...issues.map(({ move, ...row }) => {
      const of = { ...head(move.id, move.eventTime, move.recordTime, move.personId, reversed), item: row.item, lot: row.lot, quantity: move.quantity.toFixed(), uom: move.uom };
      return move.type === "RETURN" ? { ...of, kind: "RETURN" as const } : { ...of, kind: "ISSUE" as const, reversal: move.reversesId !== null };
    }),
    ...mounts.map(({ mount, ...row }) => ({
      ...head(mount.id, mount.mountedAt, mount.mountedAt, mount.mountedBy, reversed),
      // TR-01: taken back, it was on for no time.
      reversed: mount.unmountedAt?.getTime() === mount.mountedAt.getTime(),
      kind: "MOUNT" as const,
      item: row.item,
      lot: row.lot,
    })),
    ...offs.map(({ id, at, recordedAt, personId, ...off }) => ({ ...head(id, at, recordedAt, personId, reversed), kind: "UNMOUNT" as const, ...off })),
    ...checks.map((row) => {
      const at = row.recordedAt ?? row.dueAt;
      const { plan, names } = checkWords(row.snapshot, row.failed ?? []);
      return {
        ...head(row.id, at, row.keptAt ?? at, row.recordedBy, reversed),
        reversed: row.state === "REVERSED",
        kind: "CHECK" as const,
        plan,
        passed: row.verdict === "PASS",
        failed: names,
        reversal: false,
      };
    }),
  ];
  return entries.sort((a, b) => (a.recordedAt < b.recordedAt ? 1 : a.recordedAt > b.recordedAt ? -1 : 0)).slice(0, MOST);
}

const Snapshot = z.object({ plan: z.string(), characteristics: z.array(z.object({ position: z.number(), name: z.string() })) });

/** Plan of a check, and the names of what failed in it. */
function checkWords(snapshot: unknown, failed: readonly number[]) {
  const { plan, characteristics } = Snapshot.parse(snapshot);
  return { plan, names: characteristics.flatMap(({ position, name }) => (failed.includes(position) ? [name] : [])) };
}

function head(id: string, at: Date, recordedAt: Date, personId: string | null, reversed: ReadonlySet<string>) {
  return { id, at: at.toISOString(), recordedAt: recordedAt.toISOString(), personId, reversed: reversed.has(id) };
}
