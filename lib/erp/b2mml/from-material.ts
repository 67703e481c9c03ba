import { decimal, ONE } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import { MaterialDefinition, MaterialLot, type Property, type Value } from "./api-types";
import { inboundOf, type Reading, siteOfScope, stampOf } from "./reading";
import { Unmappable } from "./unmappable";
import { flagOf, instantOf, numberOf, quantityOf, said, textOf, valuesOf, wholeOf } from "./values";

const KINDS: ReadonlySet<string> = new Set(["RAW", "PACKAGING", "INTERMEDIATE", "FINISHED", "OTHER"]);

/** A material definition: the item, and its standard cost and list price where it has them. */
export function fromDefinition(object: unknown, reading: Reading): InboundMessage[] {
  const material = MaterialDefinition.parse(object);
  const properties = material.MaterialDefinitionProperty;
  const { erpVersion, time } = stampOf(material, reading);
  const site = siteOfScope(material.HierarchyScope, reading);
  const baseUom = said(properties, "BaseUnit") ?? valuesOf(properties, "BaseUnit")[0]?.UnitOfMeasure;
  if (baseUom === undefined) throw new Unmappable(`Material ${material.ID} has no property BaseUnit.`);
  const head = { site, item: material.ID, erpVersion };
  const gtin = said(properties, "GTIN");
  const item = {
    ...head,
    text: material.Description[0] ?? material.ID,
    kind: said(properties, "Kind") ?? material.MaterialClassID.find((one) => KINDS.has(one)) ?? "OTHER",
    baseUom,
    decimals: wholeOf(properties, "Decimals") ?? 0,
    units: valuesOf(properties, "Unit").map(unitOf),
    tracking: said(properties, "Tracking") ?? "NONE",
    shelfLifeDays: wholeOf(properties, "ShelfLifeDays"),
    minRemainingDays: wholeOf(properties, "MinRemainingDays") ?? 0,
    requiresRelease: flagOf(properties, "RequiresRelease") ?? false,
    status: said(properties, "Status") ?? "ACTIVE",
    ...(gtin === null ? {} : { gtin }),
  };
  return [inboundOf("erp.item.v1", item, time, reading), ...standardCost(head, properties, time, reading)];
}

/** Another unit: `3/10` says that 3 of it are 10 of the base unit. */
function unitOf({ ValueString, UnitOfMeasure }: Value) {
  const [, numerator, denominator, decimals] = /^(\d+)\/(\d+)(?:;(\d))?$/.exec(ValueString) ?? [];
  if (UnitOfMeasure === undefined || numerator === undefined || denominator === undefined) throw new Unmappable(`Unit "${ValueString}" is not written n/d with its unit.`);
  return { uom: UnitOfMeasure, decimals: Number(decimals ?? 0), numerator: Number(numerator), denominator: Number(denominator) };
}

const ELEMENTS = ["material", "labour", "machine", "overhead"] as const;

/** The property StandardCost: one value per cost element, which its key names; the currency is its unit. */
function standardCost(head: { site: string; item: string; erpVersion: number }, properties: readonly Property[], time: string, reading: Reading): InboundMessage[] {
  const values = valuesOf(properties, "StandardCost");
  const currency = values[0]?.UnitOfMeasure;
  if (values.length === 0) return [];
  if (currency === undefined || values.some((value) => value.UnitOfMeasure !== currency)) throw new Unmappable(`The standard cost of ${head.item} needs one currency as its unit.`);
  const cost = (element: string) => numberOf(values.find((value) => (value.Key ?? "material").toLowerCase() === element)?.ValueString ?? "0");
  const amounts = ELEMENTS.map((element) => [element, textOf(cost(element))] as const);
  const total = amounts.reduce((all, [, amount]) => all.plus(amount), decimal(0));
  const data = {
    ...head,
    version: said(properties, "StandardCostVersion") ?? "1",
    costingLotSize: said(properties, "CostingLotSize") ?? ONE.toFixed(),
    ...Object.fromEntries(amounts),
    total: total.toFixed(),
    currency,
    validFrom: instantOf(said(properties, "StandardCostValidFrom") ?? ALWAYS),
    validTo: null,
  };
  return [inboundOf("erp.standard-cost.v1", data, time, reading)];
}

