import { decimal, type Decimal, min, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { LotHeldV1, LotReleasedV1 } from "@/lib/messages/lot-held.v1";
import { MaterialDocumentItem, Stock } from "./api-types";
import { literal, quantityJson } from "./edm";
import { create, findDocument, heldDocument } from "./move";
import { batchOf } from "./places";
import { documentBody, RECEIPT, RECEIPT_TEXT, USABILITY } from "./to-movement";
import { held, type Work } from "./work";

type Lot = LotHeldV1 | LotReleasedV1;
type Amount = { readonly location: string; readonly unit: string; readonly qty: Decimal };

/** Unrestricted to blocked stock and back. */
const BLOCK = "344";
const UNBLOCK = "343";
/** Types of stock. */
const UNRESTRICTED = "01";
const BLOCKED = "07";
/** Tells our own transfers from those of SAP's quality management. */
const TEXT = "MES hold";

/**
 * Moves what lies unrestricted of a held lot to blocked stock, and what we had blocked or received as blocked back once nothing holds it any more; of a lot of which only
 * so much is held, so much. @throws Refused, SapError.
 */
export async function holdOrRelease(work: Work, message: Lot): Promise<PostOutcome> {
  batchOf(message.data.lot);
  const known = await findDocument(work, message.id);
  if (known !== null) return heldDocument(known);
  const amounts = await amountsOf(work, message);
  if (amounts.length === 0) return nothing(message);
  const rows = amounts.map(({ location, unit, qty }) => ({
    Material: message.data.item,
    Plant: work.settings.plant,
    StorageLocation: location,
    Batch: message.data.lot,
    GoodsMovementType: message.type === "mes.lot.held.v1" ? BLOCK : UNBLOCK,
    EntryUnit: unit,
    QuantityInEntryUnit: quantityJson(qty),
    MaterialDocumentItemText: TEXT,
  }));
  return create(work, documentBody(message, "04", rows, work.settings));
}

/** Nothing to move is as good as moved: then there is no document that could be found. @throws SapError. */
export async function findHeld(work: Work, message: Lot): Promise<FindOutcome> {
  const known = await findDocument(work, message.id);
  if (known !== null) return heldDocument(known);
  return (await amountsOf(work, message)).length === 0 ? nothing(message) : { kind: "absent" };
}

function nothing(message: Lot): ReturnType<typeof held> {
  return held([], `${message.data.lot}, nothing to move`);
}

async function amountsOf(work: Work, message: Lot): Promise<readonly Amount[]> {
  const { held: part } = message.data;
  if (message.type === "mes.lot.held.v1") {
    const there = await lying(work, message, UNRESTRICTED);
    return part === undefined ? there : atMost(there, decimal(part));
  }
  // Another hold, or quality's own word, keeps it blocked.
  if (message.data.status !== "RELEASED") return [];
  // What joined a hold of a part was received as blocked, so that not all of it was moved there by us.
  if (part !== undefined) return atMost(await lying(work, message, BLOCKED), decimal(part));
  const ours = await blockedByUs(work, message);
  return atMost(ours, sum(ours.map(({ qty }) => qty)).minus(message.data.stillHeld ?? ZERO));
}

/** So much of it, place after place. */
function atMost(amounts: readonly Amount[], most: Decimal): Amount[] {
  let open = most;
  return amounts.flatMap((one) => {
    const qty = min(one.qty, open);
    open = open.minus(qty);
    return qty.gt(0) ? [{ ...one, qty }] : [];
  });
}

function ofLot({ settings }: Work, message: Lot): string {
  return `Material eq ${literal(message.data.item)} and Plant eq ${literal(settings.plant)} and Batch eq ${literal(message.data.lot)}`;
}

async function lying(work: Work, message: Lot, type: string): Promise<Amount[]> {
  const rows = await work.calls.all("stock", "/A_MatlStkInAcctMod", { $filter: ofLot(work, message) }, Stock);
  return rows
    .filter((row) => row.InventoryStockType === type && row.InventorySpecialStockType === "" && row.MatlWrhsStkQtyInMatlBaseUnit.gt(0))
    .map((row) => ({ location: row.StorageLocation, unit: row.MaterialBaseUnit, qty: row.MatlWrhsStkQtyInMatlBaseUnit }));
}

/** What lies blocked because we moved it there or received it so, as whatever joins a held lot is. */
async function blockedByUs(work: Work, message: Lot): Promise<Amount[]> {
  const types = [BLOCK, UNBLOCK, RECEIPT].map((type) => `GoodsMovementType eq ${literal(type)}`).join(" or ");
  const rows = await work.calls.all("movements", "/A_MaterialDocumentItem", { $filter: `${ofLot(work, message)} and (${types})` }, MaterialDocumentItem);
  const places = new Map<string, Decimal>();
  for (const row of rows.filter((one) => isOurs(one) && !one.IsAutomaticallyCreated && !one.GoodsMovementIsCancelled && one.ReversedMaterialDocument === "")) {
    const before = places.get(row.StorageLocation) ?? ZERO;
    places.set(row.StorageLocation, row.GoodsMovementType === UNBLOCK ? before.minus(row.QuantityInEntryUnit) : before.plus(row.QuantityInEntryUnit));
  }
  // Never more than lies there: what somebody unblocked or took away in SAP is not ours to move any more.
  return (await lying(work, message, BLOCKED)).map((one) => ({ ...one, qty: min(one.qty, places.get(one.location) ?? ZERO) })).filter(({ qty }) => qty.gt(0));
}

function isOurs(row: MaterialDocumentItem): boolean {
  return row.GoodsMovementType === RECEIPT
    ? row.MaterialDocumentItemText === RECEIPT_TEXT && row.InventoryUsabilityCode === USABILITY.ON_HOLD
    : row.MaterialDocumentItemText === TEXT;
}
