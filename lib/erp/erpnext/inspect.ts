import { z } from "zod";
import type { QualityRecordedV1 } from "@/lib/messages/quality-recorded.v1";
import { parse } from "./client";
import type { Context } from "./context";
import { findHeld, insertOnce } from "./documents";
import { issueOf } from "./issue-part";
import { cardsOf, findOrder, operationOf } from "./orders";
import type { Part } from "./part";
import { Refused } from "./refused";
import { toIssue } from "./to-issue";
import { toQualityInspection } from "./to-quality-inspection";

/** A check: an inspection of the operation's job card, or an issue where it belongs to no operation, since ERPNext inspects documents only. */
export function inspectionPart(context: Context, message: QualityRecordedV1): Part {
  const { client, settings } = context;
  const { order: name, operation, item, lot } = message.data;
  if (name === null || operation === null) return issueOf(context, toIssue(message, settings.timeZone), message.id);
  const find = async () => (await findHeld(client, "Quality Inspection", message.id)).live;
  return {
    kind: "Quality Inspection",
    find,
    make: () =>
      insertOnce(client, "Quality Inspection", message.id, async () => {
        const order = await findOrder(client, name);
        const cards = (await cardsOf(client, name, operationOf(order, operation).name)).filter((card) => card.docstatus < 2);
        const card = cards.find((one) => one.docstatus === 0) ?? cards.at(-1);
        if (card === undefined) throw new Refused("NO_JOB_CARD", `Operation ${operation} of work order ${name} has no job card in ERPNext that could be inspected.`);
        // A lot that is not in stock yet has no batch there.
        const batch = lot !== null && (await client.read("Batch", lot)) !== null ? lot : null;
        const inspector = parse(z.string(), await client.ask("frappe.auth.get_logged_user", {}), "get_logged_user");
        return toQualityInspection(message, { card: card.name, item: item ?? order.production_item, batch, inspector }, settings);
      }),
    undo: async () => undefined,
    isGone: async () => (await find()) === null,
  };
}
