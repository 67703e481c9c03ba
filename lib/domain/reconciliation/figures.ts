import { type Decimal, decimal, r6, ZERO } from "@/lib/domain/shared/decimal";
import { inStep, type OurState, type TheirState } from "./in-step";
import { type Measure, ORDERS, SECONDS } from "./measure";

/** An amount of one measure: what one side holds in all, or what one message adds. Item and lot for components and stock. */
export type Amount = { readonly measure: Measure; readonly item: string | null; readonly lot: string | null; readonly uom: string; readonly qty: Decimal };

/** One figure on both sides, before anything is explained. */
export type Figure = Omit<Amount, "qty"> & {
  readonly key: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
  /** What each side says in words, where the figure is none: a status. */
  readonly words: { readonly ours: string; readonly theirs: string } | null;
};

export type OurOrder = {
  readonly item: string;
  readonly uom: string;
  readonly state: OurState;
  readonly good: Decimal;
  readonly scrap: Decimal;
  readonly received: Decimal;
  /** Net of returns and reversals. */
  readonly components: readonly { readonly item: string; readonly lot: string | null; readonly uom: string; readonly qty: Decimal }[];
  readonly machineSeconds: Decimal;
  readonly labourSeconds: Decimal;
};

/** Decimals as text; null is what this ERP does not keep. */
export type TheirOrder = {
  readonly state: TheirState | null;
  readonly uom: string;
  readonly good: string | null;
  readonly scrap: string | null;
  readonly received: string | null;
  readonly components: readonly { readonly item: string; readonly lot: string | null; readonly qty: string; readonly uom: string }[];
  readonly time: { readonly machineSeconds: string | null; readonly labourSeconds: string | null };
};

/** An amount of an item in another unit; null where nobody said how the two relate. */
export type Convert = (item: string, qty: Decimal, from: string, to: string) => Decimal | null;

/** The figures of one order on both sides, and the key under which a message's amount joins them. */
export type Comparison = { readonly figures: readonly Figure[]; readonly keyOf: (amount: Amount) => string };

/**
 * IN-11, per order. What the ERP does not keep is not compared. Components are compared lot by lot where both sides say the lot, else per item. An order
 * that the ERP does not know holds nothing there.
 */
export function orderFigures(ours: OurOrder, theirs: TheirOrder | null, convert: Convert): Comparison {
  // A line of nothing says nothing of lots either.
  const whole = new Set([...ours.components, ...(theirs?.components ?? [])].filter((line) => line.lot === null && !decimal(line.qty).isZero()).map((line) => line.item));
  const keyOf = (amount: Amount): string => keyed(amount, whole);
  const sides: { amount: Amount; side: "ours" | "theirs" }[] = [];
  const put = (measure: Measure, uom: string, own: Decimal, said: string | null | undefined, saidIn: string): void => {
    // Undefined: the order is not there at all.
    if (said === null) return;
    const theirQty = decimal(said ?? "0");
    const converted = saidIn === uom ? theirQty : convert(ours.item, theirQty, saidIn, uom);
    const head = { measure, item: null, lot: null };
    sides.push({ side: "ours", amount: { ...head, uom, qty: own } });
    sides.push({ side: "theirs", amount: converted === null ? { ...head, uom: saidIn, qty: theirQty } : { ...head, uom, qty: r6(converted) } });
  };
  const { uom } = ours;
  const said = theirs?.uom ?? uom;
  put("GOOD", uom, ours.good, theirs?.good, said);
  put("SCRAP", uom, ours.scrap, theirs?.scrap, said);
  put("RECEIVED", uom, ours.received, theirs?.received, said);
  put("MACHINE_TIME", SECONDS, ours.machineSeconds, theirs?.time.machineSeconds, SECONDS);
  put("LABOUR_TIME", SECONDS, ours.labourSeconds, theirs?.time.labourSeconds, SECONDS);
  const units = new Map(ours.components.map((line) => [line.item, line.uom]));
  for (const line of ours.components) sides.push({ side: "ours", amount: { measure: "COMPONENT", ...line } });
  for (const line of theirs?.components ?? []) {
    const qty = decimal(line.qty);
    const unit = units.get(line.item) ?? line.uom;
    const converted = unit === line.uom ? qty : convert(line.item, qty, line.uom, unit);
    sides.push({ side: "theirs", amount: { measure: "COMPONENT", ...line, ...(converted === null ? { qty } : { uom: unit, qty: r6(converted) }) } });
  }
  const figures = new Map<string, Figure>();
  for (const { side, amount } of sides) {
    const key = keyOf(amount);
    const { measure, item, lot, uom: unit, qty } = amount;
    const sofar = figures.get(key) ?? { key, measure, item, lot: item !== null && whole.has(item) ? null : lot, uom: unit, ours: ZERO, theirs: ZERO, words: null };
    figures.set(key, { ...sofar, [side]: sofar[side].plus(qty) });
  }
  const status = statusFigure(ours.state, theirs);
  return { figures: [...figures.values(), ...(status === null ? [] : [status])], keyOf };
}

/** Under which key a lot's stock is compared. */
export function stockKey(amount: Omit<Amount, "qty">): string {
  return keyed(amount, new Set());
}

/** One order that both sides call the same, or that they do not; null where the ERP tells no states apart. */
function statusFigure(ours: OurState, theirs: TheirOrder | null): Figure | null {
  const state = theirs === null ? ("UNKNOWN" as const) : theirs.state;
  if (state === null) return null;
  const same = state !== "UNKNOWN" && inStep(ours, state);
  const head = { measure: "STATUS" as const, item: null, lot: null, uom: ORDERS };
  return { ...head, key: keyed(head, new Set()), ours: decimal(1), theirs: decimal(same ? 1 : 0), words: { ours, theirs: state } };
}

function keyed({ measure, item, lot, uom }: Omit<Amount, "qty">, whole: ReadonlySet<string>): string {
  return JSON.stringify([measure, item, item !== null && whole.has(item) ? null : lot, uom]);
}
