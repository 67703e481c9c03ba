import { z } from "zod";
import type { MessageFilter } from "@/lib/queries/admin/message-list";

const one = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);
const maybe = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(one, schema.nullable().catch(null)).default(null);

const Params = z.object({
  direction: maybe(z.enum(["in", "out"])),
  state: maybe(z.enum(["held", "waiting", "done", "passed"])),
  type: maybe(z.string().regex(/^[a-z.-]+\.v\d+$/)),
  order: maybe(z.string().trim().min(1).max(120)),
  q: maybe(z.string().trim().min(1).max(120)),
  before: maybe(z.string().regex(/^\d{4}-[\dT:.Z-]+~[0-9a-f-]{36}$/)),
  lane: maybe(z.string().min(1).max(200)),
  lanes: maybe(z.enum(["all"])),
  connection: maybe(z.string().min(1).max(60)),
});
/** What the address of /messages says; a value that does not fit counts as not said. */
export type MessageParams = z.infer<typeof Params>;

export function readParams(raw: Record<string, string | string[] | undefined>): MessageParams {
  return Params.parse(raw);
}

/** The same as a filter of the list. */
export function filterOf({ direction, state, type, order, q, before }: MessageParams): MessageFilter {
  const [at = "", id = ""] = before?.split("~") ?? [];
  return { direction: direction === null ? null : direction === "in" ? "IN" : "OUT", state, type, order, search: q, before: before === null ? null : { at, id } };
}

/** The address with some of it changed; a new filter begins on the first page. */
export function hrefWith(params: MessageParams, change: Partial<MessageParams>, hash = ""): string {
  const next = { ...params, before: null, ...change };
  const query = new URLSearchParams(Object.entries(next).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  return `/messages${query.size === 0 ? "" : `?${query.toString()}`}${hash}`;
}

/** True when the list is narrowed. */
export function isFiltered({ direction, state, type, order, q }: MessageParams): boolean {
  return [direction, state, type, order, q].some((value) => value !== null);
}
