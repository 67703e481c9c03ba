import type { Namespace } from "@/lib/i18n/messages-of";

/** What the pages of the floor speak of: the texts that they send to the browser. */
export const FLOOR_SUBJECTS = [
  "attendance",
  "calls",
  "checks",
  "complete",
  "corrections",
  "entries",
  "floor",
  "handover",
  "held",
  "indirect",
  "instructions",
  "lead",
  "material",
  "photo",
  "quantity",
  "refusals",
  "report",
  "run",
  "scan",
  "states",
  "station",
  "stops",
  "storage",
  "suspects",
] as const satisfies readonly Namespace[];
