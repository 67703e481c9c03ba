import { type Decimal, decimal, r6, sum, ZERO } from "@/lib/domain/shared/decimal";
import { type ErpUnit, heldInBase } from "@/lib/domain/shared/erp-unit";
import { inStep, type OurState, type TheirState } from "./in-step";
import { ACTIVITIES, type Activity, type Measure, ORDERS, SECONDS } from "./measure";

/** An amount of one measure: what one side holds in all, or what one message adds. Item and lot for components and stock, activity for times. */
export type Amount = {
  readonly measure: Measure;
  readonly item: string | null;
  readonly lot: string | null;
  readonly activity: Activity | null;
  readonly uom: string;
  readonly qty: Decimal;
};

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
  readonly decimals: number;
  /** The unit in which the ERP keeps it; null: `uom`. */
  readonly erpUnit: ErpUnit | null;
  readonly state: OurState;
  readonly good: Decimal;
  readonly scrap: Decimal;
  readonly received: Decimal;
  /** Net of returns and reversals. */
  readonly components: readonly { readonly item: string; readonly lot: string | null; readonly uom: string; readonly qty: Decimal }[];
  readonly time: readonly { readonly measure: TimeMeasure; readonly activity: Activity; readonly seconds: Decimal }[];
};

/** The two measures of time. */
export type TimeMeasure = Extract<Measure, "MACHINE_TIME" | "LABOUR_TIME">;

/** Decimals as text; null is what this ERP does not keep. */
export type TheirOrder = {
  readonly state: TheirState | null;
  readonly uom: string;
  readonly good: string | null;
  readonly scrap: string | null;
  readonly received: string | null;
  readonly components: readonly { readonly item: string; readonly lot: string | null; readonly qty: string; readonly uom: string }[];
  readonly time: TheirSeconds & { readonly activities?: readonly (TheirSeconds & { readonly activity: Activity })[] | null };
};

type TheirSeconds = { readonly machineSeconds: string | null; readonly labourSeconds: string | null };

/** An amount of an item in another unit; null where nobody said how the two relate. */
export type Convert = (item: string, qty: Decimal, from: string, to: string) => Decimal | null;

/** The figures of one order on both sides, and the key under which a message's amount joins them. */
export type Comparison = { readonly figures: readonly Figure[]; readonly keyOf: (amount: Amount) => string };

/**
 * IN-11, per order. What the ERP does not keep is not compared. Components are compared lot by lot where both sides say the lot, else per item; time activity
 * by activity where the ERP's books tell activities apart, else as a whole. An order that the ERP does not know holds nothing there.
 */
