import { badValue, SapRefusal, unknownProperty } from "./sap-errors";

export type Row = Record<string, unknown>;
export type EdmType = "String" | "Boolean" | "Decimal" | "DateTime" | "DateTimeOffset" | "Time" | "Guid" | "Int";
export type Property = { readonly type: EdmType; readonly max: number; readonly scale: number };

/** One entity set with the properties that we use of it. */
export type Entity = {
  readonly set: string;
  readonly type: string;
  readonly key: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
  /** Navigation: the set that it leads to, and the properties that both share, `ours=theirs` where they have two names. */
  readonly nav: Readonly<Record<string, { readonly set: string; readonly on: readonly string[] }>>;
  readonly etag?: string;
};

const LETTERS: Readonly<Record<string, EdmType>> = { S: "String", B: "Boolean", N: "Decimal", D: "DateTime", O: "DateTimeOffset", T: "Time", G: "Guid", I: "Int" };

/** Reads `Name:S12!` (a string of twelve, part of the key), `Quantity:N13.3`, `Done:B`, … */
export function entity(set: string, type: string, text: string, nav: Entity["nav"] = {}, etag?: string): Entity {
  const key: string[] = [];
  const properties: Record<string, Property> = {};
  for (const [, name = "", letter = "", max, scale, isKey] of text.matchAll(/(\w+):([SBNDOTGI])(\d+)?(?:\.(\d+))?(!)?/g)) {
    properties[name] = { type: LETTERS[letter] ?? "String", max: Number(max ?? 0), scale: Number(scale ?? 0) };
    if (isKey !== undefined) key.push(name);
  }
  return { set, type, key, properties, nav, ...(etag === undefined ? {} : { etag }) };
}

/** Checks a body that creates or changes an object, as the gateway does before the application sees it. Children are checked by `child`. */
export function checkBody(of: Entity, body: unknown, children: Readonly<Record<string, Entity>> = {}): Row {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw new SapRefusal("/IWBEP/CM_MGW_RT/021", "Malformed request body", 400, false);
  const row: Row = {};
  for (const [name, value] of Object.entries(body as Row)) {
    const child = children[name];
    if (child !== undefined) {
      const results: unknown = (value as { results?: unknown } | null)?.results;
      if (!Array.isArray(results)) throw badValue(name, "a list of results is expected");
      row[name] = results.map((one: unknown) => checkBody(child, one));
      continue;
    }
    const property = of.properties[name];
    if (property === undefined) throw unknownProperty(name);
    checkValue(name, property, value);
    row[name] = value;
  }
  return row;
}

/** A value of JSON against its type: text for decimals and dates, no number where the other side has none. */
export function checkValue(name: string, property: Property, value: unknown): void {
  const { type, max, scale } = property;
  if (value === null) {
    if (type === "DateTime" || type === "DateTimeOffset" || type === "Time") return;
    throw badValue(name, "null is not allowed");
  }
  if (type === "Boolean") {
    if (typeof value !== "boolean") throw badValue(name, "true or false is expected");
    return;
  }
  if (type === "Int") {
    if (typeof value !== "number" || !Number.isInteger(value)) throw badValue(name, "a whole number is expected");
    return;
  }
  if (typeof value !== "string") throw badValue(name, `text is expected for Edm.${type}`);
  switch (type) {
    case "String":
      if (max > 0 && value.length > max) throw badValue(name, `the value is longer than ${max} characters`);
      return;
    case "Decimal": {
      const parts = /^-?(\d+)(?:\.(\d+))?$/.exec(value);
      if (parts === null) throw badValue(name, "not a decimal");
      if ((parts[2]?.length ?? 0) > scale || (parts[1]?.length ?? 0) > max - scale) throw badValue(name, `more digits than Decimal(${max},${scale})`);
      return;
    }
    case "DateTime": {
      const millis = /^\/Date\((-?\d+)\)\/$/.exec(value)?.[1];
      if (millis === undefined) throw badValue(name, "not a date");
      if (Number(millis) % 86_400_000 !== 0) throw badValue(name, "a day has no time");
      return;
    }
    case "DateTimeOffset":
      if (!/^\/Date\((-?\d+)\+0000\)\/$/.test(value)) throw badValue(name, "not an instant");
      return;
    case "Time":
      if (!/^PT([01]\d|2[0-3])H[0-5]\dM[0-5]\dS$/.test(value)) throw badValue(name, "not a time");
      return;
    case "Guid":
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)) throw badValue(name, "not a GUID");
  }
}

/** What a property that nobody filled says. */
export function blank(property: Property): unknown {
  switch (property.type) {
    case "String":
      return "";
    case "Boolean":
      return false;
    case "Decimal":
      return "0";
    case "Int":
      return 0;
    case "Guid":
      return "00000000-0000-0000-0000-000000000000";
    case "Time":
      return "PT00H00M00S";
    case "DateTime":
    case "DateTimeOffset":
      return null;
  }
}

/** A row with every property that the type has. */
export function filled(of: Entity, row: Row): Row {
  return { ...Object.fromEntries(Object.entries(of.properties).map(([name, property]) => [name, blank(property)])), ...row };
}
