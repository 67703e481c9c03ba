import { z } from "zod";
import { type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/port";
import { inOurWords, type Words } from "@/lib/erp/words";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import { UomCode } from "@/lib/messages/primitives";
import { Bin, BIN_FIELDS, Company, ITEM_FIELDS, ItemHead, Uom } from "./api-types";
import { type FrappeClient, parse } from "./client";
import { FrappeError } from "./failure";
import type { ErpnextSettings } from "./settings";
import { grouped } from "./values";
import { microsOf } from "./zone";

/** What the mappings of single documents need to know of the rest. */
export type PlantData = {
  readonly settings: ErpnextSettings;
  readonly words: Words;
  readonly currency: string;
  /** Units of which ERPNext keeps whole numbers only. */
  readonly wholeUnits: ReadonlySet<string>;
};

/** Thrown by a mapping that would have to guess; the document is kept as unreadable with this reason. */
export class Unmappable extends Error {}

/** More units than any site has. */
const ALL_UNITS = 2000;
/** Names in one question: the address of a page must not grow beyond what a proxy takes. */
const CHUNK = 50;

/** Reads what all mappings need. @throws FrappeError; also where the company is not there. */
export async function loadPlantData(client: FrappeClient, settings: ErpnextSettings, words: Words): Promise<PlantData> {
  const { default_currency } = await loadCompany(client, settings);
  const units = parse(z.array(Uom), await client.list("UOM", { fields: ["name", "must_be_whole_number"], filters: [], orderBy: "name asc", length: ALL_UNITS }), "UOM");
  return { settings, words, currency: default_currency, wholeUnits: new Set(units.filter((unit) => unit.must_be_whole_number).map((unit) => unit.name)) };
}

/** The company of the connection. */
export async function loadCompany(client: FrappeClient, { company }: ErpnextSettings): Promise<Company> {
  const found = await client.read("Company", company);
  if (found === null) throw new FrappeError({ kind: "unexpected", reason: `ERPNext has no company ${company}.`, raw: "" });
  return parse(Company, found, `Company ${company}`);
}

/** Heads of items by code. */
export async function loadItems(client: FrappeClient, codes: Iterable<string>): Promise<ReadonlyMap<string, ItemHead>> {
  const items = new Map<string, ItemHead>();
  for (const names of chunks(codes)) {
    const rows = await client.list("Item", { fields: ITEM_FIELDS, filters: [["name", "in", names]], orderBy: "name asc", length: CHUNK });
    for (const item of parse(z.array(ItemHead), rows, "Item")) items.set(item.name, item);
  }
  return items;
}

/** What an item's stock is worth: average value per stock unit, 0 where nothing lies anywhere, and the stamps of the bins that say so. */
export type Worth = { readonly rate: Decimal; readonly stamps: readonly string[] };

/** What the stock of items is worth, by code; items without a bin are missing. */
export async function loadWorth(client: FrappeClient, codes: Iterable<string>): Promise<ReadonlyMap<string, Worth>> {
  const bins: Bin[] = [];
  for (const names of chunks(codes)) {
    for (let start = 0; ; start += PAGE) {
      const rows = await client.list("Bin", { fields: BIN_FIELDS, filters: [["item_code", "in", names]], orderBy: "name asc", start, length: PAGE });
      bins.push(...parse(z.array(Bin), rows, "Bin"));
      if (rows.length < PAGE) break;
    }
  }
  return new Map(
    [...grouped(bins, (bin) => bin.item_code)].map(([code, all]) => {
      const there = all.filter((bin) => bin.actual_qty.gt(0));
      const onHand = sum(there.map((bin) => bin.actual_qty));
      const value = sum(there.map((bin) => bin.actual_qty.times(bin.valuation_rate)));
      return [code, { rate: onHand.isZero() ? ZERO : value.div(onHand), stamps: all.map((bin) => bin.modified) }];
    }),
  );
}

const PAGE = 500;

function chunks(codes: Iterable<string>): string[][] {
  const all = [...new Set(codes)];
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, index) => all.slice(index * CHUNK, (index + 1) * CHUNK));
}

/** Checks that a unit of ERPNext has a code of ours, and hands it on as it is. @throws Unmappable with what to map. */
export function unit(name: string, { words }: Pick<PlantData, "words">): string {
  if (!hasCode(name, { words })) throw new Unmappable(`The unit "${name}" of ERPNext has no UN/ECE code: map it in the words of the connection.`);
  return name;
}

/** Whether a unit of ERPNext has a code of ours. */
export function hasCode(name: string, { words }: Pick<PlantData, "words">): boolean {
  return UomCode.safeParse(words.ours("UOM", name)).success;
}

/** Version of an object: the newest of its stamps in microseconds, so that any change makes it grow. */
export function versionOf(stamps: readonly string[], { timeZone }: Pick<ErpnextSettings, "timeZone">): number {
  return Math.max(
    ...stamps.map((stamp) => {
      const micros = microsOf(timeZone, stamp);
      if (micros === null) throw new Unmappable(`"${stamp}" is no time stamp.`);
      return micros;
    }),
  );
}

/** The time of a version, as messages write it. */
export function timeOf(version: number): string {
  return new Date(Math.floor(version / 1000)).toISOString();
}

/** A message of data in ERPNext's words. @throws ZodError when it does not fit its type. */
export function toMessage(
  type: InboundType,
  data: { readonly [field: string]: Json } & { readonly erpVersion: number },
  { words, settings }: Pick<PlantData, "words" | "settings">,
): InboundMessage {
  return readInbound(type, inOurWords(data, words), sourceOf(settings), timeOf(data.erpVersion));
}

/** Name of the system in messages. */
export function sourceOf({ company }: Pick<ErpnextSettings, "company">): string {
  return `erpnext/${company}`;
}
