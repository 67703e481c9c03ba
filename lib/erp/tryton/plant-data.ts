import { type Decimal, decimal, r6 } from "@/lib/domain/shared/decimal";
import type { BomUse, Routing, UnitOfMeasure, WorkCenter } from "./api-types";
import { ourUnit, type TrytonSettings } from "./settings";
import { instantOf, Instant, microseconds } from "./values";

/** What the mappings of single records need to know of the rest. */
export type PlantData = {
  readonly settings: TrytonSettings;
  /** Name of the system in messages. */
  readonly source: string;
  readonly currency: string;
  readonly units: readonly UnitOfMeasure[];
  readonly uses: readonly BomUse[];
  readonly routings: readonly Routing[];
  readonly workCenters: readonly WorkCenter[];
  /** How often the times and rates of the settings have changed since the first poll, and when last (ms); 0 before any change. */
  readonly mapping: { readonly revision: number; readonly since: number };
  /** Products that some BOM takes in. */
  readonly components: ReadonlySet<number>;
};

/** Thrown by a mapping that would have to guess; the record is kept as unreadable with this reason. */
export class Unmappable extends Error {}

/** Our code of a Tryton unit. */
export function unitCode(data: Pick<PlantData, "settings">, symbol: string): string {
  const code = ourUnit(data.settings, symbol);
  if (code === undefined) throw new Unmappable(`The unit "${symbol}" has no UN/ECE code: give it a line among the words of the connection.`);
  return code;
}

/** The code of an item; Tryton allows items without. */
export function itemCode(product: { readonly id: number; readonly code: string | null }): string {
  if (product.code === null || product.code.trim() === "") throw new Unmappable(`Product ${product.id} has no code.`);
  return product.code.trim();
}

/** Lots are asked for where goods go into or out of production or stock. */
export function isLotTracked(product: { readonly lot_required: readonly string[] | null }): boolean {
  return (product.lot_required ?? []).some((kind) => kind === "production" || kind === "storage");
}

/** Version of an object: the newest stamp of its records, in microseconds, so that any change makes it grow. */
export function versionOf(stamps: readonly string[]): number {
  return Math.max(...stamps.map((stamp) => microseconds(new Instant(instantText(stamp)))));
}

/** The version where settings have a say as well: each change of them raises it by the smallest step, and a change in Tryton by more. */
export function versionWith(data: Pick<PlantData, "mapping">, stamps: readonly string[]): number {
  return versionOf(stamps) + data.mapping.revision;
}

/** From when on a version counts that settings have a say in: their last change, where the record has not changed since. */
export function sinceWith(data: Pick<PlantData, "mapping">, version: number): string {
  return new Date(Math.max(Math.floor(version / 1000), data.mapping.since)).toISOString();
}

/** A `_timestamp` as an instant with milliseconds, the way messages write it. */
export function timeOf(version: number): string {
  return new Date(Math.floor(version / 1000)).toISOString();
}

function instantText(stamp: string): string {
  const [seconds = "0", micros = ""] = stamp.split(".");
  return instantOf(Number(seconds) * 1_000_000 + Number(micros.padEnd(6, "0").slice(0, 6))).iso;
}

/** A decimal as messages write it: at most six decimals. */
export function text(value: Decimal): string {
  return r6(value).toFixed();
}

export const NOTHING = text(decimal(0));
