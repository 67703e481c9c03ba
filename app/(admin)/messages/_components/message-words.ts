import { z } from "zod";
import type { GlyphShape } from "@/components/ui/glyph";
import { formatAge } from "@/lib/format/duration";
import { formatDayTime } from "@/lib/format/instant";
import { typeLabel } from "@/lib/format/message-types";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { MessageRow } from "@/lib/queries/admin/message-row";

/** A message in words: what it says, and what more there is to know in one line. */
export type Words = { readonly title: string; readonly detail?: string; /** For a sentence: "The ERP refused …". */ readonly noun: string };
type Reading = { readonly timeZone: string };

const STARTED: Readonly<Record<string, string>> = {
  RELEASED: "Order released",
  IN_PROGRESS: "Order started",
  ON_HOLD: "Order on hold",
  COMPLETED: "Order completed",
  CLOSED: "Order closed",
  CANCELLED: "Order cancelled",
  ABORTED: "Order aborted",
};
const ERP_STATUS: Readonly<Record<string, string>> = { CREATED: "Planned", RELEASED: "Released", CANCELLED: "Cancelled", CLOSED: "Closed by the ERP" };
const LOT_STATUS: Readonly<Record<string, string>> = { PENDING: "waits for release", RELEASED: "released", ON_HOLD: "on hold", REJECTED: "rejected", RECALLED: "recalled" };

// Read leniently: an old message may lack what a newer contract has.
const text = z.string().catch("");
const Data = z.object({
  order: text,
  item: text,
  lot: text,
  line: z.union([z.string(), z.number()]).catch(""),
  workUnit: text,
  uom: text,
  qty: text,
  amount: text,
  currency: text,
  document: text,
  state: text,
  status: text,
  outcome: text,
  reason: text,
  version: text,
  due: text,
  customer: text,
  commitment: text,
  workCentre: text,
  summary: text,
  comment: text,
  plan: text,
  verdict: text,
  inputs: z.array(z.unknown()).catch([]),
  outputs: z.array(z.unknown()).catch([]),
  action: text,
  period: z.object({ to: text, shift: z.object({ name: text, day: text }).nullable().catch(null) }).catch({ to: "", shift: null }),
  revision: z.number().catch(1),
  count: z.number().catch(0),
  total: z.object({ wip: text }).catch({ wip: "" }),
  units: z.array(z.unknown()).catch([]),
  date: text,
  parts: z
    .object({ unexplained: z.object({ figures: z.number() }) })
    .nullable()
    .catch(null),
  site: text,
  person: text,
  name: text,
  delivery: text,
  supplierName: text,
  asOf: text,
  lines: z.array(z.unknown()).catch([]),
  exceptions: z.array(z.unknown()).catch([]),
  element: text,
  operation: z.number().nullable().catch(null),
  erpVersion: z.union([z.number(), z.string()]).catch(""),
  seconds: z.number().catch(0),
  final: z.boolean().catch(false),
  qualityStatus: text,
  resolvedType: text,
  quantity: z.object({ uom: text, good: text, scrap: text, rework: text, moved: text }).catch({ uom: "", good: "", scrap: "", rework: "", moved: "" }),
  target: z.object({ site: text, line: text }).catch({ site: "", line: "" }),
  reversed: z.object({ type: text, data: z.record(z.string(), z.unknown()).catch({}) }).catch({ type: "", data: {} }),
});
type Data = z.infer<typeof Data>;

const amount = (value: string, uom: string): string => (/^-?\d+(\.\d+)?$/.test(value) ? formatQuantityWithUnit(value, uom) : value);
const figure = (value: string): string => (/^-?\d+(\.\d+)?$/.test(value) ? formatQuantity(value) : value);
/** Money in words; the page's reader puts a word in the place of what is not for everybody. */
const money = (value: string, currency: string): string => (/^-?\d/.test(value) ? `${value} ${currency}` : value === "" ? "" : "amounts hidden");
const some = (value: string): boolean => value !== "" && Number(value) !== 0;
const line = (...parts: readonly (string | false)[]): string | undefined => parts.filter((part) => part !== false && part !== "").join(", ") || undefined;

/** What a message says, from its own fields. */
export function messageWords({ type, subject, data }: Pick<MessageRow, "type" | "subject" | "data">, reading: Reading): Words {
  const read = Data.safeParse(data);
  return read.success ? wordsOf(type, subject, read.data, reading) : { title: typeLabel(type), noun: typeLabel(type).toLowerCase() };
}

