import { formatMeasured, formatQuantity, formatQuantityWithUnit, unitSymbol } from "@/lib/format/quantity";
import type { OpenException } from "@/lib/queries/planner/exceptions";

const TITLES: Readonly<Record<string, string>> = {
  QUALITY_FAIL: "Quality is called",
  MATERIAL_SHORT: "Material is short",
  BACKFLUSH_SHORT: "Stock is short of what was used",
  ISSUED_SHORT: "Less was issued than went in",
  BLOCKED_LOT_USED: "A blocked lot went in",
  DEVIATION_ASKED: "Another material is asked for",
  RATE_MISSING: "A rate is missing",
  PRICE_MISSING: "A price is missing",
  COST_FROZEN: "Cost of a closed order would differ",
  SAFETY_CALL: "Safety call",
  HELP_CALL: "Help is called",
  STOCK_MISMATCH: "Stock differs from the ERP",
  COUNT_MISMATCH: "Count and entry differ",
  COUNTER_SUSPECT: "A counter cannot be right",
  FLOW_SUSPECT: "More made than arrived",
  LOT_TOLD_LATE: "A change of lots was told late",
  TIME_SUSPECT: "Recorded at an unlikely time",
  LABOUR_OVERBOOKED: "More booked than attended",
  SIGN_IN_LOCKED: "Sign-on locked",
  ORDER_CHANGE_CONFLICT: "The ERP's change was refused",
  MESSAGE_DEAD: "A message waits for a person",
  MESSAGES_LATE: "Messages to the ERP are late",
  SEQUENCE_GAP: "The ERP misses an earlier message",
  OVERDUE_ORDER: "Order is overdue",
  AT_RISK_COMMITMENT: "A promise is at risk",
};

const OWNERS: Readonly<Record<string, string>> = {
  LEAD: "Line lead",
  MAINTENANCE: "Maintenance",
  QUALITY: "Quality",
  MATERIAL: "Material",
  PLANNER: "Planner",
  SITE_HEAD: "Site head",
  FINANCE: "Finance",
  IT: "IT",
};

/** What an exception is, in words, with the place or the order that it is about. */
export function exceptionTitle(exception: OpenException): string {
  const where = exception.line ?? exception.unit ?? exception.order;
  if (exception.class === "LINE_DOWN") {
    if (exception.detail.call === "MAINTENANCE") return `${where ?? "A line"} calls maintenance`;
    // ST-06: only the constraint's state is the line's.
    return exception.ofLine ? `${where ?? "A line"} is down` : `${exception.unit ?? "A unit"} is down`;
  }
  if (exception.class === "MESSAGES_LATE" && exception.detail.direction === "IN") return "Messages from the ERP are late";
  if (exception.class === "MESSAGES_LATE" && exception.detail.direction === "READ") return "The ERP cannot be read";
  if (exception.class === "QUALITY_FAIL" && exception.detail.parameter !== undefined)
    return `${exception.unit ?? where ?? "A machine"}: ${exception.detail.parameter} is ${exception.detail.value === undefined ? "not to be trusted" : "out of its limits"}`;
  const title = TITLES[exception.class] ?? exception.class.charAt(0) + exception.class.slice(1).toLowerCase().replaceAll("_", " ");
  return where === null ? title : `${where}: ${title.charAt(0).toLowerCase()}${title.slice(1)}`;
}

/** What it is about beyond its title: the note of whoever called, the reason, the order. */
export function exceptionDetail(exception: OpenException): string | undefined {
  // Of a message it is a sentence; elsewhere a code of the plant's list, whose name stands in `reason`.
  const why =
    exception.class === "MESSAGE_DEAD" || exception.class === "SEQUENCE_GAP"
      ? [exception.detail.subject, exception.detail.reason]
      : exception.class === "MESSAGES_LATE"
        ? [exception.detail.reason]
        : exception.class === "MATERIAL_SHORT"
          ? [shortage(exception.detail)]
          : exception.class === "COUNTER_SUSPECT" || exception.class === "COUNT_MISMATCH"
            ? [doubt(exception.detail)]
            : exception.class === "QUALITY_FAIL"
              ? [limits(exception.detail)]
              : exception.class === "TIME_SUSPECT"
                ? [fastClock(exception.detail)]
                : [];
  const parts = [
    ...why,
    exception.detail.note,
    exception.detail.outcome,
    exception.reason,
    exception.order === null || exception.line === null ? undefined : exception.order,
  ].filter((part): part is string => part !== undefined && part !== null && part !== "" && part !== "null");
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** How much of an item may be taken at the machine, and what its next hour takes; undefined where a person called for material. */
function shortage({ item, needed, free, uom }: OpenException["detail"]): string | undefined {
  if (item === undefined || needed === undefined || free === undefined || uom === undefined) return undefined;
  return `${item}: ${formatQuantityWithUnit(free, uom)} there, ${formatQuantityWithUnit(needed, uom)} needed within the hour`;
}

/** KP-02, KP-03: what a counter read before and after it jumped, or what a line counted in a shift and what was entered; undefined of others. */
function doubt({ before, after, counted, confirmed, shift }: OpenException["detail"]): string | undefined {
  if (before !== undefined && after !== undefined) return `from ${formatQuantity(before)} to ${formatQuantity(after)}`;
  if (counted === undefined || confirmed === undefined) return undefined;
  return `${formatQuantity(counted)} counted, ${formatQuantity(confirmed)} entered${shift === undefined ? "" : `, ${shift}`}`;
}

/** Whose clock is ahead, and by how much; undefined where a person's entry is meant. */
function fastClock({ address, aheadMinutes }: OpenException["detail"]): string | undefined {
  return address === undefined || aheadMinutes === undefined ? undefined : `the clock of ${address} is ${formatQuantity(aheadMinutes)} min ahead`;
}

/** TR-04: what a parameter measured and what is allowed; undefined of others, and where its source does not vouch for the value. */
function limits({ value, low, high, uom }: OpenException["detail"]): string | undefined {
  if (value === undefined || (low === undefined && high === undefined)) return undefined;
  const amount = (of: string) => (uom === undefined ? formatMeasured(of) : `${formatMeasured(of)}\u00a0${unitSymbol(uom)}`);
  const allowed = low === undefined ? `at most ${amount(high ?? "")}` : high === undefined ? `at least ${amount(low)}` : `${formatMeasured(low)} to ${amount(high)}`;
  // One that is written as its limit would look as if it were within.
  const close = [low, high].some((limit) => limit !== undefined && formatMeasured(limit) === formatMeasured(value));
  const measured = !close ? amount(value) : uom === undefined ? formatQuantity(value) : formatQuantityWithUnit(value, uom);
  return `${measured}, allowed ${allowed}`;
}

/** Who has it: a name once somebody took it, the role that it waits for before; and whether it has escalated (§2.5). */
export function exceptionOwner(exception: OpenException): string {
  const owner = exception.owner === null ? "nobody" : (OWNERS[exception.owner] ?? exception.owner);
  const has = exception.acknowledgedAt === null ? `${owner}, not taken yet` : `${owner} has it`;
  return exception.level === 0 ? has : `${has}, escalated`;
}

/** To whom an exception goes next. */
export function escalationTarget({ to }: NonNullable<OpenException["next"]>): string {
  return to === "IT" ? "IT" : `the ${(OWNERS[to] ?? to).toLowerCase()}`;
}

/** Red is for a line that is down and for what is critical; calls and doubts are warnings. */
export function exceptionSeverity(exception: OpenException): "critical" | "warning" | "info" {
  if (exception.severity === 1) return "critical";
  return exception.severity === 2 ? "warning" : "info";
}
