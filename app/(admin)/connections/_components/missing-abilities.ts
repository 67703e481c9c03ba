import type { Abilities } from "@/lib/edge/connection-admin";

const TAKES: Readonly<Record<Abilities["outbound"][number], string>> = {
  "mes.production.confirmed.v1": "confirmations",
  "mes.material.issued.v1": "material issues",
  "mes.material.scrapped.v1": "scrapped material",
  "mes.production.received.v1": "receipts of finished goods",
  "mes.entry.reversed.v1": "reversals",
  "mes.order.status.v1": "the state of orders",
  "mes.order.acknowledged.v1": "acknowledgements of orders",
  "mes.line.down.v1": "lines that go down",
  "mes.line.restored.v1": "lines that run again",
  "mes.exception.raised.v1": "calls for help that are severe",
  "mes.exception.resolved.v1": "the end of severe calls",
  "mes.lot.held.v1": "lots that are held",
  "mes.lot.released.v1": "holds that are lifted",
  "mes.quality.recorded.v1": "checks",
  "mes.genealogy.recorded.v1": "which lots went into which",
  "mes.shift-production.proposed.v1": "moves of production",
  "mes.labour.totals.v1": "the labour of shifts",
  "mes.shift.kpi.v1": "the figures of shifts",
  "mes.wip.snapshot.v1": "work in process by the hour",
  "mes.projection.snapshot.v1": "when orders will be done",
  "mes.reconciliation.snapshot.v1": "what comparisons end with",
  "mes.message.resolved.v1": "notes in place of settled messages",
};

const BRINGS: Readonly<Record<Abilities["inbound"][number], string>> = {
  "erp.item.v1": "items",
  "erp.work-centre.v1": "work centres",
  "erp.calendar.v1": "working hours and holidays",
  "erp.person.v1": "people",
  "erp.rate.v1": "rates",
  "erp.bom.v1": "bills of material",
  "erp.routing.v1": "routings",
  "erp.inspection-plan.v1": "inspection plans",
  "erp.standard-cost.v1": "standard costs",
  "erp.price.v1": "prices",
  "erp.lot.v1": "lots",
  "erp.stock.v1": "stock",
  "erp.delivery.v1": "purchases on their way",
  "erp.commitment.v1": "what was promised to customers",
  "erp.salvage.v1": "what scrap was sold for",
  "erp.order.v1": "production orders",
};

/** What an ERP brings and what it takes, as two sentences. */
export function presentAbilities({ inbound, outbound }: Abilities): { readonly brings: string; readonly takes: string } {
  return { brings: sentence(wordsOf(BRINGS, inbound, true)), takes: sentence(wordsOf(TAKES, outbound, true)) };
}

/** What an ERP cannot hold or say, each as a sentence: what people would miss there. */
export function missingAbilities(abilities: Abilities): readonly string[] {
  const untold = wordsOf(TAKES, abilities.outbound, false);
  const unsaid = wordsOf(BRINGS, abilities.inbound, false);
  return [
    ...(untold.length === 0 ? [] : [`It has no place for ${joined(untold)}; they are passed over and stay here.`]),
    ...(unsaid.length === 0 ? [] : [`It brings nothing of ${joined(unsaid)}.`]),
    ...comparison(abilities),
    ...(abilities.webhook ? [] : ["It does not call when something changes; changes come with the next read."]),
    ...(abilities.scrapReason ? [] : ["Reasons of scrap stay here; it gets the quantity."]),
    ...(abilities.reworkQuantity ? [] : ["Quantities for rework stay here."]),
    ...(abilities.machineLabourSplit ? [] : ["It gets one time; machine and labour apart stay here."]),
    ...(abilities.backdatedPosting ? [] : ["It posts on the day of arrival, not on the day on which it happened."]),
    ...(abilities.qualityResults ? [] : ["Results of checks stay here."]),
    ...(abilities.openDowntime ? [] : ["A stop reaches it only once it is over."]),
    ...(abilities.reversal ? [] : ["It cannot take a booking back; somebody corrects it there by hand."]),
    ...(abilities.nativeKey ? [] : ["It does not keep the key of a message; before each second try its documents are searched for it."]),
  ];
}

function comparison({ readOrders, readStock, readCosts, listOrders }: Abilities): readonly string[] {
  const costless = [
    ...(readOrders && !readCosts ? ["What its orders cost cannot be compared, only quantities and times."] : []),
    ...(readOrders && !listOrders ? ["It does not list its orders: one that never came here is not missed, nor a correction more than two weeks after an order was done."] : []),
  ];
  if (readOrders && readStock) return costless;
  if (!readOrders && !readStock) return ["It cannot be compared: nothing says what it holds of orders and of stock."];
  return [readOrders ? "Its stock cannot be compared, only its orders." : "Its orders cannot be compared, only its stock.", ...costless];
}

/** Words of the types that an ERP knows, or of those that it does not. */
function wordsOf(words: Readonly<Record<string, string>>, known: readonly string[], wanted: boolean): readonly string[] {
  return Object.entries(words).flatMap(([type, word]) => (known.includes(type) === wanted ? [word] : []));
}

function sentence(words: readonly string[]): string {
  const text = joined(words);
  return text === "" ? "Nothing." : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}
