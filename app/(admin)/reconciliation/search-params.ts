import { z } from "zod";
import { addressOf } from "@/app/(admin)/address-of";
import { maybe } from "@/app/(admin)/search-params";
import type { DifferenceFilter, DifferenceRow } from "@/lib/queries/reconciliation/differences";

/** What can differ, in the order in which it is offered. */
export const MEASURES = [
  "GOOD",
  "SCRAP",
  "RECEIVED",
  "COMPONENT",
  "MACHINE_TIME",
  "LABOUR_TIME",
  "COST",
  "STATUS",
  "LOT_STOCK",
  "OPEN_ORDERS",
] as const satisfies readonly DifferenceRow["measure"][];

const Params = z.object({
  run: maybe(z.uuid()),
  line: maybe(z.uuid()),
  group: maybe(z.enum(["unexplained", "explained", "accepted"])),
  measure: maybe(z.enum(MEASURES)),
  q: maybe(z.string().trim().min(1).max(120)),
  page: maybe(z.coerce.number().int().min(1).max(1000)),
});
/** What the address of /reconciliation says; a value that does not fit counts as not said. */
export type ReconciliationParams = z.infer<typeof Params>;

export function readParams(raw: Record<string, string | string[] | undefined>): ReconciliationParams {
  return Params.parse(raw);
}

/** The same as a filter of the differences. */
export function filterOf({ group, measure, q }: ReconciliationParams): DifferenceFilter {
  return { group, measure, search: q };
}

/** The address with some of it changed; another filter or run begins on its first page with nothing opened. */
export function hrefWith(params: ReconciliationParams, change: Partial<ReconciliationParams>, hash = ""): string {
  return addressOf("/reconciliation", { ...params, line: null, page: null, ...change }, hash);
}

/** True when the list is narrowed. */
export function isFiltered({ group, measure, q }: ReconciliationParams): boolean {
  return group !== null || measure !== null || q !== null;
}