function wordsOf(type: string, subject: string, d: Data, reading: Reading): Words {
  const op = d.operation === null ? "" : `op${d.operation}`;
  switch (type) {
    case "mes.production.confirmed.v1": {
      const { good, scrap, rework, uom } = d.quantity;
      const quantities = [some(good) && `good ${amount(good, uom)}`, some(scrap) && `scrap ${amount(scrap, uom)}`, some(rework) && `rework ${amount(rework, uom)}`];
      const said = line(...quantities);
      const title = said === undefined ? (d.final ? `Completed ${op}` : `Confirmed ${op}, time only`) : `Confirmed ${op}, ${said}`;
      return {
        title,
        detail: line(d.workUnit && `on ${d.workUnit}`, said !== undefined && d.final && "the last of it"),
        noun: said === undefined ? `the end of ${op}` : some(good) ? `${amount(good, uom)} good` : said,
      };
    }
    case "mes.material.issued.v1":
      return { title: `Issued ${amount(d.qty, d.uom)} ${d.item}`, detail: line(d.lot && `lot ${d.lot}`, op && `for ${op}`), noun: `${amount(d.qty, d.uom)} of ${d.item}` };
    case "mes.material.scrapped.v1":
      return { title: `Scrapped ${amount(d.qty, d.uom)} ${d.item}`, detail: line(d.lot && `lot ${d.lot}`, d.reason), noun: `${amount(d.qty, d.uom)} scrap of ${d.item}` };
    case "mes.production.received.v1":
      return { title: `Received ${amount(d.qty, d.uom)}`, detail: line(`lot ${d.lot}`, LOT_STATUS[d.qualityStatus] ?? ""), noun: `the receipt of ${amount(d.qty, d.uom)}` };
    case "mes.entry.reversed.v1": {
      const of = messageWords({ type: d.reversed.type, subject, data: d.reversed.data }, reading);
      return { title: `Took back: ${of.title.charAt(0).toLowerCase()}${of.title.slice(1)}`, detail: d.reason, noun: `the reversal of ${of.noun}` };
    }
    case "mes.order.status.v1":
      return {
        title: STARTED[d.state] ?? "Order changed",
        detail: line(some(d.quantity.good) && `${amount(d.quantity.good, d.quantity.uom)} good`, some(d.quantity.scrap) && `${figure(d.quantity.scrap)} scrap`),
        noun: `“${(STARTED[d.state] ?? "order changed").toLowerCase()}”`,
      };
    case "mes.order.acknowledged.v1":
      return {
        title:
          d.outcome === "APPLIED"
            ? `Took over version ${d.erpVersion}`
            : d.outcome === "STALE"
              ? `Version ${d.erpVersion} was old`
              : d.outcome === "PARKED"
                ? `Version ${d.erpVersion} waits`
                : `Refused version ${d.erpVersion}`,
        detail: line(d.reason),
        noun: "the acknowledgement",
      };
    case "mes.line.down.v1":
      return { title: `Line ${d.line} is down`, detail: line(d.workUnit, d.reason || "no reason yet"), noun: "the stop of the line" };
    case "mes.line.restored.v1":
      return { title: `Line ${d.line} runs again`, detail: `after ${formatAge(d.seconds)}`, noun: "the restart of the line" };
    case "mes.exception.raised.v1":
      return { title: d.summary || "Something severe happened", detail: line(d.workUnit), noun: "the exception" };
    case "mes.exception.resolved.v1":
      return { title: `Over: ${d.summary}`, detail: line(d.action), noun: "the end of the exception" };
    case "mes.lot.held.v1":
      return { title: `Lot ${d.lot} is held`, detail: line(d.item, d.comment), noun: `the hold of ${d.lot}` };
    case "mes.lot.released.v1":
      return { title: `A hold of lot ${d.lot} was lifted`, detail: line(LOT_STATUS[d.status] ?? "", d.comment), noun: `the release of ${d.lot}` };
    case "mes.quality.recorded.v1":
      return { title: `Check ${d.plan} ${d.verdict === "PASS" ? "passed" : "failed"}`, detail: line(op && `at ${op}`, d.lot && `lot ${d.lot}`), noun: `check ${d.plan}` };
    case "mes.genealogy.recorded.v1":
      return {
        title: `Run of ${op} ended`,
        detail: line(`${d.inputs.length} ${d.inputs.length === 1 ? "lot" : "lots"} in`, `${d.outputs.length} out`, d.workUnit && `on ${d.workUnit}`),
        noun: `the genealogy of ${op}`,
      };
    case "mes.shift-production.proposed.v1": {
      const moved = amount(d.quantity.moved, d.quantity.uom);
      return { title: `Move ${moved} of ${d.order}`, detail: line(`to ${d.target.line}`, d.target.site, d.revision > 1 && `revision ${d.revision}`), noun: `the move of ${moved}` };
    }
    case "mes.labour.totals.v1":
    case "mes.shift.kpi.v1": {
      const shift = `${d.period.shift?.name ?? "shift"} of ${d.period.shift?.day ?? d.period.to}`;
      const restated = d.revision > 1 && `revision ${d.revision}`;
      return type === "mes.labour.totals.v1"
        ? { title: `Labour of ${shift}`, detail: line(formatAge(d.seconds), money(d.amount, d.currency), restated), noun: `the labour of ${shift}` }
        : { title: `Figures of ${shift}`, detail: line(`${d.units.length} ${d.units.length === 1 ? "machine" : "machines"}`, restated), noun: `the figures of ${shift}` };
    }
    case "mes.wip.snapshot.v1":
    case "mes.projection.snapshot.v1": {
      const at = d.period.to === "" ? "" : formatDayTime(d.period.to, reading);
      const orders = `${d.count} open ${d.count === 1 ? "order" : "orders"}`;
      return type === "mes.wip.snapshot.v1"
        ? { title: `Work in process at ${at}`, detail: line(orders, money(d.total.wip, d.currency)), noun: "the work in process" }
        : { title: `Projection at ${at}`, detail: orders, noun: "the projection" };
    }
    case "mes.reconciliation.snapshot.v1": {
      const open = d.parts?.unexplained.figures ?? 0;
      return {
        title: `Comparison of ${d.date}`,
        detail: line(open === 0 ? "nothing unexplained" : `${formatQuantity(String(open))} unexplained`, d.revision > 1 && `revision ${d.revision}`),
        noun: `the comparison of ${d.date}`,
      };
    }
    case "mes.message.resolved.v1":
      return { title: "Settled without sending", detail: typeLabel(d.resolvedType), noun: "the tombstone" };
    case "erp.order.v1":
      return {
        title: `${ERP_STATUS[d.status] ?? "Changed"}, version ${d.erpVersion}`,
        detail: line(amount(d.qty, d.uom), d.due !== "" && `due ${formatDayTime(d.due, reading)}`),
        noun: `order ${d.order}`,
      };
    case "erp.lot.v1":
      return { title: `Lot ${d.lot} ${LOT_STATUS[d.qualityStatus] ?? "changed"}`, detail: d.item, noun: `lot ${d.lot}` };
    case "erp.commitment.v1":
      return {
        title: `Commitment ${d.commitment} line ${d.line}`,
        detail: line(d.customer, `${amount(d.qty, d.uom)} ${d.item}`, d.due !== "" && `due ${formatDayTime(d.due, reading)}`),
        noun: `commitment ${d.commitment}`,
      };
    case "erp.stock.v1":
      return {
        title: `Stock of ${d.site}`,
        detail: line(`${d.lines.length} ${d.lines.length === 1 ? "line" : "lines"}`, d.asOf !== "" && `as of ${formatDayTime(d.asOf, reading)}`),
        noun: `the stock of ${d.site}`,
      };
    case "erp.delivery.v1":
      return {
        title: `Delivery ${d.delivery} line ${d.line}`,
        detail: line(d.supplierName, `${amount(d.qty, d.uom)} ${d.item}`, d.due !== "" && `due ${formatDayTime(d.due, reading)}`),
        noun: `delivery ${d.delivery}`,
      };
    case "erp.calendar.v1": {
      const of = d.workCentre === "" ? d.site : d.workCentre;
      return {
        title: `Calendar of ${of}`,
        detail: line(d.exceptions.length > 0 && `${d.exceptions.length} ${d.exceptions.length === 1 ? "day differs" : "days differ"}`, `version ${d.erpVersion}`),
        noun: `the calendar of ${of}`,
      };
    }
    case "erp.inspection-plan.v1":
      return { title: `Inspection plan ${d.plan}`, detail: line(`version ${d.version}`, d.item && `of ${d.item}`), noun: `inspection plan ${d.plan}` };
    case "erp.person.v1":
      return { title: `Person ${d.person}`, detail: line(d.name, d.status === "INACTIVE" && "not active any more", `version ${d.erpVersion}`), noun: `person ${d.person}` };
    case "erp.salvage.v1":
      return { title: `Scrap of ${d.order} sold`, detail: line(money(d.amount, d.currency), d.document), noun: `scrap sale ${d.document}` };
    case "erp.bom.v1":
    case "erp.routing.v1":
    case "erp.standard-cost.v1":
      return { title: `${typeLabel(type)} of ${d.item}`, detail: `version ${d.version}`, noun: `${typeLabel(type).toLowerCase()} of ${d.item}` };
    case "erp.item.v1":
    case "erp.price.v1":
      return {
        title: `${typeLabel(type)} ${type === "erp.price.v1" ? "of " : ""}${d.item}`,
        detail: `version ${d.erpVersion}`,
        noun: `${typeLabel(type).toLowerCase()} ${d.item}`,
      };
    case "erp.work-centre.v1":
    case "erp.rate.v1":
      return {
        title: `${typeLabel(type)} ${type === "erp.rate.v1" ? `of ${d.workCentre}` : d.workCentre}`,
        detail: line(d.element.toLowerCase(), `version ${d.erpVersion}`),
        noun: `${typeLabel(type).toLowerCase()} ${d.workCentre}`,
      };
    default:
      return { title: typeLabel(type), detail: subject, noun: typeLabel(type).toLowerCase() };
  }
}

