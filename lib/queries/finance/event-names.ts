import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import type { SourceEvent } from "./cost-lines";

const Names = z.object({
  item: z.string().nullable(),
  itemText: z.string().nullable(),
  lot: z.string().nullable(),
  operation: z.string().nullable(),
  opNo: z.number().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** What the reason codes of the fact mean, by code. */
  reasons: z.record(z.string(), z.string()),
});

/** What a fact is about, by the numbers and names that people know it by; null where the fact names no such thing. */
export type EventNames = z.infer<typeof Names>;

const Id = z.uuid();
const REASONS = ["reason", "scrapReason", "reworkReason"] as const;

/** Names of what one fact speaks of, at the site of the order whose cost it is part of. */
export async function eventNames({ db }: Reader, siteId: string, { payload }: SourceEvent): Promise<EventNames> {
  const id = (name: string): SQL => sql`${Id.safeParse(payload[name]).data ?? null}::uuid`;
  const codes = REASONS.flatMap((name) => (typeof payload[name] === "string" ? [payload[name]] : []));
  const [names] = await readRows(
    db,
    Names,
    sql`select i.code as item, v.description as "itemText", l.number as lot, p.name as operation, p.op_no as "opNo", f.code as "from", t.code as "to",
        coalesce((select json_object_agg(r.code, r.name) from reference.reason_code r where r.site_id = ${siteId}::uuid and r.code in (select json_array_elements_text(${JSON.stringify(codes)}::json))), '{}'::json) as reasons
      from (select 1) one
      left join reference.item i on i.id = ${id("itemId")}
      left join reference.item_version v on v.item_id = i.id and v.valid_to is null
      left join materials.lot l on l.id = ${id("lotId")}
      left join execution.order_operation p on p.id = ${id("operationId")}
      left join reference.equipment f on f.id = ${id("fromLocationId")}
      left join reference.equipment t on t.id = ${id("toLocationId")}`,
  );
  return names ?? { item: null, itemText: null, lot: null, operation: null, opNo: null, from: null, to: null, reasons: {} };
}
