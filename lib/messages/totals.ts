import { z } from "zod";
import { Code, InstantText } from "./primitives";

/** The time that totals are of, `[from, to)`. */
const TotalsPeriod = z.object({
  from: InstantText,
  to: InstantText,
  /** The shift of the site's calendar and the day that it counts for; null for an hour. */
  shift: z.object({ name: Code, day: z.iso.date() }).nullable(),
});

/** What every total says first. Site, period and revision are its key (domain §8.1); a higher revision takes the place of the lower ones. */
export const TotalsHead = {
  site: Code,
  period: TotalsPeriod,
  /** From 1; the next one when facts that came late changed the figures. */
  revision: z.number().int().positive(),
} as const;
