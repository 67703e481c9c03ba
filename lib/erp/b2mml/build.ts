import { decimal, round } from "@/lib/domain/shared/decimal";
import type { Element } from "./document";

/** An instant as XML Schema and B2MML have it, in UTC. */
export function instant(time: string): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}

/** What is given, in its order; absent when nothing is, so that no empty list is written. */
export function given<Value>(...values: readonly (Value | null | undefined)[]): readonly Value[] | undefined {
  const kept = values.filter((value): value is Value => value !== null && value !== undefined);
  return kept.length === 0 ? undefined : kept;
}

export function quantity(qty: string, uom: string): Element {
  return { QuantityString: qty, DataType: "decimal", UnitOfMeasure: uom };
}

/** Seconds as minutes with three decimals. */
export function minutes(seconds: number): Element {
  return quantity(round(decimal(seconds).div(60), 3).toFixed(), "MIN");
}

/** The data types that we write, as B2MML names them. */
type DataType = "boolean" | "Code" | "dateTime" | "decimal" | "Identifier" | "string";

export function value(said: string, type: DataType, uom?: string | null): Element {
  return { ValueString: said, DataType: type, UnitOfMeasure: uom ?? undefined };
}

/** A property, parameter or datum; null when there is nothing to say. */
export function property(id: string, said: string | null | undefined, type: DataType = "string", uom?: string | null): Element | null {
  return said === null || said === undefined ? null : { ID: id, Value: [value(said, type, uom)] };
}

export function flag(id: string, said: boolean): Element {
  return { ID: id, Value: [value(String(said), "boolean")] };
}

export function scope(equipment: string, level: "Site" | "WorkUnit"): Element {
  return { EquipmentID: equipment, EquipmentElementLevel: level };
}

export function stored(location: string | null): Element | undefined {
  return location === null ? undefined : { Location: location, LocationType: "Operational Location ID" };
}

/** The verbs that take an action. */
export function action(code: "Add" | "Change" | "Delete", noun: string): Element {
  return { ActionCriteria: [{ ActionExpression: [{ "@actionCode": code, $: `//${noun}` }] }] };
}
