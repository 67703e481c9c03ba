import { decimal } from "@/lib/domain/shared/decimal";
import type { EdmType, Entity, Property, Row } from "./edm-model";
import { badQuery, unknownProperty } from "./sap-errors";

type Test = (row: Row) => boolean;
type Token = { readonly kind: "open" | "close" | "word" | "literal"; readonly text: string };

const TOKENS = /\s*(?:(\()|(\))|((?:datetimeoffset|datetime|time|guid)?'(?:[^']|'')*'|-?\d+(?:\.\d+)?M?|true\b|false\b|null\b)|([A-Za-z_]\w*))/y;

/** Reads `$filter`: comparisons with `and`, `or` and brackets. Everything else, and every literal of the wrong type, is refused. */
export function parseFilter(text: string, of: Entity): Test {
  const tokens = tokenize(text);
  let position = 0;
  const peek = () => tokens[position];
  const take = (kind: Token["kind"]) => {
    const token = tokens[position];
    if (token?.kind !== kind) throw badQuery(`Invalid filter near '${token?.text ?? "the end"}'`);
    position += 1;
    return token.text;
  };
  const isWord = (word: string) => peek()?.kind === "word" && peek()?.text === word;

  function either(): Test {
    let left = both();
    while (isWord("or")) {
      position += 1;
      const [a, b] = [left, both()];
      left = (row) => a(row) || b(row);
    }
    return left;
  }
  function both(): Test {
    let left = one();
    while (isWord("and")) {
      position += 1;
      const [a, b] = [left, one()];
      left = (row) => a(row) && b(row);
    }
    return left;
  }
  function one(): Test {
    if (peek()?.kind === "open") {
      position += 1;
      const inner = either();
      take("close");
      return inner;
    }
    const name = take("word");
    const property = of.properties[name];
    if (property === undefined) throw unknownProperty(name);
    const operator = take("word");
    const literal = take("literal");
    const wanted = literal === "null" ? null : readLiteral(name, property, literal);
    return comparison(property.type, name, operator, wanted);
  }
  const test = either();
  if (position !== tokens.length) throw badQuery(`Invalid filter near '${peek()?.text ?? ""}'`);
  return test;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKENS.lastIndex = 0;
  while (TOKENS.lastIndex < text.trimEnd().length) {
    const before = TOKENS.lastIndex;
    const found = TOKENS.exec(text);
    if (found === null) throw badQuery(`Invalid filter at '${text.slice(before)}'`);
    const [, open, close, literal, word] = found;
    if (open !== undefined) tokens.push({ kind: "open", text: open });
    else if (close !== undefined) tokens.push({ kind: "close", text: close });
    else if (literal !== undefined) tokens.push({ kind: "literal", text: literal });
    else tokens.push({ kind: "word", text: word ?? "" });
  }
  return tokens;
}

/** A literal of a URL, checked against the type that it stands for, as something that can be compared. */
export function readLiteral(name: string, { type, max }: Pick<Property, "type" | "max">, text: string): string | number | boolean {
  const wrong = () => badQuery(`Invalid literal ${text} for property '${name}' of type Edm.${type}`);
  const inner = (prefix: string, form: RegExp) => {
    const found = new RegExp(`^${prefix}'(${form.source})'$`).exec(text)?.[1];
    if (found === undefined) throw wrong();
    return found;
  };
  switch (type) {
    case "String": {
      const value = inner("", /(?:[^']|'')*/).replaceAll("''", "'");
      if (max > 0 && value.length > max) throw badQuery(`The value '${value}' is longer than property '${name}'`);
      return value;
    }
    case "Guid":
      return inner("guid", /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/);
    case "DateTime":
      return Date.parse(`${inner("datetime", /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/)}Z`);
    case "DateTimeOffset":
      return Date.parse(inner("datetimeoffset", /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,7})?Z/));
    case "Time":
      return inner("time", /PT\d{2}H\d{2}M\d{2}S/);
    case "Decimal":
      if (!/^-?\d+(\.\d+)?M$/.test(text)) throw wrong();
      return text.slice(0, -1);
    case "Int":
      if (!/^-?\d+$/.test(text)) throw wrong();
      return Number(text);
    case "Boolean":
      if (text !== "true" && text !== "false") throw wrong();
      return text === "true";
  }
}

function comparison(type: EdmType, name: string, operator: string, wanted: string | number | boolean | null): Test {
  const against = (row: Row): number => {
    const value = comparable(type, row[name]);
    if (value === null || wanted === null) return value === wanted ? 0 : Number.NaN;
    if (type === "Decimal") return decimal(String(value)).comparedTo(decimal(String(wanted)));
    return value < wanted ? -1 : value > wanted ? 1 : 0;
  };
  switch (operator) {
    case "eq":
      return (row) => against(row) === 0;
    case "ne":
      return (row) => against(row) !== 0;
    case "gt":
      return (row) => against(row) > 0;
    case "ge":
      return (row) => against(row) >= 0;
    case "lt":
      return (row) => against(row) < 0;
    case "le":
      return (row) => against(row) <= 0;
    default:
      throw badQuery(`Unknown operator '${operator}'`);
  }
}

function comparable(type: EdmType, value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (type === "DateTime" || type === "DateTimeOffset") return Number(/-?\d+/.exec(String(value))?.[0]);
  return typeof value === "boolean" || typeof value === "number" ? value : String(value);
}

/** Reads `$orderby`. */
export function parseOrder(text: string, of: Entity): (a: Row, b: Row) => number {
  const terms = text.split(",").map((term) => {
    const [name = "", direction = "asc", ...rest] = term.trim().split(/\s+/);
    const property = of.properties[name];
    if (property === undefined) throw unknownProperty(name);
    if (rest.length > 0 || (direction !== "asc" && direction !== "desc")) throw badQuery(`Invalid order '${term}'`);
    return { name, type: property.type, sign: direction === "asc" ? 1 : -1 };
  });
  return (a, b) => {
    for (const { name, type, sign } of terms) {
      const [left, right] = [comparable(type, a[name]), comparable(type, b[name])];
      if (left === right) continue;
      if (left === null) return -sign;
      if (right === null) return sign;
      return left < right ? -sign : sign;
    }
    return 0;
  };
}
