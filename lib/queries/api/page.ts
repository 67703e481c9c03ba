import { z } from "zod";

/** Rows of a page unless asked otherwise, and at most. */
export const PAGE_ROWS = 50;
export const PAGE_MOST = 200;

/** What every list takes: how many rows, and after which. */
export const PageQuery = z.object({
  cursor: z.string().max(200).optional().meta({ description: "`next` of the page before; absent: the first page" }),
  limit: z.coerce.number().int().min(1).max(PAGE_MOST).default(PAGE_ROWS).meta({ description: "Rows of the page" }),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of a list; `next` is null on the last one. */
export function pageOf<Row extends z.ZodType>(row: Row) {
  return z.object({ data: z.array(row), next: z.string().nullable().meta({ description: "Give it as `cursor` to read on; null on the last page" }) });
}

/** Id after which a page begins; undefined when the cursor is none of ours. */
export function readCursor(cursor: string | undefined): string | null | undefined {
  if (cursor === undefined) return null;
  const id = z.uuid().safeParse(Buffer.from(cursor, "base64url").toString("utf8"));
  return id.success ? id.data : undefined;
}

/** Cuts one row more than asked for into a page. */
export function cutPage<Row>(rows: readonly Row[], limit: number, idOf: (row: Row) => string): { data: Row[]; next: string | null } {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, next: rows.length > limit && last !== undefined ? Buffer.from(idOf(last)).toString("base64url") : null };
}

/** Refusal of a cursor that is none of ours. */
export const BAD_CURSOR = { ok: false as const, code: "INVALID_INPUT", params: {}, fields: { "query.cursor": "not a cursor of this list" } };
