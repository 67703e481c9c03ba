import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import type { CostPosting } from "@/lib/domain/reconciliation/cost";
import { ACTIVITIES, COST_ELEMENTS, SECONDS } from "@/lib/domain/reconciliation/measure";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";
import { EntryReversedV1, ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import { groupBy } from "@/lib/domain/shared/group-by";
import { idList, rowsOf } from "./our-books";
import type { UntakenMessage } from "./untaken";

const DecimalText = z.string().transform((text) => decimal(text));
const columns = {
  element: z.enum(COST_ELEMENTS),
  period: z.string(),
  item: z.string().nullable(),
  lot: z.string().nullable(),
  operation: z.number(),
  activity: z.enum(ACTIVITIES),
  uom: z.string().nullable(),
  qty: DecimalText.nullable(),
  seconds: DecimalText.nullable(),
  rate: DecimalText,
  amount: DecimalText,
  count: z.number(),
};
const PostedRow = z.object({ orderId: z.string(), currency: z.string(), ...columns });
const ToldRow = z.object({ eventId: z.string(), ...columns });

/** What orders cost here, and what each message that the ERP's books lack adds to it. */
export type OurCosts = {
  /** Currency of the order's ledger; null while nothing is posted to it. */
  currencyOf(orderId: string): string | null;
  of(orderId: string): readonly CostPosting[];
  told(message: UntakenMessage): readonly CostPosting[];
};

/** C-01: the ledger of these orders, alike lines added up, and the lines behind these messages. Call it in the snapshot in which the messages are read. */
export async function ourCosts(tx: Tx, orderIds: readonly string[], messages: readonly UntakenMessage[]): Promise<OurCosts> {
  const rows = await rowsOf(
    tx,
    PostedRow,
    sql`
    select c.order_id as "orderId", c.currency, ${COLUMNS}, sum(c.quantity)::text as qty, sum(c.seconds)::text as seconds, sum(c.amount)::text as amount, count(*)::int as count
    from costing.cost_line c ${NAMES} where c.order_id = any (${idList(orderIds)}) and ${COMPARED}
    group by c.order_id, c.currency, c.element, 4, i.code, l.number, c.op_no, c.activity, c.uom, c.unit_cost`,
  );
  const currencies = new Map(rows.map((row) => [row.orderId, row.currency]));
  const postings = postingsBy(rows, (row) => row.orderId);
  const of = (orderId: string): readonly CostPosting[] => postings.get(orderId) ?? [];
  const behind = await linesBehind(tx, messages);
  return {
    currencyOf: (orderId) => currencies.get(orderId) ?? null,
    of,
    told: (message) => toldCost(message, behind, message.orderId === null ? [] : of(message.orderId)),
  };
}

const COLUMNS = sql`c.element, to_char(c.posting_date, 'YYYY-MM') as period, i.code as item, l.number as lot, c.op_no as operation, c.activity, c.uom, c.unit_cost::text as rate`;
const NAMES = sql`left join reference.item i on i.id = c.item_id left join materials.lot l on l.id = c.lot_id`;
/** What scrap was sold for is the ERP's own word. */
const COMPARED: SQL = sql`c.element <> 'SALVAGE'`;

type Columns = Omit<z.infer<typeof ToldRow>, "eventId">;

/** Goods of material and receipts, times of the rest: a ledger line has one of the two. */
function toPosting({ element, period, item, lot, operation, activity, uom, qty, seconds, rate, amount, count }: Columns): CostPosting {
  const shared = { element, period, rate, amount, count };
  return seconds === null
    ? { ...shared, item, lot, operation: null, activity: null, qty, uom }
    : { ...shared, item: null, lot: null, operation, activity, qty: seconds, uom: SECONDS };
}

/** What rows posted, by what they are of, in their order. */
function postingsBy<Row extends Columns>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly CostPosting[]> {
  return new Map([...groupBy(rows, keyOf)].map(([key, own]) => [key, own.map(toPosting)]));
}

/** Facts by the message that told them, and what each fact posted. */
type Behind = { readonly facts: ReadonlyMap<string, string>; postedBy(eventId: string): readonly CostPosting[] };

async function linesBehind(tx: Tx, messages: readonly UntakenMessage[]): Promise<Behind> {
  const reversed = messages.flatMap((message) => (message.type === "mes.entry.reversed.v1" ? [EntryReversedV1.shape.data.parse(message.data).reversed.id] : []));
  const originals =
    reversed.length === 0
      ? []
      : await rowsOf(
          tx,
          z.object({ id: z.string(), eventId: z.string() }),
          sql`select id, event_id as "eventId" from integration.outbox_message where id = any (${idList(reversed)})`,
        );
  const facts = new Map([...messages, ...originals].map(({ id, eventId }) => [id, eventId]));
  const orders = [...new Set(messages.flatMap((message) => message.orderId ?? []))];
  const rows =
    facts.size === 0
      ? []
      : await rowsOf(
          tx,
          ToldRow,
          sql`
    select c.source_event_id as "eventId", ${COLUMNS}, c.quantity::text as qty, c.seconds::text as seconds, c.amount::text as amount, 1 as count
    from costing.cost_line c ${NAMES} where c.order_id = any (${idList(orders)}) and c.source_event_id = any (${idList([...new Set(facts.values())])}) and ${COMPARED}`,
        );
  const postings = postingsBy(rows, (row) => row.eventId);
  return { facts, postedBy: (eventId) => postings.get(eventId) ?? [] };
}

/** What a message adds to the cost of its order once the ERP has booked it. */
function toldCost(message: UntakenMessage, behind: Behind, ledger: readonly CostPosting[]): readonly CostPosting[] {
  const postedBy = (id: string): readonly CostPosting[] => behind.postedBy(behind.facts.get(id) ?? "");
  if (message.type === "mes.entry.reversed.v1") {
    const { reversed } = EntryReversedV1.shape.data.parse(message.data);
    // What came back to the store posts on its own day; what was reversed, on the day of its original.
    const period = postedBy(message.id).find((posting) => posting.element === "MATERIAL")?.period;
    return entryCost(reversed, postedBy(reversed.id), ledger).map((posting) => ({
      ...posting,
      period: reversed.type === "mes.material.issued.v1" ? (period ?? posting.period) : posting.period,
      qty: posting.qty?.negated() ?? null,
      amount: posting.amount.negated(),
    }));
  }
  const entry = ReversedEntry.safeParse({ id: message.id, type: message.type, data: message.data });
  return entry.success ? entryCost(entry.data, postedBy(message.id), ledger) : [];
}

/** Confirmations and receipts are what their fact posted. An issue is priced by what it says: of one that was partly returned the fact posted only what changed. */
function entryCost(entry: ReversedEntry, posted: readonly CostPosting[], ledger: readonly CostPosting[]): readonly CostPosting[] {
  switch (entry.type) {
    case "mes.production.confirmed.v1":
      return posted.filter((posting) => posting.element !== "CREDIT");
    case "mes.production.received.v1":
      return posted.filter((posting) => posting.element === "CREDIT");
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1": {
      const { item, lot, uom } = entry.data;
      const qty: Decimal = decimal(entry.data.qty);
      const alike = [...posted, ...ledger].find((posting) => posting.element === "MATERIAL" && posting.item === item && posting.lot === lot);
      return alike?.rate == null ? [] : [{ ...alike, qty, uom, amount: amountOf(qty, alike.rate), count: 1 }];
    }
  }
}
