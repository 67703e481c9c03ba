import type { ReactNode } from "react";
import { type JsonObject, list, object, text, words } from "@/app/api/v1/_api/json";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { TypeWords } from "./type-words";

/** The fields of an object, name by name; another kind of schema in one line. */
export function SchemaTable({ schema, caption }: { schema: JsonObject; caption: string }) {
  const fields = Object.entries(object(schema.properties));
  if (fields.length === 0) {
    const example = list(schema.examples)[0];
    return (
      <p className="px-4 pb-3 text-sm text-ink-2">
        <TypeWords schema={schema} />
        {example === undefined ? null : <>, such as {words(example)}</>}
      </p>
    );
  }
  const required = new Set(list(schema.required).map(String));
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>Field</Th>
          <Th>Type</Th>
          <Th>Meaning</Th>
        </tr>
      </thead>
      <tbody>
        {fields.map(([name, value]) => (
          <FieldRow key={name} name={name} schema={object(value)} required={required.has(name)} />
        ))}
      </tbody>
    </Table>
  );
}

/** One field or parameter. */
export function FieldRow({ name, schema, required, place, meaning }: { name: string; schema: JsonObject; required: boolean; place?: string; meaning?: ReactNode }) {
  const limits = [
    ...(schema.default === undefined ? [] : [`otherwise ${words(schema.default)}`]),
    ...(schema.minimum === undefined ? [] : [`at least ${words(schema.minimum)}`]),
    ...(schema.maximum === undefined ? [] : [`at most ${words(schema.maximum)}`]),
    ...(schema.maxLength === undefined ? [] : [`up to ${words(schema.maxLength)} characters`]),
    ...(schema.pattern === undefined ? [] : [`fits ${text(schema.pattern)}`]),
  ];
  return (
    <tr>
      <RowHead className="w-56 align-top">
        <code className="font-sans font-medium">{name}</code>
        <span className="block text-xs text-ink-3">{[place, required ? "required" : "optional"].filter((word) => word !== undefined).join(", ")}</span>
      </RowHead>
      <Td className="max-w-80 align-top break-words text-ink-2">
        <TypeWords schema={schema} />
      </Td>
      <Td className="align-top text-ink-2">
        {meaning ?? text(schema.description)}
        {limits.length === 0 ? null : <span className="block text-xs break-words text-ink-3">{limits.join(", ")}</span>}
      </Td>
    </tr>
  );
}