/** What has no start has counted from the start. */
export const ALWAYS = "1970-01-01T00:00:00Z";

/** Quality status by ISA-95's disposition, where the lot has no status of ours. */
const DISPOSITIONS: Readonly<Record<string, string>> = { UnRestricted: "RELEASED", Restricted: "ON_HOLD", Planned: "PENDING", "In-Process": "PENDING", Closed: "RELEASED" };
const STATUSES: ReadonlySet<string> = new Set(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"]);

/** A material lot with its stock: in its sublots one per location, or in itself. */
export function fromLot(object: unknown, reading: Reading): InboundMessage[] {
  const lot = MaterialLot.parse(object);
  const properties = lot.MaterialLotProperty;
  const { erpVersion, time } = stampOf(lot, reading);
  if (lot.MaterialDefinitionID === undefined) throw new Unmappable(`Lot ${lot.ID} names no material.`);
  const places = lot.MaterialSubLot.length > 0 ? lot.MaterialSubLot : lot.StorageLocation === undefined && lot.Quantity.length === 0 ? [] : [lot];
  const lines = places.map((place) => {
    if (place.StorageLocation === undefined) throw new Unmappable(`Lot ${lot.ID} has stock without a location.`);
    return { location: place.StorageLocation.Location, ...quantityOf(place.Quantity, `Lot ${lot.ID}`) };
  });
  const uom = lines[0]?.uom ?? said(properties, "BaseUnit");
  if (uom === null) throw new Unmappable(`Lot ${lot.ID} has neither stock nor a property BaseUnit.`);
  if (lines.some((line) => line.uom !== uom)) throw new Unmappable(`Lot ${lot.ID} has stock in more than one unit.`);
  const [cost] = valuesOf(properties, "UnitCost");
  if (cost?.UnitOfMeasure === undefined) throw new Unmappable(`Lot ${lot.ID} has no property UnitCost with its currency as unit.`);
  const when = (id: string) => instantOrNull(said(properties, id) ?? undefined);
  const data = {
    site: siteOfScope(lot.HierarchyScope, reading),
    item: lot.MaterialDefinitionID,
    lot: lot.ID,
    erpVersion,
    origin: said(properties, "Origin") ?? "PURCHASED",
    supplierLot: said(properties, "SupplierLot"),
    receivedAt: when("ReceivedAt"),
    madeAt: when("MadeAt"),
    expiresAt: instantOrNull(lot.EffectiveEndDate),
    unitCost: textOf(numberOf(cost.ValueString)),
    currency: cost.UnitOfMeasure,
    qualityStatus: statusOf(lot.ID, lot.Status, lot.Disposition),
    statusReason: said(properties, "StatusReason"),
    uom,
    stock: lines.map((line) => ({ location: line.location, qty: textOf(line.qty) })),
  };
  return [inboundOf("erp.lot.v1", data, time, reading)];
}

/** The status by our names counts; else the disposition. A lot that says neither waits to be released. */
function statusOf(lot: string, status: string | undefined, disposition: string | undefined): string {
  if (status !== undefined && STATUSES.has(status)) return status;
  if (disposition === undefined) {
    if (status === undefined) return "PENDING";
    throw new Unmappable(`Lot ${lot} has the unknown status "${status}" and no disposition.`);
  }
  const found = DISPOSITIONS[disposition];
  if (found === undefined) throw new Unmappable(`Lot ${lot} has the unknown disposition "${disposition}".`);
  return found;
}

function instantOrNull(said: string | undefined): string | null {
  return said === undefined ? null : instantOf(said);
}
