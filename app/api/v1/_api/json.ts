import { z } from "zod";

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** Any object of JSON. */
export const JsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** A value as an object; {} when it is none. */
export function object(value: JsonValue | undefined): JsonObject {
  const read = JsonObject.safeParse(value);
  return read.success ? read.data : {};
}

/** A value as text; "" when it is none. */
export function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** A scalar as a reader would write it, anything else as JSON. */
export function words(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A value as a list; empty when it is none. */
export function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
