import { formatHoursDifference } from "@/lib/format/time-difference";
import { formatMoney, formatMoneyDifference } from "@/lib/format/money";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { CostBasisRow, DifferenceRow } from "@/lib/queries/reconciliation/differences";

/** Units of what is no quantity of an item: times in seconds, and orders. */
const SECONDS = "SEC";
const ORDERS = "ORDER";

/** Measures by their names. */
export const MEASURE_WORDS: Readonly<Record<DifferenceRow["measure"], string>> = {
  GOOD: "Good",
  SCRAP: "Scrap",
  RECEIVED: "Received into stock",
  COMPONENT: "Component used",
  MACHINE_TIME: "Machine time",
  LABOUR_TIME: "Labour time",
  COST: "Cost",
  STATUS: "Order status",
  LOT_STOCK: "Lot stock",
  OPEN_ORDERS: "Open orders",
};

export const OWNER_WORDS: Readonly<Record<NonNullable<DifferenceRow["owner"]>, string>> = {
  IT: "Integration",
  PLANNER: "Planning",
  LEAD: "Line lead",
  FINANCE: "Finance",
  QUALITY: "Quality",
};

const STATES: Readonly<Record<string, string>> = {
  CREATED: "planned",
  PLANNED: "planned",
  RELEASED: "released",
  IN_PROGRESS: "in progress",
  ON_HOLD: "on hold",
  COMPLETED: "completed",
  CLOSED: "closed",
  CANCELLED: "cancelled",
  ABORTED: "aborted",
  UNKNOWN: "not there",
  NOT_HERE: "not here",
};

/** What a figure of a line is of, so that it can be written. */
type Unit = Pick<DifferenceRow, "uom" | "measure">;

/** What one side holds: a status in words, a time in hours, an amount of money, else the quantity. */
export function sideWords(row: Unit & Pick<DifferenceRow, "ours" | "theirs" | "oursText" | "theirsText">, side: "ours" | "theirs"): string {
  const said = side === "ours" ? row.oursText : row.theirsText;
  if (said !== null) return STATES[said] ?? said;
  if (row.measure === "COST") return formatMoney(row[side]);
  return row.uom === SECONDS ? hours(row[side]) : formatQuantity(row[side]);
}

/** A difference or a part of it with its sign; "" for none, so that what is there stands out. */
export function partWords(value: string, { measure, uom }: Unit): string {
  if (/^-?0(\.0+)?$/.test(value)) return "";
  if (measure === "COST") return formatMoneyDifference(value);
  return uom === SECONDS ? formatHoursDifference(Number(value)) : formatQuantity(value, { signed: true });
}

/** Unit of a line's figures, as people write it; of a cost its currency. */
export function unitWords({ measure, uom }: Unit): string {
  if (measure === "COST") return uom;
  if (uom === SECONDS) return "h";
  return uom === ORDERS ? "" : unitSymbol(uom);
}

const ACTIVITY_WORDS: Readonly<Record<NonNullable<DifferenceRow["activity"]>, string>> = { SETUP: "setup", RUN: "run", REWORK: "rework", DELAY: "delay" };

const ELEMENT_WORDS: Readonly<Record<NonNullable<DifferenceRow["element"]>, string>> = {
  MATERIAL: "material",
  LABOUR: "labour",
  MACHINE: "machine",
  OVERHEAD: "overhead",
  CREDIT: "receipts, taken off",
};

/** What differs, in one line: the measure, and of which item, lot or activity; of a cost which element, and of which month. */
export function whatWords({ measure, item, lot, activity, element, period }: Pick<DifferenceRow, "measure" | "item" | "lot" | "activity" | "element" | "period">): string {
  const cost = [element === null ? null : ELEMENT_WORDS[element], period];
  const of = [...cost, item, lot === null ? null : `lot ${lot}`, activity === null ? null : ACTIVITY_WORDS[activity]].filter((part) => part !== null).join(", ");
  return of === "" ? MEASURE_WORDS[measure] : `${MEASURE_WORDS[measure]}: ${of}`;
}

/** What of a cost differs: an item with its lot, or an operation with its activity. */
export function basisWords({ item, lot, operation, activity }: CostBasisRow): string {
  const parts = [item, lot === null ? null : `lot ${lot}`, operation === null ? null : `Operation ${operation}`, activity === null ? null : ACTIVITY_WORDS[activity]];
  return parts.filter((part) => part !== null).join(", ") || "The whole";
}

/** What it comes to: rate, quantity and what is unexplained, each with its sign. */
export function basisAmount({ rate, quantity, unexplained }: CostBasisRow): string {
  const parts = [
    ["rate", rate],
    ["quantity", quantity],
    ["unexplained", unexplained],
  ] as const;
  return parts.flatMap(([name, amount]) => (/^-?0(\.0+)?$/.test(amount) ? [] : [`${formatMoneyDifference(amount)} ${name}`])).join(", ");
}

/** Both sides' quantities at their rates: "10:24 h at 42.00 · 10:24 h at 43.50". */
export function basisSides({ uom, ours, theirs }: CostBasisRow): string {
  const side = ({ qty, rate }: CostBasisRow["ours"]): string => {
    if (qty === null) return "no quantity";
    const counted = uom === SECONDS ? `${hours(qty)}\u00a0h` : `${formatQuantity(qty)}\u00a0${unitSymbol(uom ?? "")}`;
    // A price has cents; a unit cost its six places.
    return rate === null ? counted : `${counted} at ${formatMoney(rate, { decimals: (rate.split(".")[1]?.length ?? 0) > 2 ? 6 : 2 })}`;
  };
  return `${side(ours)} · ${side(theirs)}`;
}

function hours(seconds: string): string {
  const words = formatHoursDifference(Math.abs(Number(seconds)));
  return words.replace("+", "").replace(/\s?h$/, "");
}
