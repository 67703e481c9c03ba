import { z } from "zod";
import { maybe } from "@/app/(admin)/search-params";
import type { UnmappedFilter } from "@/lib/queries/admin/signal-mappings";

const Words = z
  .string()
  .min(1)
  .transform((words) => words.slice(0, 200));

const Params = z.object({
  source: maybe(Words),
  q: maybe(Words),
  /** Those that were put aside. */
  aside: maybe(z.enum(["1"])),
  /** In which order they come, where not by source and address, and their page. */
  order: maybe(z.enum(["newest"])),
  listed: maybe(z.coerce.number().int().min(1).max(10_000)),
  /** What is looked for among the mappings, and their page. */
  mapped: maybe(Words),
  page: maybe(z.coerce.number().int().min(1).max(10_000)),
});
/** What the address of /telemetry says of its lists; a value that does not fit counts as not said. */
export type TelemetryParams = z.infer<typeof Params>;

export function readParams(raw: Record<string, string | string[] | undefined>): TelemetryParams {
  return Params.parse(raw);
}

/** The same as a filter of the list. */
export function filterOf({ source, q, aside, order }: TelemetryParams): UnmappedFilter {
  return { source, text: q, ignored: aside !== null, newest: order === "newest" };
}
