import { z } from "zod";
import type { PollPage, StockOutcome, Unreadable } from "@/lib/erp/port";
import { EMPTY_STOCK } from "@/lib/erp/stock-snapshot";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { B2mmlSettings } from "./settings";

/** All lots that the partner has in stock, as one document of its shows them. */
export type AllLots = { readonly kind: "lots"; readonly messages: readonly InboundMessage[]; /** Time of the document: this was in stock then. */ readonly asOf: string };

type Lot = Extract<InboundMessage, { type: "erp.lot.v1" }>["data"];

/** What lies there for a comparison, all of it in one page. */
export function stockOf({ messages }: AllLots): Extract<StockOutcome, { kind: "stock" }> {
  const stock = lotsOf(messages).flatMap(({ site, item, lot, uom, stock: places }) => places.map(({ location, qty }) => ({ site, item, lot, location, qty, uom })));
  return { kind: "stock", stock, cursor: null };
}

/** The same as a snapshot, with what the lots say of themselves; or why it is none. */
export function snapshotOf({ messages, asOf }: AllLots, { site, partner }: Pick<B2mmlSettings, "site" | "partner">): Pick<PollPage, "messages" | "unreadable"> {
  const lines = lotsOf(messages).flatMap(({ item, lot, uom, qualityStatus, expiresAt, unitCost, stock }) =>
    stock.map(({ location, qty }) => ({ item, lot, location, qty, uom, qualityStatus, expiresAt, unitCost })),
  );
  if (lines.length === 0) return { messages: [], unreadable: [unreadableStock(EMPTY_STOCK, { site })] };
  try {
    return { messages: [inboundMessage("erp.stock.v1", { site, erpVersion: Date.parse(asOf), asOf, lines }, `erp/${partner}`, asOf)], unreadable: [] };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { messages: [], unreadable: [unreadableStock(z.prettifyError(error), { site })] };
  }
}

/** A snapshot that is none, kept with its reason. */
export function unreadableStock(reason: string, { site }: Pick<B2mmlSettings, "site">): Unreadable {
  return { id: `erp.stock.v1:${site}`, type: "erp.stock.v1", raw: { site }, reason };
}

function lotsOf(messages: readonly InboundMessage[]): readonly Lot[] {
  return messages.flatMap((message) => (message.type === "erp.lot.v1" ? [message.data] : []));
}
