import { v5 } from "uuid";
import type { Json } from "@/lib/erp/port";
import type { Domain } from "./records";
import type { OdooSettings } from "./settings";

/** Key of one record of several that a message becomes: the message's own for the first, then one that follows from it, the same in every run. */
export function partKey(messageId: string, kind: string, index: number): string {
  return kind === "time" && index === 0 ? messageId : v5(`${kind}/${index}`, messageId);
}

/** What marks a record as ours: the key field where there is one, and always a text that people can read. */
export function keyValues(settings: Pick<OdooSettings, "keyField">, textField: "description" | "origin", key: string, more = ""): Record<string, Json> {
  const text = more === "" ? `MES ${key}` : `MES ${key} ${more}`;
  return { [textField]: text, ...(settings.keyField === null ? {} : { [settings.keyField]: key }) };
}

/** The search for a record that is marked so. */
export function keyDomain(settings: Pick<OdooSettings, "keyField">, textField: "description" | "origin", key: string): Domain {
  if (settings.keyField !== null) return [[settings.keyField, "=", key]];
  return ["|", [textField, "=", `MES ${key}`], [textField, "=like", `MES ${key.replace(/[\\%_]/g, (sign) => `\\${sign}`)} %`]];
}
