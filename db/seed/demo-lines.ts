import { DEMO_SITES } from "@/lib/sandbox/company/sites";

/** Codes of all lines of the demo plant, as its people name them. */
export const DEMO_LINES: readonly string[] = DEMO_SITES.flatMap(({ areas }) => areas.flatMap(({ workCentres }) => workCentres.map(({ workCentre }) => workCentre)));
