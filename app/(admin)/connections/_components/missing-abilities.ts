import type { Abilities } from "@/lib/edge/connection-admin";

const TYPES: Readonly<Record<string, string>> = {
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

/** What an ERP cannot hold or say, each as a sentence: what people would miss there. */
export function missingAbilities(abilities: Abilities): readonly string[] {
  const told = new Set<string>(abilities.outbound);
  const untold = Object.entries(TYPES).flatMap(([type, words]) => (told.has(type) ? [] : [words]));
  return [
    ...(untold.length === 0 ? [] : [`It has no place for ${joined(untold)}; they are passed over and stay here.`]),
    ...(abilities.inbound.includes("erp.commitment.v1") ? [] : ["It says nothing of what was promised to customers."]),
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

function joined(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}
