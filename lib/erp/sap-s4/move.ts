import type { FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { MaterialIssuedV1 } from "@/lib/messages/material-issued.v1";
import type { MaterialScrappedV1 } from "@/lib/messages/material-scrapped.v1";
import type { ProductionReceivedV1 } from "@/lib/messages/production-received.v1";
import { MaterialDocument } from "./api-types";
import { literal } from "./edm";
import { shortKey } from "./keys";
import { componentOf, loadOrder } from "./orders";
import { toIssue, toReceipt, toScrap } from "./to-movement";
import { held, type Work } from "./work";

type Moved = MaterialIssuedV1 | MaterialScrappedV1 | ProductionReceivedV1;

/** Posts the material document of one movement. @throws Refused, SapError. */
export async function move(work: Work, message: Moved): Promise<PostOutcome> {
  const { calls, settings, words } = work;
  const order = message.data.order === null ? null : await loadOrder(calls, message.data.order);
  if (message.type === "mes.material.scrapped.v1") return create(work, toScrap(message, order, settings, words));
  if (order === null) throw new Error("an issue or a receipt without an order does not exist");
  if (message.type === "mes.production.received.v1") return create(work, toReceipt(message, order, settings, words));
  const body = toIssue(message, order, settings, words);
  return body === null ? held([], `${message.data.order}, backflushed by SAP`) : create(work, body);
}

/** @throws SapError; Refused where the order is gone. */
export async function findMoved(work: Work, message: Moved): Promise<FindOutcome> {
  const found = await findDocument(work, message.id);
  if (found !== null) return heldDocument(found);
  if (message.type !== "mes.material.issued.v1") return { kind: "absent" };
  const line = componentOf(await loadOrder(work.calls, message.data.order), message.data.operation, message.data.item);
  return line?.MatlCompIsMarkedForBackflush === true ? held([], `${message.data.order}, backflushed by SAP`) : { kind: "absent" };
}

/** The material document that carries the key of this message. */
export async function findDocument({ calls }: Pick<Work, "calls">, messageId: string): Promise<MaterialDocument | null> {
  const query = { $filter: `ReferenceDocument eq ${literal(shortKey(messageId))}`, $select: "MaterialDocumentYear,MaterialDocument,ReferenceDocument" };
  return (await calls.all("movements", "/A_MaterialDocumentHeader", query, MaterialDocument))[0] ?? null;
}

/** Posts a material document. */
export async function create({ calls }: Pick<Work, "calls">, body: object): Promise<PostOutcome> {
  return heldDocument(await calls.create("movements", "/A_MaterialDocumentHeader", body, MaterialDocument));
}

/** The number of a material document, as people see it. */
export function documentNumber({ MaterialDocumentYear, MaterialDocument: number }: MaterialDocument): string {
  return `${MaterialDocumentYear}/${number}`;
}

export function heldDocument(document: MaterialDocument): ReturnType<typeof held> {
  return held([{ kind: "material document", number: documentNumber(document) }]);
}
