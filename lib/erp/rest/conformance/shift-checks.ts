import { randomUUID } from "node:crypto";
import { readJson } from "@/lib/erp/http/read-json";
import { decimal } from "@/lib/domain/shared/decimal";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import { ChangesPage, ContractProblem, MessageReceipt } from "@/lib/messages/rest-contract.v1";
import { NEW_ORDER_PART, type ShiftProductionProposedV1 } from "@/lib/messages/shift-production-proposed.v1";
import { type Check, fail, looks, skip } from "./check";
import type { Endpoint } from "./endpoint";
import type { Found } from "./reading-checks";

/** An order of which one unit may be moved for good, and where to. */
export type TrialMove = { readonly order: string; readonly site: string; readonly line: string };

const HELP = "If the ERP cannot move production, turn mes.shift-production.proposed.v1 off on the page Policy; planners then cannot propose it.";

/**
 * Moving a part of an order (PL-03), which an ERP may leave out: what cannot be moved is refused with a reason; what is moved changes both orders and names the
 * new one. The second needs an order that one unit may be taken from, and leaves both orders changed.
 */
export function shiftChecks(erp: Endpoint, found: Found, move: TrialMove | undefined): Check[] {
  const post = (message: ShiftProductionProposedV1) => erp.post("/v1/messages", JSON.stringify(message), message.id);
  return [
    {
      id: "shift.refused",
      title: "a move of an order that does not exist is refused with a reason (optional)",
      async run() {
        const message = proposal(
          { order: `NO-${randomUUID().slice(0, 8)}`, erpVersion: 1, item: "NO-ITEM", uom: "EA", qty: "2", due: new Date().toISOString(), site: "NO-SITE" },
          "NO-SITE",
          "NO-LINE",
        );
        const answer = await post(message);
        const problem = readJson(answer.text, ContractProblem);
        if (answer.status === 400 && problem?.code === "SCHEMA") skip("The ERP does not know mes.shift-production.proposed.v1.", HELP);
        if (answer.status < 400 || answer.status >= 500 || problem === null)
          fail(looks(answer), "Refuse what cannot be moved with 4xx, a code and words: they are what the planner reads, and the quantity is free again.");
        const kept = await erp.get(`/v1/messages/${message.id}`);
        if (kept.status !== 404) fail(`The refused message is found afterwards: ${looks(kept)}`, "Refuse and book in one transaction: a refusal must leave nothing behind.");
      },
    },
    {
      id: "shift.moved",
      title: "a move changes both orders by the same quantity and names the new one (optional)",
      async run() {
        if (move === undefined)
          skip("No order is named of which one unit may be moved.", "Name one for this purpose, and where to: --move NUMBER --move-to SITE/LINE. Both orders stay changed.");
        const before = latest(found, move.order);
        if (before === undefined) fail(`Order ${move.order} is not among the changes.`, "Name an order that GET /v1/changes lists.");
        const message = proposal(before, move.site, move.line);
        const answer = await post(message);
        const receipt = answer.status === 201 ? readJson(answer.text, MessageReceipt) : null;
        if (receipt === null)
          fail(looks(answer), "Change both orders in one transaction and answer 201 with the document; a refusal is fine in production, but not for this trial.");
        const number = receipt.parts.find((part) => part.kind === NEW_ORDER_PART)?.number;
        if (number === undefined)
          fail(looks(answer), `Name the new order in the receipt: "parts": [{"kind": "${NEW_ORDER_PART}", "number": …}]. Millrace waits for the order of that number.`);
        const after = await ordersNow(erp);
        const [original, made] = [after.get(move.order), after.get(number)];
        if (original === undefined || made === undefined)
          fail(`GET /v1/changes lists ${[...after.keys()].length} orders, and not both of these two.`, "Both orders must come as changes, in their new versions.");
        const { after: left, moved } = message.data.quantity;
        const stands = decimal(left).isZero() ? original.status === "CANCELLED" : decimal(original.qty).eq(left);
        if (!stands || !decimal(made.qty).eq(moved) || made.site !== move.site || original.erpVersion <= before.erpVersion)
          fail(
            `${move.order} has ${original.qty} (version ${original.erpVersion}), ${number} has ${made.qty} at ${made.site}.`,
            `The original must have ${left} in a higher version and the new order ${moved} at ${move.site}: what one gains the other loses.`,
          );
      },
    },
  ];
}

type Mover = Pick<OrderData, "order" | "erpVersion" | "item" | "uom" | "qty" | "due" | "site">;

/** One unit, or all of it where it is less. */
function proposal(order: Mover, site: string, line: string): ShiftProductionProposedV1 {
  const now = new Date().toISOString();
  const id = randomUUID();
  const left = decimal(order.qty).minus(1);
  const moved = left.isNegative() ? order.qty : "1";
  return {
    id,
    source: `conform/${id.slice(0, 8)}`,
    type: "mes.shift-production.proposed.v1",
    subject: `proposal/${id}`,
    time: now,
    recordtime: now,
    sequence: 1,
    correlationid: order.order,
    causationid: "conform",
    data: {
      proposal: id,
      revision: 1,
      order: order.order,
      erpVersion: order.erpVersion,
      item: order.item,
      quantity: { uom: order.uom, before: order.qty, moved, after: decimal(order.qty).minus(moved).toFixed() },
      from: { site: order.site, line: null },
      target: { site, line },
      due: order.due,
      approvedAt: now,
      lateHours: null,
    },
  };
}

function latest({ messages }: Found, number: string): OrderData | undefined {
  return messages.flatMap((message) => (message.type === "erp.order.v1" && message.data.order === number ? [message.data] : [])).at(-1);
}

/** Every order as it is now, read from the start. */
async function ordersNow(erp: Endpoint): Promise<ReadonlyMap<string, OrderData>> {
  const orders = new Map<string, OrderData>();
  for (let cursor: string | null = null, more = true; more;) {
    const query: string = new URLSearchParams({ limit: "500", ...(cursor === null ? {} : { cursor }) }).toString();
    const answer = await erp.get(`/v1/changes?${query}`);
    const page: ChangesPage | null = answer.status === 200 ? readJson(answer.text, ChangesPage) : null;
    if (page === null) fail(looks(answer), "The changes must be readable after a move as before it.");
    for (const message of page.changes) if (message.type === "erp.order.v1") orders.set(message.data.order, message.data);
    [cursor, more] = [page.cursor, page.more];
  }
  return orders;
}
