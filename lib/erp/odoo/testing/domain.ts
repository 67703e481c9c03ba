import { typeError, valueError } from "./errors";
import type { Row, Store, Stored } from "./store";

type Test = (row: Row) => boolean;

/** Reads a domain in Polish notation, strictly: unknown operators, fields and shapes are errors as in Odoo. */
export function readDomain(store: Store, model: string, domain: unknown): Test {
  if (!Array.isArray(domain)) throw typeError("domain must be a list");
  const stack: Test[] = [];
  for (const term of (domain as unknown[]).toReversed()) {
    if (term === "!") {
      const only = pop(stack);
      stack.push((row) => !only(row));
    } else if (term === "&" || term === "|") {
      const [first, second] = [pop(stack), pop(stack)];
      stack.push(term === "&" ? (row) => first(row) && second(row) : (row) => first(row) || second(row));
    } else stack.push(readTerm(store, model, term));
  }
  return (row) => stack.every((test) => test(row));
}

function pop(stack: Test[]): Test {
  const test = stack.pop();
  if (test === undefined) throw valueError("Domain is malformed: an operator lacks a term");
  return test;
}

const OPERATORS = new Set(["=", "!=", ">", ">=", "<", "<=", "in", "not in", "like", "=like", "ilike"]);

function readTerm(store: Store, model: string, term: unknown): Test {
  if (!Array.isArray(term) || term.length !== 3) throw valueError(`Invalid leaf ${JSON.stringify(term)}`);
  const [path, operator, wanted] = term as unknown[];
  if (typeof path !== "string" || typeof operator !== "string" || !OPERATORS.has(operator)) throw valueError(`Invalid operator in ${JSON.stringify(term)}`);
  if ((operator === "in" || operator === "not in") !== Array.isArray(wanted)) throw valueError(`The operator '${operator}' and its value do not fit: ${JSON.stringify(term)}`);
  return readTest(store, model, path.split("."), compare(operator, wanted));
}

/** A path through a list holds for a record where it holds for one of the list at least. */
function readTest(store: Store, model: string, path: readonly string[], test: (value: Stored) => boolean): Test {
  const [name = "", ...rest] = path;
  const field = store.fieldOf(model, name);
  if (rest.length === 0) return (row) => test(store.value(model, row, name));
  if (field.kind !== "many2one" && field.kind !== "one2many") throw valueError(`Invalid field '${path.join(".")}' on '${model}'`);
  const next = readTest(store, field.model, rest, test);
  return (row) => {
    const id = store.value(model, row, name);
    if (Array.isArray(id)) return id.some((one) => next(store.get(field.model, one)));
    return typeof id === "number" && id > 0 ? next(store.get(field.model, id)) : test(false);
  };
}

function compare(operator: string, wanted: unknown): (value: Stored) => boolean {
  const values = (value: Stored): readonly unknown[] => (Array.isArray(value) ? value : [value]);
  const order = (value: Stored) => typeof value === typeof wanted && value !== false;
  const text = String(wanted);
  switch (operator) {
    case "=":
      return (value) => values(value).includes(wanted);
    case "!=":
      return (value) => !values(value).includes(wanted);
    case "in":
      return (value) => (wanted as unknown[]).some((one) => values(value).includes(one));
    case "not in":
      return (value) => !(wanted as unknown[]).some((one) => values(value).includes(one));
    case ">":
      return (value) => order(value) && value > (wanted as Stored);
    case ">=":
      return (value) => order(value) && value >= (wanted as Stored);
    case "<":
      return (value) => order(value) && value < (wanted as Stored);
    case "<=":
      return (value) => order(value) && value <= (wanted as Stored);
    case "like":
      return (value) => typeof value === "string" && value.includes(text);
    case "ilike":
      return (value) => typeof value === "string" && value.toLowerCase().includes(text.toLowerCase());
    default:
      return (value) => typeof value === "string" && pattern(text).test(value);
  }
}

/** SQL's LIKE: `%` any text, `_` one sign, a backslash takes the next one as it is. */
function pattern(text: string): RegExp {
  const parts = [...text.matchAll(/\\(.)|(%)|(_)|([^\\%_]+)/gs)].map(([, taken, any, one, plain]) => {
    if (any !== undefined) return ".*";
    return one === undefined ? (taken ?? plain ?? "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&") : ".";
  });
  return new RegExp(`^${parts.join("")}$`, "s");
}
