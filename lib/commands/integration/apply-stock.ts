import "server-only";
import { and, count, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
import { connectionSite } from "@/db/schema/integration";
import { exceptionEnded } from "@/lib/commands/end-exceptions";
import { raise } from "@/lib/commands/execution/facts";
import { lockStock } from "@/lib/commands/materials/lock-stock";
import { type Judgement, judgeLot } from "@/lib/domain/materials/stock-snapshot";
import { type Decimal, decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import type { StockData } from "@/lib/messages/erp-stock.v1";
import { newId } from "@/lib/platform/ids";
import { type Applier, type ApplyFrame } from "./applier";
import { ensureLocation, notAPlace } from "./erp-places";
import { findItems, known } from "./references";
import { inTransit, type LotBooks, lotBooks, lotKey, toldSince } from "./stock-books";

export const STOCK_MISMATCH = "STOCK_MISMATCH";
/** An exception names at most so many lots of its item. */
const NAMED_LOTS = 20;

type Line = StockData["lines"][number] & { readonly lot: string };
/** What the snapshot says of one lot: its places, and the line that says most of it. */
type Told = { readonly line: Line; readonly places: ReadonlyMap<string, Decimal>; readonly total: Decimal };
type Compared = { readonly books: LotBooks; readonly told: Told | undefined; readonly ours: Decimal; readonly judgement: Judgement };

/**
 * A snapshot of the ERP's stock at a site (ownership matrix: balances are the ERP's, what the plant recorded stays). Of a lot that the plant only
 * holds and never moved, the ERP's quantity counts at once. A lot that Millrace has not met comes in with what the snapshot says of it, and
 * waits as PENDING where that is not its status. Of a lot that the plant made or moved, nothing changes: what differs beyond messages in
 * transit is an exception per item, for whoever counts; it ends with the snapshot that agrees. Items that Millrace does not know and
 * items without lots are passed over: it keeps no stock of them. A unit that is not the base unit, or a place that is none, refuses the whole.
 */
export const applyStock: Applier<"erp.stock.v1"> = async (frame, data) => {
  const { tx, siteId } = frame;
  const withLots = data.lines.filter((line): line is Line => line.lot !== null);
  const items = await findItems(
    tx,
    siteId,
    withLots.map((line) => line.item),
  );
  const lines = withLots.filter((line) => items.has(line.item));
  const odd = lines.find((line) => line.uom !== known(items, line.item).baseUom);
  if (odd !== undefined)
    return { outcome: "REFUSED", code: "UOM_NOT_BASE", reason: `The stock of ${odd.item} is in ${odd.uom}, the item is kept in ${known(items, odd.item).baseUom}.` };
  const other = await notAPlace(tx, siteId, [...new Set(lines.map((line) => line.location))]);
  if (other !== null) return { outcome: "REFUSED", code: "CODE_TAKEN", reason: `${other} is no storage place of this site.` };
  const told = toldLots(lines);
  const compared = await settled(frame, data, told);
  const met = new Set(compared.map(({ books }) => lotKey(books.item, books.number)));
  const events: NewEvent[] = [];
  for (const [key, one] of told) if (!met.has(key) && one.total.gt(0)) events.push(await opened(frame, data, one, known(items, one.line.item).id));
  for (const one of compared) if (one.judgement.kind === "TAKE_OVER") events.push(await counted(frame, data, one));
  return { outcome: "APPLIED", events: [...events, ...(await differences(tx, siteId, data, compared))] };
};

function toldLots(lines: readonly Line[]): ReadonlyMap<string, Told> {
  const lots = new Map<string, { line: Line; places: Map<string, Decimal> }>();
  for (const line of lines) {
    const key = lotKey(line.item, line.lot);
    const lot = lots.get(key) ?? { line, places: new Map<string, Decimal>() };
    lot.places.set(line.location, (lot.places.get(line.location) ?? ZERO).plus(line.qty));
    lots.set(key, lot);
  }
  return new Map([...lots].map(([key, lot]) => [key, { ...lot, total: sum([...lot.places.values()]) }]));
}

/** Compares twice: without locks to find what seems to differ, then again with its stock locked, so that no entry falls between the two books. */
async function settled(frame: ApplyFrame, data: StockData, told: ReadonlyMap<string, Told>): Promise<Compared[]> {
  const first = await compare(frame, data, told);
  const lotIds = first.flatMap(({ books, judgement }) => (judgement.kind === "TAKE_OVER" || judgement.kind === "DIFFERS" ? [books.lotId] : []));
  if (lotIds.length === 0) return first;
  await lockStock(frame.tx, frame.siteId, { lotIds });
  const locked = new Set(lotIds);
  // What began to differ meanwhile is not locked; the next snapshot finds it.
  return (await compare(frame, data, told)).map((one) => (locked.has(one.books.lotId) || one.judgement.kind === "AGREES" ? one : { ...one, judgement: { kind: "UNJUDGED" } }));
}

async function compare({ tx, siteId, connectionId }: ApplyFrame, data: StockData, told: ReadonlyMap<string, Told>): Promise<Compared[]> {
  const asOf = new Date(data.asOf);
  const books = await lotBooks(
    tx,
    siteId,
    [...told.values()].map(({ line }) => ({ item: line.item, lot: line.lot })),
  );
  const [transit, since] = [await inTransit(tx, connectionId, siteId, asOf), await toldSince(tx, connectionId, siteId, asOf)];
  // Of a lot that is not named, only the one ERP of a site can say that it is gone.
  const alone = await isAlone(tx, siteId);
  return [...books].flatMap(([key, lot]) => {
    const one = told.get(key);
    if (one === undefined && !alone) return [];
    const ours = sum(lot.places.map((place) => place.onHand));
    const { unseen, underWay } = transit.get(key) ?? { unseen: ZERO, underWay: false };
    const judgement = judgeLot({ recorded: lot.recorded, ours, theirs: one?.total ?? ZERO, unseen, underWay, toldSince: since.has(key) });
    return [{ books: lot, told: one, ours, judgement }];
  });
}

async function isAlone(tx: Tx, siteId: string): Promise<boolean> {
  const [row] = await tx.select({ connections: count() }).from(connectionSite).where(eq(connectionSite.siteId, siteId));
  return row?.connections === 1;
}

async function opened({ tx, siteId }: ApplyFrame, data: StockData, { line, places }: Told, itemId: string): Promise<NewEvent> {
  const lotId = newId();
  const { expiresAt, unitCost, qualityStatus } = line;
  const values = { supplierLot: null, madeAt: null, receivedAt: null, expiresAt, unitCost, erpStatus: qualityStatus ?? ("PENDING" as const), erpVersion: null };
  const stock: { locationId: string; onHand: string }[] = [];
  for (const [code, qty] of places) stock.push({ locationId: await ensureLocation(tx, siteId, code, data.erpVersion), onHand: qty.toFixed() });
  const payload = { lotId, number: line.lot, itemId, uom: line.uom, origin: "PURCHASED" as const, values, stock };
  return { id: newId(), type: "lot.created", aggregate: "lot", aggregateId: lotId, orderId: null, payload };
}

/** The ERP's places as it counts them; those that it no longer names are empty. Line-side places are not touched. */
async function counted({ tx, siteId }: ApplyFrame, data: StockData, { books, told }: Compared): Promise<NewEvent> {
  const { lotId, erpStatus, erpVersion } = books;
  const stock: { locationId: string; onHand: string }[] = [];
  for (const [code, qty] of told?.places ?? []) stock.push({ locationId: await ensureLocation(tx, siteId, code, data.erpVersion), onHand: qty.toFixed() });
  for (const place of books.places) if (place.ofErp && told?.places.has(place.code) !== true) stock.push({ locationId: place.locationId, onHand: "0" });
  return { id: newId(), type: "lot.changed", aggregate: "lot", aggregateId: lotId, orderId: null, payload: { lotId, values: { erpStatus, erpVersion }, stock } };
}

/** One open exception for each item whose lots differ; it ends when all of them agree again. */
async function differences(tx: Tx, siteId: string, data: StockData, compared: readonly Compared[]): Promise<NewEvent[]> {
  const open = await tx
    .select({ id: exception.id, orderId: exception.orderId, item: exception.subject })
    .from(exception)
    .where(and(eq(exception.siteId, siteId), eq(exception.class, STOCK_MISMATCH), isOpenException));
  const differing = new Map<string, Compared[]>();
  for (const one of compared) if (one.judgement.kind === "DIFFERS") differing.set(one.books.item, [...(differing.get(one.books.item) ?? []), one]);
  const unjudged = new Set(compared.flatMap(({ books, judgement }) => (judgement.kind === "UNJUDGED" ? [books.item] : [])));
  const raised = [...differing].filter(([item]) => open.every((one) => one.item !== item)).map(([item, lots]) => mismatch(item, data, lots));
  const over = open.filter(({ item }) => !differing.has(item) && !unjudged.has(item));
  return [...raised, ...over.map(exceptionEnded)];
}

function mismatch(item: string, data: StockData, lots: readonly Compared[]): NewEvent {
  const named = lots.slice(0, NAMED_LOTS).map(({ books, told, ours, judgement }) => ({
    lot: books.number,
    ours: ours.toFixed(),
    theirs: (told?.total ?? decimal(0)).toFixed(),
    difference: judgement.kind === "DIFFERS" ? judgement.difference.toFixed() : "0",
  }));
  const note = `${item}: ${named.map(({ lot, ours, theirs }) => `${lot} here ${ours}, in the ERP ${theirs}`).join("; ")}`;
  const detail = { item, asOf: data.asOf, lots: named, more: lots.length - named.length, note: note.slice(0, 500) };
  return raise({ class: STOCK_MISMATCH, severity: 3, subject: item, workUnitId: null, orderId: null, owner: "LEAD", detail });
}
