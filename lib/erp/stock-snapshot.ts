import { z } from "zod";
import { decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import { MOST_STOCK_LINES } from "@/lib/messages/erp-stock.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { UomCode } from "@/lib/messages/primitives";
import type { Unreadable } from "./port";
import type { StockBooks } from "./read-back";

/** A page of what the ERP has on hand after `cursor`, in our words; `cursor` null in the answer: there is no more. */
type ReadPage = (cursor: string | null) => Promise<{ readonly stock: readonly StockBooks[]; readonly cursor: string | null }>;

/** A snapshot of the stock, why there is none, or nothing where the stock did not stand still; and when to take the next one, in ms. */
export type Snapshot = { readonly messages: readonly InboundMessage[]; readonly unreadable: readonly Unreadable[]; readonly due: number };

type About = {
  readonly site: string;
  readonly source: string;
  /** From one snapshot to the next. */ readonly minutes: number;
  /** Whether this is the ERP's own failure of a reading. Any other is thrown on. */
  fails(error: Error): boolean;
};

/** How often the stock is read at most until two readings in a row agree. */
const READS = 3;
/** Why a reading without a single line is no snapshot: far more often a right is missing, or a filter is wrong. */
export const EMPTY_STOCK = "The ERP shows no stock with lots at all, which is not taken for a stock that is gone. May the account read it?";

const OF_SNAPSHOT = "erp.stock.v1";

/**
 * What the ERP holds in stock of a site, as it was at one instant (§8.1, IN-11). An ERP answers page by page, and somebody may post between two pages. So it
 * is read until two readings in a row say the same: between them everything lay as both have it. Items without lots are left out, for Millrace
 * keeps no stock of them, and so are those in a unit that nobody mapped, which it does not know.
 * A reading that fails is kept apart with its reason, for it must not keep everything else from being told.
 * @param clock the ERP's, as its lots are stamped with
 */
export async function takeSnapshot(readPage: ReadPage, about: About, clock: () => Date): Promise<Snapshot> {
  try {
    return await readTwice(readPage, about, clock);
  } catch (error) {
    if (!(error instanceof Error) || !about.fails(error)) throw error;
    return { messages: [], unreadable: [unreadable(about.site, error.message)], due: clock().getTime() + about.minutes * 60_000 };
  }
}

async function readTwice(readPage: ReadPage, { site, source, minutes }: About, clock: () => Date): Promise<Snapshot> {
  let before: string | null = null;
  for (let read = 0; read < READS; read += 1) {
    const asOf = clock();
    const lines = await readAll(readPage);
    const due = asOf.getTime() + minutes * 60_000;
    if (lines === null) return { messages: [], unreadable: [tooLarge(site)], due };
    const said = JSON.stringify(lines);
    if (said === before) {
      // It would say that everything is gone.
      if (lines.length === 0) return { messages: [], unreadable: [unreadable(site, EMPTY_STOCK)], due };
      try {
        const data = {
          site,
          erpVersion: asOf.getTime(),
          asOf: asOf.toISOString(),
          lines: lines.map((line) => ({ ...line, qualityStatus: null, expiresAt: null, unitCost: null })),
        };
        return { messages: [inboundMessage(OF_SNAPSHOT, data, source, data.asOf)], unreadable: [], due };
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        return { messages: [], unreadable: [unreadable(site, z.prettifyError(error))], due };
      }
    }
    before = said;
  }
  return { messages: [], unreadable: [], due: clock().getTime() + minutes * 60_000 };
}

type Line = Pick<StockBooks, "item" | "lot" | "location" | "qty" | "uom">;

/** All lines in an order of their own; null where there are too many. */
async function readAll(readPage: ReadPage): Promise<Line[] | null> {
  const lines: Line[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<ReadPage>> = await readPage(cursor);
    for (const { item, lot, location, qty, uom } of page.stock) {
      // Stock may stand below zero in an ERP; nobody can take what is not there.
      if (lot !== null && UomCode.safeParse(uom).success) lines.push({ item, lot, location, qty: max(decimal(qty), ZERO).toFixed(), uom });
    }
    if (lines.length > MOST_STOCK_LINES) return null;
    cursor = page.cursor;
  } while (cursor !== null);
  return lines
    .map((line) => ({ line, key: JSON.stringify(line) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ line }) => line);
}

function tooLarge(site: string): Unreadable {
  return unreadable(site, `The stock has more than ${MOST_STOCK_LINES} entries with lots, which no snapshot holds.`);
}

function unreadable(site: string, reason: string): Unreadable {
  return { id: `${OF_SNAPSHOT}:${site}`, type: OF_SNAPSHOT, raw: { site }, reason };
}
