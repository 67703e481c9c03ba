import { z } from "zod";
import { addressOf } from "@/app/(admin)/address-of";
import { maybe } from "@/app/(admin)/search-params";
import type { MessageFilter } from "@/lib/queries/admin/message-filter";
import { instantInZone } from "@/lib/queries/finance/instant-in-zone";

const WALL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

const Params = z.object({
  direction: maybe(z.enum(["in", "out"])),
  state: maybe(z.enum(["held", "waiting", "done", "passed"])),
  type: maybe(z.string().regex(/^[a-z.-]+\.v\d+$/)),
  order: maybe(z.string().trim().min(1).max(120)),
  q: maybe(z.string().trim().min(1).max(120)),
  /** Code of the connection and of the site that the page is narrowed to. */
  erp: maybe(z.string().min(1).max(60)),
  site: maybe(z.string().min(1).max(60)),
  /** From and until when, as a date field writes it, in the zone of the page. */
  from: maybe(z.string().regex(WALL)),
  until: maybe(z.string().regex(WALL)),
  before: maybe(z.string().regex(/^\d{4}-[\dT:.Z-]+~[0-9a-f-]{36}$/)),
  lane: maybe(z.string().min(1).max(200)),
  lanes: maybe(z.enum(["all"])),
  /** Code of the connection of the lane in focus. */
  connection: maybe(z.string().min(1).max(60)),
  /** Lag of each site on its own. */
  lag: maybe(z.enum(["site"])),
});
/** What the address of /messages says; a value that does not fit counts as not said. */
export type MessageParams = z.infer<typeof Params>;

export function readParams(raw: Record<string, string | string[] | undefined>): MessageParams {
  return Params.parse(raw);
}

/** The same as a filter of the list; `timeZone`: whose clock the times mean. The minute that `until` names is in it. */
export function filterOf({ direction, state, type, order, q, from, until, before }: MessageParams, timeZone: string): MessageFilter {
  const [at = "", id = ""] = before?.split("~") ?? [];
  const end = until === null ? null : instantInZone(until, timeZone);
  return {
    direction: direction === null ? null : direction === "in" ? "IN" : "OUT",
    state,
    type,
    order,
    search: q,
    from: from === null ? null : (instantInZone(from, timeZone)?.toISOString() ?? null),
    until: end === null ? null : new Date(end.getTime() + 59_999).toISOString(),
    before: before === null ? null : { at, id },
  };
}

/** Everything that narrows the list, taken off. */
export const UNFILTERED = {
  direction: null,
  state: null,
  type: null,
  order: null,
  q: null,
  from: null,
  until: null,
  erp: null,
  site: null,
} as const satisfies Partial<MessageParams>;

/** The address with some of it changed; a new filter begins on the first page. */
export function hrefWith(params: MessageParams, change: Partial<MessageParams>, hash = ""): string {
  return addressOf("/messages", { ...params, before: null, ...change }, hash);
}

/** True when the list is narrowed. */
export function isFiltered({ direction, state, type, order, q, from, until, erp, site }: MessageParams): boolean {
  return [direction, state, type, order, q, from, until, erp, site].some((value) => value !== null);
}
