import { type Decimal, r6 } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/port";
import { inOurWords, type Words } from "@/lib/erp/words";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import { type WorkCentre, WorkCentre as WorkCentreType } from "./master-types";
import type { SapCalls } from "./client";
import { literal } from "./edm";
import type { SapSettings } from "./settings";
import type { Versions } from "./versions";

/** What the mappings of single records need to know of the rest. */
export type PlantData = {
  readonly settings: SapSettings;
  readonly words: Words;
  readonly versions: Versions;
  /** The work centres of the plant by SAP's internal number; loaded when first asked for. */
  workCentres(): Promise<ReadonlyMap<string, WorkCentre>>;
};

export function plantData(calls: SapCalls, settings: SapSettings, words: Words, versions: Versions): PlantData {
  let loading: Promise<ReadonlyMap<string, WorkCentre>> | null = null;
  const load = async () => {
    const rows = await calls.all("workCentres", "/A_WorkCenters", { $filter: `Plant eq ${literal(settings.plant)}` }, WorkCentreType);
    return new Map(rows.map((row) => [row.WorkCenterInternalID, row]));
  };
  return { settings, words, versions, workCentres: () => (loading ??= load()) };
}

/** A message in our words. @throws ZodError when the data does not fit its type. */
export function inbound(data: PlantData, type: InboundType, content: { readonly [key: string]: Json }, version: number): InboundMessage {
  const { settings, words, versions } = data;
  return readInbound(type, inOurWords({ ...content, site: settings.site, erpVersion: version }, words), sourceOf(settings), versions.timeOf(version));
}

/** Name of the system in messages. */
export function sourceOf({ plant }: Pick<SapSettings, "plant">): string {
  return `sap/${plant}`;
}

/** A decimal as messages write it: at most six decimals. */
export function text(value: Decimal): string {
  return r6(value).toFixed();
}

/** Parts of a list small enough to be named in one filter. */
export function chunks<Value>(values: readonly Value[], size = 20): Value[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));
}

/** One of these values. */
export function oneOf(field: string, values: readonly string[]): string {
  return `(${values.map((value) => `${field} eq ${literal(value)}`).join(" or ")})`;
}
