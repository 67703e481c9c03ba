import { z } from "zod";
import type { Json } from "@/lib/erp/port";
import type { RecordType } from "./api-types";
import type { OdooClient } from "./client";
import { OdooError } from "./failure";

/** A search: terms that all must hold, operators in Polish notation among them. */
export type Domain = readonly Json[];

/** Rows of one answer. */
export const PAGE = 200;
/** Archived records count too, so that we hear of their end. */
export const ALSO_ARCHIVED = { active_test: false } as const;

/** All records that match, page by page and by id: offsets would slip when records appear meanwhile. */
export async function findAll<Row extends { readonly id: number }>(
  client: OdooClient,
  type: RecordType<Row>,
  domain: Domain,
  context: Readonly<Record<string, Json>> = {},
): Promise<Row[]> {
  const found: Row[] = [];
  for (;;) {
    const page = await findSome(client, type, [...domain, ["id", ">", found.at(-1)?.id ?? 0]], PAGE, context);
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

/** The first records that match, by id. */
export async function findSome<Row>(client: OdooClient, type: RecordType<Row>, domain: Domain, limit: number, context: Readonly<Record<string, Json>> = {}): Promise<Row[]> {
  const rows = await client.call(type.model, "search_read", { named: { domain, fields: type.fields, order: "id asc", limit, offset: 0 }, context });
  return parse(`${type.model}.search_read`, z.array(type.schema), rows);
}

/** The first record that matches; undefined when there is none. */
export async function findOne<Row>(client: OdooClient, type: RecordType<Row>, domain: Domain, context: Readonly<Record<string, Json>> = {}): Promise<Row | undefined> {
  return (await findSome(client, type, domain, 1, context))[0];
}

/** The newest stamp among the records that match; null when there is none. */
export async function newestStamp(client: OdooClient, model: string, domain: Domain): Promise<string | null> {
  const rows = await client.call(model, "search_read", { named: { domain, fields: ["write_date"], order: "write_date desc, id desc", limit: 1, offset: 0 } });
  return parse(`${model}.search_read`, z.array(z.object({ write_date: z.string() })), rows)[0]?.write_date ?? null;
}

/** Makes one record and answers its id. */
export async function createOne(client: OdooClient, model: string, values: Readonly<Record<string, Json>>): Promise<number> {
  const made = await client.call(model, "create", { named: { vals_list: [values] } });
  const [id] = parse(`${model}.create`, z.tuple([z.number().int().positive()]), made);
  return id;
}

/** Writes fields of one record. */
export async function writeOne(client: OdooClient, model: string, id: number, values: Readonly<Record<string, Json>>): Promise<void> {
  await client.call(model, "write", { ids: [id], named: { vals: values } });
}

/** Reads an answer by its schema. A row of another shape throws an `OdooError` named `UnexpectedAnswer`: another version than the settings say. */
export function parse<Output>(method: string, schema: z.ZodType<Output>, answer: Json): Output {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new OdooError({ kind: "error", name: "UnexpectedAnswer", message: z.prettifyError(parsed.error), status: null }, method);
}