/** A state as a shape and a word; `tone` colours only what needs somebody. */
export type StateWord = { readonly shape: GlyphShape; readonly word: string; readonly tone: "plain" | "warning" | "critical" };

const OUT: Readonly<Record<string, StateWord>> = {
  NEW: { shape: "idle", word: "Waits its turn", tone: "plain" },
  SENDING: { shape: "running", word: "Sending", tone: "plain" },
  DELIVERED: { shape: "running", word: "Sent, not answered yet", tone: "plain" },
  RETRY_WAIT: { shape: "blocked", word: "Will be tried again", tone: "warning" },
  ACCEPTED: { shape: "done", word: "Accepted", tone: "plain" },
  REJECTED: { shape: "down", word: "Refused by the ERP", tone: "critical" },
  DEAD: { shape: "down", word: "Given up after 12 tries", tone: "critical" },
  REPLAYED: { shape: "running", word: "Sent again in a moment", tone: "plain" },
  RESOLVED: { shape: "planned", word: "Settled without sending", tone: "plain" },
};
const IN: Readonly<Record<string, StateWord>> = {
  RECEIVED: { shape: "running", word: "Being applied", tone: "plain" },
  APPLIED: { shape: "done", word: "Applied", tone: "plain" },
  STALE: { shape: "planned", word: "Older than what is here", tone: "plain" },
  PARKED: { shape: "blocked", word: "Waits for master data", tone: "warning" },
  REFUSED: { shape: "down", word: "Refused here", tone: "critical" },
  RESOLVED: { shape: "done", word: "Settled without applying", tone: "plain" },
  FAILED: { shape: "blocked", word: "Failed here, tried again", tone: "warning" },
};

export function stateWord(row: Pick<MessageRow, "direction" | "state"> & { readonly settledByPerson?: boolean; readonly reasonCode?: string | null }): StateWord {
  if (row.direction === "OUT" && row.state === "RESOLVED" && (row.reasonCode === "NOT_SUPPORTED" || row.reasonCode === "NEVER_TAKEN"))
    return { shape: "planned", word: "Passed over", tone: "plain" };
  if (row.direction === "OUT" && row.state === "REPLAYED" && row.settledByPerson === true) return { shape: "running", word: "Being settled", tone: "plain" };
  if (row.direction === "IN" && row.state === "FAILED" && row.reasonCode === "FAULT_LASTS") return { shape: "down", word: "Failed here, waits for a person", tone: "critical" };
  return (row.direction === "OUT" ? OUT : IN)[row.state] ?? { shape: "idle", word: row.state, tone: "plain" };
}

/** Keys that a parked message waits for, as words: "item RM-OAT". */
export function missingWords(missing: readonly string[]): string {
  return missing.map((key) => key.replace(/^([a-z-]+):(?:[^/]+\/)?(.*)$/, (_, kind: string, name: string) => `${kind.replace("-", " ")} ${name}`)).join(", ");
}