export function orderFigures(ours: OurOrder, theirs: TheirOrder | null, convert: Convert): Comparison {
  // A line of nothing says nothing of lots either.
  const whole = new Set([...ours.components, ...(theirs?.components ?? [])].filter((line) => line.lot === null && !decimal(line.qty).isZero()).map((line) => line.item));
  const apart = timesApart(theirs);
  const keyOf = (amount: Amount): string => keyed({ ...amount, activity: apart.has(amount.measure) ? amount.activity : null }, whole);
  const sides: { amount: Amount; side: "ours" | "theirs" }[] = [];
  const put = (measure: Measure, uom: string, own: Decimal, said: string | null | undefined, saidIn: string): void => {
    // Undefined: the order is not there at all.
    if (said === null) return;
    const theirQty = decimal(said ?? "0");
    const converted = saidIn === uom ? theirQty : inOurUnit(theirQty, saidIn);
    const head = { measure, item: null, lot: null, activity: null };
    sides.push({ side: "ours", amount: { ...head, uom, qty: own } });
    sides.push({ side: "theirs", amount: converted === null ? { ...head, uom: saidIn, qty: theirQty } : { ...head, uom, qty: r6(converted) } });
  };
  // Where the ERP speaks in the unit that the order came in, as it was planned, and only else as its item is now.
  const inOurUnit = (qty: Decimal, from: string): Decimal | null =>
    from === ours.erpUnit?.uom ? heldInBase(ours.erpUnit, qty, { code: ours.uom, decimals: ours.decimals }) : convert(ours.item, qty, from, ours.uom);
  const { uom } = ours;
  const said = theirs?.uom ?? uom;
  put("GOOD", uom, ours.good, theirs?.good, said);
  put("SCRAP", uom, ours.scrap, theirs?.scrap, said);
  put("RECEIVED", uom, ours.received, theirs?.received, said);
  for (const measure of TIME_MEASURES) {
    const own = ours.time.filter((one) => one.measure === measure);
    if (apart.has(measure)) sides.push(...timeByActivity(measure, own, theirs));
    else put(measure, SECONDS, sum(own.map((one) => one.seconds)), theirs?.time[SECONDS_OF[measure]], SECONDS);
  }
  const units = new Map(ours.components.map((line) => [line.item, line.uom]));
  for (const line of ours.components) sides.push({ side: "ours", amount: { measure: "COMPONENT", activity: null, ...line } });
  for (const line of theirs?.components ?? []) {
    const qty = decimal(line.qty);
    const unit = units.get(line.item) ?? line.uom;
    const converted = unit === line.uom ? qty : convert(line.item, qty, line.uom, unit);
    sides.push({ side: "theirs", amount: { measure: "COMPONENT", activity: null, ...line, ...(converted === null ? { qty } : { uom: unit, qty: r6(converted) }) } });
  }
  const figures = new Map<string, Figure>();
  for (const { side, amount } of sides) {
    const key = keyOf(amount);
    const { measure, item, lot, activity, uom: unit, qty } = amount;
    const sofar = figures.get(key) ?? { key, measure, item, lot: item !== null && whole.has(item) ? null : lot, activity, uom: unit, ours: ZERO, theirs: ZERO, words: null };
    figures.set(key, { ...sofar, [side]: sofar[side].plus(qty) });
  }
  const status = statusFigure(ours.state, theirs);
  return { figures: [...figures.values(), ...(status === null ? [] : [status])], keyOf };
}

const TIME_MEASURES = ["MACHINE_TIME", "LABOUR_TIME"] as const satisfies readonly TimeMeasure[];
const SECONDS_OF = { MACHINE_TIME: "machineSeconds", LABOUR_TIME: "labourSeconds" } as const;

/** Measures of time whose activities the ERP's books tell apart, all of them. */
function timesApart(theirs: TheirOrder | null): ReadonlySet<Measure> {
  const activities = theirs?.time.activities ?? null;
  return new Set(activities === null ? [] : TIME_MEASURES.filter((measure) => activities.every((one) => one[SECONDS_OF[measure]] !== null)));
}

/** Both sides' seconds of each activity that either of them knows. */
function timeByActivity(measure: TimeMeasure, own: OurOrder["time"], theirs: TheirOrder | null): { amount: Amount; side: "ours" | "theirs" }[] {
  const said = theirs?.time.activities ?? [];
  return ACTIVITIES.flatMap((activity) => {
    const head = { measure, item: null, lot: null, activity, uom: SECONDS };
    const ours = sum(own.filter((one) => one.activity === activity).map((one) => one.seconds));
    const held = sum(said.filter((one) => one.activity === activity).map((one) => decimal(one[SECONDS_OF[measure]] ?? "0")));
    if (ours.isZero() && held.isZero()) return [];
    return [
      { side: "ours" as const, amount: { ...head, qty: ours } },
      { side: "theirs" as const, amount: { ...head, qty: held } },
    ];
  });
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
  const head = { measure: "STATUS" as const, item: null, lot: null, activity: null, uom: ORDERS };
  return { ...head, key: keyed(head, new Set()), ours: decimal(1), theirs: decimal(same ? 1 : 0), words: { ours, theirs: state } };
}

function keyed({ measure, item, lot, activity, uom }: Omit<Amount, "qty">, whole: ReadonlySet<string>): string {
  return JSON.stringify([measure, item, item !== null && whole.has(item) ? null : lot, activity, uom]);
}
