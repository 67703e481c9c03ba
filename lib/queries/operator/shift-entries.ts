import "server-only";
import { and, asc, desc, eq, gte, inArray, isNotNull, isNull, ne, or, type SQL, sql } from "drizzle-orm";
import { alias, type AnyPgColumn } from "drizzle-orm/pg-core";
import { lotsToldLate } from "@/db/lots-told-late";
import { orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { handlingUnit, lot, materialMove } from "@/db/schema/materials";
import { item, person, reasonCode, site, uom } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { ZERO } from "@/lib/domain/shared/decimal";
import { photoOf, photosOnce } from "@/lib/queries/photo-of-entry";
import { reasonName } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";
import { type FloorUnit, floorUnit } from "./floor-unit";
import { type ReasonLists, reasonChoices } from "./reason-choices";
import type { RunEntry } from "./run-entries";
import { shiftBegin } from "./shift-stops";
import { stepsByOrder, targetOf } from "./target-of";

/** What a quantity counts in and is a part of, and its reasons one by one. */
type Counted = {
  readonly uom: string;
  readonly decimals: number;
  readonly scrapReason: string | null;
  readonly reworkReason: string | null;
  /** What its operation is to make. */
  readonly target: string;
  /** UI-11: more scrap than this in one entry is read once more before it is saved. */
  readonly scrapQuestion: string;
};

/** An entry of the shift with where it belongs, who made it, and what became of it. */
export type ShiftEntry = Extract<RunEntry, { kind: "PRODUCTION" | "ISSUE" }> & {
  readonly order: string;
  readonly orderId: string;
  readonly orderState: string;
  readonly operationId: string;
  readonly opNo: number;
  readonly operation: string;
  /** Whoever entered it; null for whoever may not read names of others. */
  readonly by: string | null;
  readonly own: boolean;
  /** Of a quantity. */
  readonly quantities: Counted | null;
  /** Who took it back and why; null where it counts. */
  readonly back: { readonly by: string | null; readonly reason: string; readonly replaced: boolean } | null;
  /** It stands in the place of another one. */
  readonly corrects: boolean;
};

type Choice = { readonly code: string; readonly name: string };

/** What was entered at a machine since its shift began, newest first: all of it for who may take any back, else the reader's own. */
export type ShiftEntries = {
  readonly asOf: string;
  readonly since: string;
  /** False where no shift is planned now and the last hours are looked at. */
  readonly shift: boolean;
  /** Everybody's are read, and may be taken back at any time; else the reader's own (§10.1). */
  readonly ofEverybody: boolean;
  readonly entries: readonly ShiftEntry[];
  /** There are more than are shown. */
  readonly cut: boolean;
  /** Why something is corrected, and why something is scrap or goes to rework. */
  readonly reasons: Omit<ReasonLists, "stop"> & { readonly correction: readonly Choice[] };
};

/** Looked back where no shift is planned. */
const HOURS = 8;
const MOST = 100;

/** EX-19: the quantities and issues of a machine in its shift; null where the reader's sites have no such machine. */
export async function shiftEntries(reader: FloorReader, actor: Actor, unitCode: string): Promise<ShiftEntries | null> {
  const unit = await floorUnit(reader, actor, unitCode);
  if (unit === null) return null;
  const ofEverybody = authorise(actor, "entry.reverse-any", unit.site.id);
  const begun = await shiftBegin(reader, unit);
  const since = begun ?? new Date(reader.now.getTime() - HOURS * 3_600_000);
  const whose = { personId: actor.personId, ofEverybody };
  const [made, issued, choices, correction] = await Promise.all([
    quantitiesOf(reader, unit, since, whose),
    issuesOf(reader, unit, since, whose),
    reasonChoices(reader, unit.site.id, unit.id),
    reader.db
      .select({ code: reasonCode.code, name: reasonName(reader), active: reasonCode.active })
      .from(reasonCode)
      .where(and(eq(reasonCode.siteId, unit.site.id), eq(reasonCode.use, "CORRECTION")))
      .orderBy(asc(reasonCode.position), asc(reasonCode.code)),
  ]);
  const { stop: _, ...rejects } = choices;
  const names = new Map(correction.map(({ code, name }) => [code, name]));
  const entries = [...made, ...issued]
    .toSorted((a, b) => (a.recordedAt < b.recordedAt ? 1 : -1))
    .map((entry) => (entry.back === null ? entry : { ...entry, back: { ...entry.back, reason: names.get(entry.back.reason) ?? entry.back.reason } }));
  return {
    asOf: reader.now.toISOString(),
    since: since.toISOString(),
    shift: begun !== null,
    ofEverybody,
    entries: entries.slice(0, MOST),
    cut: entries.length > MOST,
    reasons: { correction: correction.flatMap(({ code, name, active }) => (active ? [{ code, name }] : [])), ...rejects },
  };
}

/** The reader, and whether they read what everybody entered or their own alone. */
type Whose = { readonly personId: string | null; readonly ofEverybody: boolean };

const madeBy = (column: AnyPgColumn, { personId, ofEverybody }: Whose): SQL | undefined => (ofEverybody ? undefined : personId === null ? sql`false` : eq(column, personId));

async function quantitiesOf({ db }: FloorReader, unit: FloorUnit, since: Date, whose: Whose): Promise<ShiftEntry[]> {
  const reversal = alias(productionEntry, "reversal");
  const instead = alias(productionEntry, "instead");
  const reverser = alias(person, "reverser");
  const rows = await db
    .select({
      row: productionEntry,
      order: productionOrder,
      operation: orderOperation,
      decimals: uom.decimals,
      scrapQuestionPct: site.scrapQuestionPct,
      by: person.name,
      reversal,
      reverser: reverser.name,
      instead: instead.id,
      sscc: handlingUnit.sscc,
      photo: photoOf(sql`${productionEntry}`),
      lotsLate: lotsToldLate(productionEntry.id, productionEntry.siteId),
    })
    .from(productionEntry)
    .innerJoin(productionOrder, eq(productionOrder.id, productionEntry.orderId))
    .innerJoin(orderOperation, eq(orderOperation.id, productionEntry.operationId))
    .innerJoin(uom, eq(uom.code, productionOrder.uom))
    .innerJoin(site, eq(site.id, productionEntry.siteId))
    .leftJoin(person, eq(person.id, productionEntry.personId))
    .leftJoin(reversal, eq(reversal.reversesId, productionEntry.id))
    .leftJoin(reverser, eq(reverser.id, reversal.personId))
    // By the operation, which both are of: few entries to look through.
    .leftJoin(instead, and(eq(instead.operationId, productionEntry.operationId), eq(instead.correctsId, productionEntry.id)))
    .leftJoin(handlingUnit, eq(handlingUnit.entryId, productionEntry.id))
    .where(
      and(
        eq(productionEntry.siteId, unit.site.id),
        eq(productionEntry.workUnitId, unit.id),
        gte(productionEntry.eventTime, since),
        isNull(productionEntry.reversesId),
        // Entries that carry time alone are no entries to a person.
        or(ne(productionEntry.good, ZERO), ne(productionEntry.scrap, ZERO), ne(productionEntry.rework, ZERO)),
        madeBy(productionEntry.personId, whose),
      ),
    )
    .orderBy(desc(productionEntry.recordTime))
    .limit(MOST + 1);
  const steps = await stepsByOrder(
    db,
    rows.map(({ order }) => order.id),
  );
  const target = ({ order, operation }: (typeof rows)[number]) => targetOf(operation, order, steps.get(order.id) ?? []);
  const photoAt = photosOnce(rows);
  return rows
    .map((found) => ({ ...found, target: target(found) }))
    .map(({ row, order, ...of }) => ({
      ...headOf(row, { ...of, order, replaced: of.instead !== null }, whose),
      kind: "PRODUCTION",
      activity: row.activity,
      good: row.good.toFixed(),
      scrap: row.scrap.toFixed(),
      rework: row.rework.toFixed(),
      reason: row.scrapReason ?? row.reworkReason,
      ...(of.sscc === null ? {} : { sscc: of.sscc }),
      ...(of.lotsLate ? { lotsLate: true } : {}),
      ...photoAt({ row, photo: of.photo }),
      quantities: {
        uom: order.uom,
        decimals: of.decimals,
        scrapReason: row.scrapReason,
        reworkReason: row.reworkReason,
        target: of.target.toFixed(),
        scrapQuestion: of.target.times(of.scrapQuestionPct).toFixed(),
      },
      corrects: row.correctsId !== null,
    }));
}

async function issuesOf({ db }: FloorReader, unit: FloorUnit, since: Date, whose: Whose): Promise<ShiftEntry[]> {
  const reversal = alias(materialMove, "reversal");
  const reverser = alias(person, "reverser");
  // By the orders that were in work here since then, for moves are many.
  const orders = db
    .select({ id: orderOperation.orderId })
    .from(orderOperation)
    .where(and(eq(orderOperation.workUnitId, unit.id), isNotNull(orderOperation.actualStartAt), or(isNull(orderOperation.actualEndAt), gte(orderOperation.actualEndAt, since))));
  const rows = await db
    .select({ move: materialMove, order: productionOrder, operation: orderOperation, item: item.code, lot: lot.number, by: person.name, reversal, reverser: reverser.name })
    .from(materialMove)
    .innerJoin(productionOrder, eq(productionOrder.id, materialMove.orderId))
    .innerJoin(orderOperation, eq(orderOperation.id, materialMove.operationId))
    .innerJoin(item, eq(item.id, materialMove.itemId))
    .leftJoin(lot, eq(lot.id, materialMove.lotId))
    .leftJoin(person, eq(person.id, materialMove.personId))
    .leftJoin(reversal, eq(reversal.reversesId, materialMove.id))
    .leftJoin(reverser, eq(reverser.id, reversal.personId))
    .where(
      and(
        inArray(materialMove.orderId, orders),
        gte(materialMove.eventTime, since),
        eq(orderOperation.workUnitId, unit.id),
        eq(materialMove.type, "ISSUE"),
        isNull(materialMove.entryId),
        isNull(materialMove.reversesId),
        madeBy(materialMove.personId, whose),
      ),
    )
    .orderBy(desc(materialMove.recordTime))
    .limit(MOST + 1);
  return rows.map(({ move, ...of }) => ({
    ...headOf(move, { ...of, replaced: false }, whose),
    kind: "ISSUE",
    item: of.item,
    lot: of.lot,
    quantity: move.quantity.toFixed(),
    uom: move.uom,
    quantities: null,
    corrects: false,
  }));
}

type Recorded = { readonly id: string; readonly eventTime: Date; readonly recordTime: Date; readonly personId: string | null };
type About = {
  readonly order: typeof productionOrder.$inferSelect;
  readonly operation: typeof orderOperation.$inferSelect;
  readonly by: string | null;
  readonly reversal: { readonly reason: string | null } | null;
  readonly reverser: string | null;
  readonly replaced: boolean;
};

function headOf(row: Recorded, { order, operation, by, reversal, reverser, replaced }: About, { personId, ofEverybody }: Whose) {
  return {
    id: row.id,
    at: row.eventTime.toISOString(),
    recordedAt: row.recordTime.toISOString(),
    personId: row.personId,
    order: order.number,
    orderId: order.id,
    orderState: order.state,
    operationId: operation.id,
    opNo: operation.opNo,
    operation: operation.name,
    by: ofEverybody ? by : null,
    own: row.personId !== null && row.personId === personId,
    reversal: false,
    reversed: reversal !== null,
    back: reversal === null ? null : { by: ofEverybody ? reverser : null, reason: reversal.reason ?? "", replaced },
  };
}
