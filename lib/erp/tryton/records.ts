import { z } from "zod";
import type { Context, TrytonClient } from "./client";
import { TrytonError } from "./failure";
import type { Value } from "./values";

/** One record type: its model, the fields asked for, and how a row is read. */
export type RecordType<Row> = { readonly model: string; readonly fields: readonly string[]; readonly schema: z.ZodType<Row> };

/** Rows of one answer; an order with all its lines is a few kilobytes. */
export const PAGE = 100;

/**
 * All records that match, page by page and by id: offsets would slip when records appear meanwhile.
 * A row of an unexpected shape throws a `TrytonError` named `UnexpectedAnswer`: another release, or a module that changes a field.
 */
export async function findRecords<Row extends { readonly id: number }>(client: TrytonClient, type: RecordType<Row>, domain: readonly Value[], extra: Context = {}): Promise<Row[]> {
  const found: Row[] = [];
  for (;;) {
    const page = await recordsAfter(client, type, domain, found.at(-1)?.id ?? 0, extra);
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

/** The next records after `lastId`, at most a page of them. */
async function recordsAfter<Row>(client: TrytonClient, type: RecordType<Row>, domain: readonly Value[], lastId: number, extra: Context): Promise<Row[]> {
  const rows = await rowsAfter(client, type, domain, lastId, extra);
  return parse(`model.${type.model}.search_read`, z.array(type.schema), rows);
}

/** The next rows after `lastId` as they came, at most a page of them: for readers that take one bad row apart from the rest. */
export async function rowsAfter(
  client: TrytonClient,
  type: RecordType<unknown>,
  domain: readonly Value[],
  lastId: number,
  extra: Context = {},
  size = PAGE,
): Promise<readonly Value[]> {
  const where = [["id", ">", lastId], ...(domain.length === 0 ? [] : [domain])];
  const rows = await client.call(`model.${type.model}.search_read`, [where, 0, size, [["id", "ASC"]], type.fields], extra);
  return Array.isArray(rows) ? (rows as readonly Value[]) : [];
}

/** Reads an answer by its schema, with the method's name in the error. */
export function parse<T>(method: string, schema: z.ZodType<T>, answer: Value): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new TrytonError({ kind: "error", name: "UnexpectedAnswer", texts: [z.prettifyError(parsed.error)] }, method);
}
