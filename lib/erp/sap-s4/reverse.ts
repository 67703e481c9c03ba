import type { DocumentPart, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { EntryReversedV1 } from "@/lib/messages/entry-reversed.v1";
import { ConfirmationRow, MaterialDocumentItem } from "./api-types";
import { keyOf } from "./client";
import { confirmationNumber, findConfirmation } from "./confirm";
import { dayLiteral, guidLiteral, literal } from "./edm";
import { partKey, textKey } from "./keys";
import { documentNumber, findDocument } from "./move";
import { Refused } from "./refused";
import { confirmationKeys } from "./to-confirmation";
import { held, type Work } from "./work";
import { localOf } from "./zone";

/** Takes back what a message had become, newest document first; goods movements of a confirmation go back with it. @throws Refused, SapError. */
export async function reverse(work: Work, message: EntryReversedV1): Promise<PostOutcome> {
  const undone = await undo(work, message, true);
  if (undone === null) throw new Error("what is taken back is always answered");
  return undone;
}

/** Whether all of it is taken back already. @throws SapError. */
export async function findReversed(work: Work, message: EntryReversedV1): Promise<FindOutcome> {
  return (await undo(work, message, false)) ?? { kind: "absent" };
}

/** Goes through the documents of the original. With `act` each one that still stands is cancelled, else the first such ends it with null. */
async function undo(work: Work, message: EntryReversedV1, act: boolean): Promise<ReturnType<typeof held> | null> {
  const originals = (await originalsOf(work, message)).toReversed();
  const parts: DocumentPart[] = [];
  for (const [index, original] of originals.entries()) {
    const key = partKey(message.id, index + 1);
    const undone = original.kind === "confirmation" ? await undoConfirmation(work, message, original.number, key, act) : await undoDocument(work, message, original.number, act);
    if (undone === null) return null;
    parts.push(undone);
  }
  return parts.length === 0 ? held([], `${message.subject}, nothing to take back`) : held(parts);
}

/**
 * The documents to cancel. As the outbox knows them; else as SAP does, by the key of the original. Material documents of a confirmation are none of
 * their own: SAP cancels them with it.
 */
async function originalsOf(work: Work, message: EntryReversedV1): Promise<readonly DocumentPart[]> {
  const { reversed } = message.data;
  const known = work.delivery.original?.parts ?? null;
  const wanted = reversed.type === "mes.production.confirmed.v1" ? "confirmation" : "material document";
  if (known !== null) return known.filter(({ kind }) => kind === wanted);
  const found: DocumentPart[] = [];
  if (reversed.type === "mes.production.confirmed.v1") {
    for (const key of confirmationKeys(reversed)) {
      const row = (await findConfirmation(work, reversed.data.order, key)) ?? (await findTakenBack(work, key));
      if (row !== null) found.push({ kind: wanted, number: confirmationNumber(row) });
    }
  } else {
    const document = await findDocument(work, reversed.id);
    if (document !== null) found.push({ kind: wanted, number: documentNumber(document) });
  }
  if (found.length === 0) throw new Refused("ORIGINAL_UNKNOWN", "SAP holds no document of the entry that is taken back.");
  return found;
}

async function findTakenBack({ calls }: Work, key: string): Promise<ConfirmationRow | null> {
  const query = { $filter: `ExternalSystemConfirmation eq ${guidLiteral(key)}`, $select: "ConfirmationGroup,ConfirmationCount,IsReversed,IsReversal" };
  return (await calls.all("confirmations", "/ProdnOrdConf2", query, ConfirmationRow)).find((row) => row.IsReversed) ?? null;
}

async function undoConfirmation(work: Work, message: EntryReversedV1, number: string, key: string, act: boolean): Promise<DocumentPart | null> {
  const [ConfirmationGroup = "", ConfirmationCount = ""] = number.split("/");
  const find = () => findConfirmation(work, message.data.order ?? "", key, true);
  const done = (row: Pick<ConfirmationRow, "ConfirmationGroup" | "ConfirmationCount">) => ({ kind: "reversal of confirmation", number: confirmationNumber(row) });
  const ours = await find();
  if (ours !== null) return done(ours);
  const original = await work.calls.get("confirmations", keyOf("ProdnOrdConf2", { ConfirmationGroup, ConfirmationCount }), {}, ConfirmationRow);
  // Somebody took it back in SAP: it must not be taken back twice.
  if (original.IsReversed) return { kind: "confirmation reversed in SAP", number };
  if (!act) return null;
  await work.calls.call("confirmations", "CancelProdnOrdConf", {
    ConfirmationGroup: literal(ConfirmationGroup),
    ConfirmationCount: literal(ConfirmationCount),
    PostingDate: dayLiteral(dayOf(work, message), "without"),
    ConfirmationText: literal(textKey(key, 24)),
    ExternalSystemConfirmation: guidLiteral(key),
  });
  const made = await find();
  return made === null ? { kind: "confirmation reversed in SAP", number } : done(made);
}

async function undoDocument(work: Work, message: EntryReversedV1, number: string, act: boolean): Promise<DocumentPart | null> {
  const [MaterialDocumentYear = "", MaterialDocument = ""] = number.split("/");
  const done = (document: MaterialDocumentItem) => ({ kind: "reversal of material document", number: documentNumber(document) });
  const find = async () => {
    const filter = `ReversedMaterialDocumentYear eq ${literal(MaterialDocumentYear)} and ReversedMaterialDocument eq ${literal(MaterialDocument)}`;
    return (await work.calls.all("movements", "/A_MaterialDocumentItem", { $filter: filter }, MaterialDocumentItem))[0] ?? null;
  };
  // Cancelling has no key of ours; but SAP cancels a document once, and its counterpart names it.
  const before = await find();
  if (before !== null) return done(before);
  if (!act) return null;
  await work.calls.call("movements", "Cancel", {
    MaterialDocumentYear: literal(MaterialDocumentYear),
    MaterialDocument: literal(MaterialDocument),
    PostingDate: dayLiteral(dayOf(work, message), "without"),
  });
  const made = await find();
  return made === null ? { kind: "material document reversed in SAP", number } : done(made);
}

function dayOf(work: Work, message: EntryReversedV1): string {
  return localOf(work.settings.timeZone, new Date(message.time)).day;
}
