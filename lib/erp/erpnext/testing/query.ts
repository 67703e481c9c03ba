import { DOCTYPES, STANDARD_FIELDS } from "./doctypes";
import { FrappeException, invalid } from "./frappe-exception";
import type { Doc, Store, Value } from "./store";

const PARAMETERS = new Set(["fields", "filters", "order_by", "limit_start", "limit_page_length"]);

/** `GET /api/resource/<doctype>`: every parameter is read strictly, every field must be there. */
export function list(store: Store, doctype: string, query: URLSearchParams): Record<string, Value>[] {
  const stranger = [...query.keys()].find((key) => !PARAMETERS.has(key));
  if (stranger !== undefined) throw invalid(`Unknown parameter ${stranger}`);
  const fields = jsonOf(query, "fields") ?? ["name"];
  if (!Array.isArray(fields) || fields.length === 0) throw invalid("fields must be a list");
  for (const field of fields) mayAsk(doctype, field, "query");
  const filters = jsonOf(query, "filters") ?? [];
  if (!Array.isArray(filters)) throw invalid("filters must be a list");
  const matching = store.all(doctype).filter((doc) => filters.every((filter) => matches(doctype, doc, filter)));
  const ordered = sorted(doctype, matching, query.get("order_by") ?? "modified desc");
  const [start, length] = [numberOf(query, "limit_start", 0), numberOf(query, "limit_page_length", 20)];
  return ordered.slice(start, start + length).map((doc) => Object.fromEntries(fields.map((field: unknown) => [String(field), doc[String(field)] ?? null])));
}

function jsonOf(query: URLSearchParams, name: string): unknown {
  const value = query.get(name);
  if (value === null) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw invalid(`${name} is no JSON`);
  }
}

function numberOf(query: URLSearchParams, name: string, otherwise: number): number {
  const value = query.get(name);
  if (value === null) return otherwise;
  if (!/^\d+$/.test(value)) throw invalid(`${name} must be a number`);
  return Number(value);
}

/** Tables never come with a list, and a field that is not there cannot be asked for. */
function mayAsk(doctype: string, field: unknown, where: string): string {
  const known = typeof field === "string" ? DOCTYPES.get(doctype)?.fields.get(field) : undefined;
  if (typeof field !== "string" || (!STANDARD_FIELDS.has(field) && (known === undefined || known.type === "table"))) {
    throw new FrappeException(417, "DataError", `Field not permitted in ${where}: ${String(field)}`);
  }
  return field;
}

function matches(doctype: string, doc: Doc, filter: unknown): boolean {
  if (!Array.isArray(filter) || filter.length !== 3) throw invalid("a filter is [field, operator, value]");
  const [first, operator, wanted]: unknown[] = filter;
  const value = doc[mayAsk(doctype, first, "filters")] ?? null;
  const single = (): string | number => {
    if (typeof wanted !== "string" && typeof wanted !== "number") throw invalid(`the value of ${String(first)} must be a text or a number`);
    return wanted;
  };
  const many = (): readonly unknown[] => {
    if (!Array.isArray(wanted)) throw invalid(`the value of ${String(first)} must be a list`);
    return wanted;
  };
  switch (operator) {
    case "=":
      return value === single();
    case "!=":
      return value !== single();
    case "<":
      return value !== null && value < single();
    case "<=":
      return value !== null && value <= single();
    case ">":
      return value !== null && value > single();
    case ">=":
      return value !== null && value >= single();
    case "in":
      return many().includes(value);
    case "not in":
      return !many().includes(value);
    case "like": {
      const pattern = String(single());
      if (!/^[^%]*%$/.test(pattern)) throw invalid("only a beginning is looked for here");
      return typeof value === "string" && value.startsWith(pattern.slice(0, -1));
    }
    default:
      throw invalid(`Operator must be one of =, !=, <, <=, >, >=, in, not in, like, not ${String(operator)}`);
  }
}

function sorted(doctype: string, docs: readonly Doc[], orderBy: string): readonly Doc[] {
  const keys = orderBy.split(",").map((part) => {
    const [, field = "", way = ""] = /^\s*(\w+)\s+(asc|desc)\s*$/.exec(part) ?? [];
    return { field: mayAsk(doctype, field, "order_by"), sign: way === "asc" ? 1 : -1 };
  });
  return docs.toSorted((a, b) => {
    for (const { field, sign } of keys) {
      const [left, right] = [a[field] ?? "", b[field] ?? ""];
      if (left < right) return -sign;
      if (left > right) return sign;
    }
    return 0;
  });
}
