import { type JsonObject, list, object, text, words } from "@/app/api/v1/_api/json";

/** One address of the document, ready to be shown. */
export type DocOperation = {
  readonly id: string;
  readonly group: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly JsonObject[];
  readonly body: JsonObject | null;
  readonly answer: JsonObject;
  readonly problems: readonly string[];
};

const JSON_TYPE = "application/json";

/** All addresses, in the order of the document. */
export function readOperations(document: JsonObject): readonly DocOperation[] {
  return Object.entries(object(document.paths)).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, value]) => {
      const operation = object(value);
      const responses = object(operation.responses);
      const body = object(object(object(operation.requestBody).content)[JSON_TYPE]).schema;
      return {
        id: text(operation.operationId),
        group: text(list(operation.tags)[0]),
        method: method.toUpperCase(),
        path,
        summary: text(operation.summary),
        description: text(operation.description),
        parameters: list(operation.parameters).map(object),
        body: body === undefined ? null : object(body),
        answer: object(object(object(object(responses["200"]).content)[JSON_TYPE]).schema),
        problems: Object.keys(responses).filter((status) => status !== "200"),
      };
    }),
  );
}

/** Where a shared schema stands on the page. */
export function anchorOf(name: string): string {
  return `schema-${name}`;
}

/** Name of the shared schema that a reference leads to. */
export function referenceOf(schema: JsonObject): string | null {
  return typeof schema.$ref === "string" ? (schema.$ref.split("/").at(-1) ?? null) : null;
}

/** The type of a field in a few words: "text", "list of Order", "RUN or REWORK". */
export function typeWords(schema: JsonObject): readonly (string | { readonly ref: string })[] {
  const ref = referenceOf(schema);
  if (ref !== null) return [{ ref }];
  const choices = list(schema.enum);
  if (choices.length > 0) return [choices.map(String).join(", ")];
  const any = [...list(schema.anyOf), ...list(schema.oneOf)].map(object);
  if (any.length > 0) return any.flatMap((one, index) => [...(index === 0 ? [] : [" or "]), ...typeWords(one)]);
  if (schema.const !== undefined) return [words(schema.const)];
  if (schema.type === "array") return ["list of ", ...typeWords(object(schema.items))];
  if (schema.type === "object") return schema.properties === undefined ? ["object"] : [`{ ${Object.keys(object(schema.properties)).join(", ")} }`];
  if (Array.isArray(schema.type)) return [schema.type.map((one) => plainType(String(one), schema)).join(" or ")];
  return [plainType(text(schema.type), schema)];
}

function plainType(type: string, schema: JsonObject): string {
  if (type === "string") return schema.format === "date-time" ? "instant" : schema.format === "uuid" ? "UUID" : "text";
  if (type === "boolean") return "yes or no";
  if (type === "integer") return "whole number";
  return type === "null" ? "null" : type === "" ? "anything" : type;
}
