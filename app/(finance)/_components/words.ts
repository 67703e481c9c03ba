import type { Show } from "@/lib/queries/finance/show";

/** Names of figures as finance says them. */
export const SHOW_WORDS: Readonly<Record<Show, string>> = {
  MATERIAL: "Material",
  LABOUR: "Labour",
  MACHINE: "Machine",
  OVERHEAD: "Overhead",
  SALVAGE: "Salvage",
  CREDIT: "Received at standard",
  SETUP: "Setup",
  RUN: "Run",
  REWORK: "Rework",
  DELAY: "Delay",
  MATERIAL_PRICE: "Material price",
  MATERIAL_MIX: "Material mix",
  MATERIAL_USAGE: "Material usage",
  LABOUR_RATE: "Labour rate",
  LABOUR_EFFICIENCY: "Labour efficiency",
  MACHINE_RATE: "Machine rate",
  MACHINE_EFFICIENCY: "Machine efficiency",
  OVERHEAD_RATE: "Overhead rate",
  OVERHEAD_EFFICIENCY: "Overhead efficiency",
  YIELD_SCRAP: "Yield, scrap",
  LOT_SIZE: "Lot size",
  REMAINING: "Remaining",
  ALL: "All cost",
};

/** How a figure came about, where its lines alone do not say it. */
export const SHOW_MEANING: Readonly<Partial<Record<Show, string>>> = {
  MATERIAL_PRICE: "What each lot cost, less its quantity at the standard price.",
  MATERIAL_MIX: "What was used in place of the planned item, or in other shares, at standard prices.",
  MATERIAL_USAGE: "What was used at standard prices, less what the units processed should have used.",
  LABOUR_RATE: "What people cost, less their hours at the work centre's standard rate.",
  LABOUR_EFFICIENCY: "Setup and run hours at the standard rate, less one planned setup and the planned time of the units processed.",
  MACHINE_RATE: "What machine hours cost, less the same hours at the standard rate.",
  MACHINE_EFFICIENCY: "Setup and run hours at the standard rate, less one planned setup and the planned time of the units processed.",
  OVERHEAD_RATE: "What overhead cost, less its driver's hours at the standard rate.",
  OVERHEAD_EFFICIENCY: "Hours of the driver at the standard rate, less one planned setup and the planned time of the units processed.",
  YIELD_SCRAP: "Material and run time that the units processed may use, less what the good ones may use at the planned yield. These entries scrapped units.",
  LOT_SIZE: "One planned setup per operation, less the part of it that the good quantity carries at the costing lot size. These lines are the setups.",
  REMAINING: "What rounding leaves between the sum of all steps and the credit. No entry stands behind it.",
};

const FACTS: Readonly<Record<string, string>> = {
  "production.confirmed": "Production confirmed",
  "production.reversed": "Entry taken back",
  "material.issued": "Material issued",
  "material.backflushed": "Material backflushed",
  "material.returned": "Material returned",
  "material.received": "Goods received",
  "material.scrapped": "Material scrapped",
  "material.reversed": "Move taken back",
  "cost.restated": "Time restated",
};

/** A fact of the log in words; one without words keeps its own name. */
export function factWord(type: string): string {
  return FACTS[type] ?? type;
}

const STATES: Readonly<Record<string, string>> = {
  PENDING: "not ready",
  READY: "ready",
  SETUP: "setup",
  RUNNING: "running",
  PAUSED: "paused",
  COMPLETED: "finished",
  SKIPPED: "skipped",
  ABORTED: "aborted",
};

/** Where an order stands: "op20 running". */
export function operationWord(opNo: number | null, state: string | null): string {
  return opNo === null || state === null ? "" : `op${opNo} ${STATES[state] ?? state}`;
}
