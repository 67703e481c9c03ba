import { z } from "zod";

/** How a field is filled in: `lines` one entry a line, `json` for tables and records. */
export type FieldKind = "text" | "url" | "number" | "switch" | "choice" | "choices" | "lines" | "json";

/** One field of the form of a kind of ERP, as its schema describes it. */
export type FormField = {
  /** Name in the settings or secrets; empty for a schema that is no plain object and is filled in whole. */
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly nullable: boolean;
  readonly options: readonly string[];
  /** What counts when nothing is stored, as the form writes it. */
  readonly initial: string;
};

// JSON Schema as zod writes it, as far as a form can show it; anything else is filled in as JSON.
const Property = z.looseObject({
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  format: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.looseObject({ type: z.unknown(), enum: z.array(z.unknown()).optional() }).optional(),
  anyOf: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  $ref: z.string().optional(),
});
type Property = z.infer<typeof Property>;
const Root = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  $defs: z.record(z.string(), z.unknown()).default({}),
});
type Root = z.infer<typeof Root>;

/** The fields of a form for values of a schema, in its order, with the titles and descriptions of its `.meta`. */
export function formOf(schema: z.ZodType): readonly FormField[] {
  const root = Root.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  if (root.properties === undefined) {
    return [{ name: "", title: "Values", description: "All of it as one JSON object.", kind: "json", required: true, nullable: false, options: [], initial: "{}" }];
  }
  return Object.entries(root.properties).map(([name, raw]) => fieldOf(name, propertyOf(raw, root), root.required.includes(name)));
}

function fieldOf(name: string, { nullable, ...property }: Property & { nullable: boolean }, required: boolean): FormField {
  const kind = kindOf(property);
  const options = kind === "choice" ? property.enum : kind === "choices" ? property.items?.enum : undefined;
  const field = {
    name,
    title: property.title ?? titleOf(name),
    description: property.description ?? null,
    kind,
    required: required && !nullable,
    nullable,
    options: (options ?? []).map(String),
    initial: "",
  };
  if (property.default !== undefined) return { ...field, initial: fieldText(field, property.default) };
  // A choice without a default shows its first option, a switch is off: what the form shows is what it says.
  return { ...field, initial: kind === "choice" && field.required ? (field.options[0] ?? "") : kind === "switch" ? "false" : "" };
}

/** What a stored value looks like in the form; what is not stored shows what counts then. */
export function fieldText(field: Pick<FormField, "kind" | "initial">, value: unknown): string {
  if (value === undefined) return field.initial;
  if (value === null) return "";
  switch (field.kind) {
    case "json":
      return JSON.stringify(value, null, 2);
    case "lines":
    case "choices":
      return Array.isArray(value) ? value.map(String).join("\n") : "";
    case "text":
    case "url":
    case "number":
    case "switch":
    case "choice":
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
  }
}

/** The values that a form says, ready for the schema; `problems` by field name where a text is no value at all. */
export function readForm(fields: readonly FormField[], texts: Readonly<Record<string, string>>): { readonly value: unknown; readonly problems: Readonly<Record<string, string>> } {
  const value: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const read = readField(field, texts[field.name] ?? field.initial);
    if ("problem" in read) problems[field.name] = read.problem;
    else if (read.value !== undefined) value[field.name] = read.value;
  }
  return { value: fields.length === 1 && fields[0]?.name === "" ? value[""] : value, problems };
}

function readField(field: FormField, typed: string): { readonly value: unknown } | { readonly problem: string } {
  const text = typed.trim();
  // What is as shipped is not stored, so that it follows when what is shipped changes.
  if (text === field.initial.trim() && !field.required) return { value: undefined };
  if (text === "") {
    if (field.required) return { problem: "is needed" };
    if (field.nullable) return { value: null };
    return { value: field.kind === "lines" || field.kind === "choices" ? [] : undefined };
  }
  switch (field.kind) {
    case "text":
    case "url":
    case "choice":
      return { value: text };
    case "number":
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: "must be a number" };
    case "switch":
      return { value: text === "true" };
    case "lines":
    case "choices":
      return { value: text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()])) };
    case "json":
      return readJson(text);
  }
}

function readJson(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (fault) {
    if (fault instanceof SyntaxError) return { problem: `is no valid JSON: ${fault.message}` };
    throw fault;
  }
}

function kindOf({ type, format, enum: choices, items, anyOf }: Property): FieldKind {
  if (anyOf !== undefined) return "json";
  if (type === "string") return choices !== undefined ? "choice" : format === "uri" ? "url" : "text";
  if (type === "number" || type === "integer") return "number";
  if (type === "boolean") return "switch";
  if (type === "array" && items?.type === "string") return items.enum !== undefined ? "choices" : "lines";
  return "json";
}

/** A property with what it refers to in place, and null taken out of its type. */
function propertyOf(raw: unknown, root: Root): Property & { nullable: boolean } {
  const own = Property.parse(raw);
  const target = own.$ref === undefined ? undefined : root.$defs[own.$ref.replace("#/$defs/", "")];
  const property = target === undefined ? own : { ...Property.parse(target), ...own };
  if (Array.isArray(property.type)) {
    const others = property.type.filter((type) => type !== "null");
    return { ...property, type: others.length === 1 ? others[0] : others, nullable: others.length < property.type.length };
  }
  const choices = property.anyOf?.map((one) => Property.parse(one));
  const others = choices?.filter(({ type }) => type !== "null");
  const [only] = others ?? [];
  if (choices === undefined || only === undefined || others?.length !== 1) return { ...property, nullable: false };
  return { ...only, ...property, anyOf: undefined, type: only.type, nullable: others.length < choices.length };
}

/** "pollSeconds" as words: "Poll seconds". */
function titleOf(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
