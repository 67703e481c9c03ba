import { z } from "zod";
import { InboundMessage } from "./inbound";
import { OutboundMessage } from "./outbound";
import { MoneyText, NonNegativeMoneyText } from "./primitives";

/** What stands in the place of an amount for who may not see cost (domain §10.1). */
export const HIDDEN_AMOUNT = "hidden";

/** Names of the fields that lead to an amount; EACH is every entry of a list. */
type Path = readonly string[];
const EACH = "*";

const AMOUNTS: readonly unknown[] = [MoneyText, NonNegativeMoneyText];

/** Where the schema of a message says that its `data` has money. */
function pathsOf(schema: unknown): Path[] {
  if (AMOUNTS.includes(schema)) return [[]];
  if (schema instanceof z.ZodObject) return Object.entries(schema.shape).flatMap(([name, field]) => pathsOf(field).map((path) => [name, ...path]));
  if (schema instanceof z.ZodArray) return pathsOf(schema.element).map((path) => [EACH, ...path]);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(pathsOf);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return pathsOf(schema.unwrap());
  return [];
}

/** Which fields of the `data` of a type are amounts; types without have none here. */
export const AMOUNT_PATHS: ReadonlyMap<string, readonly Path[]> = new Map(
  [...OutboundMessage.options, ...InboundMessage.options].map((option) => [option.shape.type.value, pathsOf(option.shape.data)] as const).filter(([, paths]) => paths.length > 0),
);

/** The types of messages that have amounts. */
export const TYPES_WITH_AMOUNTS: readonly string[] = [...AMOUNT_PATHS.keys()];

/** The `data` of a message of this type, or a part of it, with a word in the place of each amount. What is null or not there stays so. */
export function withoutAmounts(type: string, data: unknown): unknown {
  return (AMOUNT_PATHS.get(type) ?? []).reduce(hide, data);
}

function hide(value: unknown, [step, ...rest]: Path): unknown {
  if (value === null || value === undefined) return value;
  if (step === undefined) return HIDDEN_AMOUNT;
  if (step === EACH) return Array.isArray(value) ? value.map((each: unknown) => hide(each, rest)) : value;
  if (typeof value !== "object" || Array.isArray(value) || !(step in value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]: [string, unknown]) => [name, name === step ? hide(field, rest) : field]));
}
