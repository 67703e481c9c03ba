import type { DocumentPart, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { Confirmation, ConfirmationMovement, type ConfirmationRow, ConfirmationRow as ConfirmationRowType } from "./api-types";
import { keyOf, pause } from "./client";
import { guidLiteral, literal } from "./edm";
import { SapError } from "./failure";
import { textKey } from "./keys";
import { loadOrder } from "./orders";
import { confirmationKeys, toConfirmations } from "./to-confirmation";
import { held, type Work } from "./work";

type Numbered = Pick<ConfirmationRow, "ConfirmationGroup" | "ConfirmationCount">;

/** Confirms quantities, times and movements; further scrap reasons as confirmations of their own. @throws Refused, SapError. */
export async function confirm(work: Work, message: ProductionConfirmedV1): Promise<PostOutcome> {
  const { calls, settings, words, delivery } = work;
  const order = await loadOrder(calls, message.data.order);
  const parts = toConfirmations(message, order, settings, words);
  const booked: Numbered[] = [];
  for (const [index, part] of parts.entries()) {
    // Of several some may be there from an attempt that was cut off: one alone was looked up by the caller.
    const known = parts.length === 1 ? null : await findConfirmation(work, order.ManufacturingOrder, part.key);
    if (known === null && index > 0) await pause(settings.postPauseMs, delivery.signal);
    booked.push(known ?? (await calls.create("confirmations", "/ProdnOrdConf2", part.body, Confirmation)));
  }
  return held(await partsOf(work, booked, parts[0]?.movements ?? 0));
}

/** Looks up all confirmations of a message. Only all of them are the message; a rest is posted by the next attempt. @throws SapError. */
export async function findConfirmed(work: Work, message: ProductionConfirmedV1): Promise<FindOutcome> {
  const booked: Numbered[] = [];
  for (const key of confirmationKeys(message)) {
    const found = await findConfirmation(work, message.data.order, key);
    if (found === null) return { kind: "absent" };
    booked.push(found);
  }
  return held(await partsOf(work, booked, 0));
}

const SELECT = "ConfirmationGroup,ConfirmationCount,IsReversed,IsReversal";

/**
 * The confirmation with this key that still counts, or null. A release that does not filter by the key is asked by order and text.
 * `reversal`: the one that took another back.
 */
export async function findConfirmation({ calls, settings }: Pick<Work, "calls" | "settings">, order: string, key: string, reversal = false): Promise<ConfirmationRow | null> {
  const ask = async (filter: string) => await calls.all("confirmations", "/ProdnOrdConf2", { $filter: filter, $select: SELECT }, ConfirmationRowType);
  const counts = (row: ConfirmationRow) => (reversal ? row.IsReversal : !row.IsReversed && !row.IsReversal);
  try {
    return (await ask(`ExternalSystemConfirmation eq ${guidLiteral(key)}`)).find(counts) ?? null;
  } catch (error) {
    const refused = error instanceof SapError && error.failure.kind === "http" && error.failure.status === 400;
    const locked = refused && error.failure.kind === "http" && error.failure.says.some(({ code }) => settings.retryableCodes.includes(code));
    if (!refused || locked) throw error;
    return (await ask(`OrderID eq ${literal(order)} and ConfirmationText eq ${literal(textKey(key, 24))}`)).find(counts) ?? null;
  }
}

/** The number of a confirmation, as people see it. */
export function confirmationNumber({ ConfirmationGroup, ConfirmationCount }: Numbered): string {
  return `${ConfirmationGroup}/${ConfirmationCount}`;
}

/**
 * Confirmations and the material documents of the first one. SAP may post those a moment later, so it is asked a few times where some are
 * expected; what is still missing then is named, and stands in SAP's list of failed movements until somebody there has posted it.
 */
async function partsOf(work: Work, booked: readonly Numbered[], expected: number): Promise<DocumentPart[]> {
  const confirmations = booked.map((one) => ({ kind: "confirmation", number: confirmationNumber(one) }));
  const [first] = booked;
  if (first === undefined) return confirmations;
  let rows: readonly { readonly MaterialDocumentYear: string; readonly MaterialDocument: string }[] = [];
  try {
    for (let read = 0; read < Math.max(1, work.settings.movementReads); read++) {
      if (read > 0) await pause(work.settings.movementPauseMs, work.delivery.signal);
      rows = await movementsOf(work, first);
      if (rows.length >= expected) break;
    }
  } catch (error) {
    // The confirmation stands whatever becomes of this read: its movements are then merely not named.
    if (!(error instanceof SapError)) throw error;
  }
  const documents = [...new Set(rows.map((row) => `${row.MaterialDocumentYear}/${row.MaterialDocument}`))].map((number) => ({ kind: "material document", number }));
  const missing = expected - rows.length;
  return [...confirmations, ...documents, ...(missing > 0 ? [{ kind: "movements not posted yet", number: String(missing) }] : [])];
}

async function movementsOf({ calls }: Work, { ConfirmationGroup, ConfirmationCount }: Numbered): Promise<readonly { MaterialDocumentYear: string; MaterialDocument: string }[]> {
  const path = `${keyOf("ProdnOrdConf2", { ConfirmationGroup, ConfirmationCount })}/to_ProdnOrdConfMatlDocItm`;
  return await calls.all("confirmations", path, {}, ConfirmationMovement);
}
