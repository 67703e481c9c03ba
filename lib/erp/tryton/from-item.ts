import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { ItemData } from "@/lib/messages/erp-item.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { Product, UnitOfMeasure } from "./api-types";
import { type RolledUp, splitBy } from "./made-standards";
import { ourUnit } from "./settings";
import { isLotTracked, itemCode, type PlantData, sinceWith, text, timeOf, unitCode, versionOf, versionWith } from "./plant-data";

/**
 * An item with its list price and its cost as the standard: Tryton owns the total. Bought, it is all material; made, it is split by
 * `rolled`, which stands in where Tryton has no cost.
 */
export function fromProduct(product: Product, rolled: RolledUp | null, data: PlantData): InboundMessage[] {
  const stamps = [product._timestamp, product["template."]._timestamp];
  const erpVersion = versionOf(stamps);
  const time = timeOf(erpVersion);
  const { source, currency, settings } = data;
  const [item, baseUom] = [itemCode(product), unitCode(data, product["default_uom."].symbol)];
  const common = { site: settings.site, item, erpVersion };
  const open = { validFrom: time, validTo: null };
  const messages = [
    inboundMessage(
      "erp.item.v1",
      {
        ...common,
        text: product.name,
        kind: kindOf(product, data),
        baseUom,
        decimals: Math.min(product["default_uom."].digits, 6),
        units: otherUnits(product["default_uom."].id, data),
        tracking: isLotTracked(product) ? "LOT" : "NONE",
        shelfLifeDays: product.shelf_life_time !== null && product.shelf_life_time > 0 ? product.shelf_life_time : null,
        minRemainingDays: 0,
        requiresRelease: false,
        status: product.active ? "ACTIVE" : "BLOCKED",
      },
      source,
      time,
    ),
  ];
  const total = product.cost_price !== null && product.cost_price.gt(0) ? product.cost_price : product.producible ? (rolled?.cost.total ?? null) : null;
  if (total !== null) {
    const version = versionWith(data, stamps);
    const split = splitBy(total, product.producible ? rolled : null);
    const elements = { material: text(split.MATERIAL), labour: text(split.LABOUR), machine: text(split.MACHINE), overhead: text(split.OVERHEAD), total: text(total) };
    const costingLotSize = product.producible && rolled !== null ? text(rolled.costingLotSize) : "1";
    const validity = { validFrom: sinceWith(data, version), validTo: null };
    messages.push(
      inboundMessage(
        "erp.standard-cost.v1",
        { site: settings.site, item, erpVersion: version, version: String(version), costingLotSize, ...elements, currency, ...validity },
        source,
        time,
      ),
    );
  }
  if (product.list_price !== null && product.list_price.gt(0)) {
    messages.push(inboundMessage("erp.price.v1", { ...common, customer: null, price: text(product.list_price), uom: baseUom, currency, ...open }, source, time));
  }
  return messages;
}

function kindOf(product: Product, data: PlantData): ItemData["kind"] {
  if (!product.producible) return "RAW";
  return data.components.has(product.id) ? "INTERMEDIATE" : "FINISHED";
}

/** The other units of the same category that the settings name, as exact fractions. */
function otherUnits(baseId: number, data: PlantData): ItemData["units"] {
  const base = data.units.find((unit) => unit.id === baseId);
  if (base === undefined) return [];
  return data.units.flatMap((unit) => {
    const uom = ourUnit(data.settings, unit.symbol);
    if (unit.id === base.id || unit.category !== base.category || uom === undefined) return [];
    const [ours, theirs] = [fraction(base), fraction(unit)];
    // n of it = d of the base unit: n ÷ d = (base ÷ reference) ÷ (unit ÷ reference).
    const ratio = reduce(ours.n.times(theirs.d), ours.d.times(theirs.n));
    return ratio === null ? [] : [{ uom, decimals: Math.min(unit.digits, 6), ...ratio }];
  });
}

/** What one of the unit is in the category's reference unit. Of factor and rate the shorter one is the exact one. */
function fraction(unit: UnitOfMeasure): { n: Decimal; d: Decimal } {
  const exact = unit.factor.decimalPlaces() <= unit.rate.decimalPlaces();
  const scale = decimal(10).pow((exact ? unit.factor : unit.rate).decimalPlaces());
  return exact ? { n: unit.factor.times(scale), d: scale } : { n: scale, d: unit.rate.times(scale) };
}

function reduce(n: Decimal, d: Decimal): { numerator: number; denominator: number } | null {
  let [a, b] = [n, d];
  while (!b.isZero()) [a, b] = [b, a.mod(b)];
  const [numerator, denominator] = [n.div(a).toNumber(), d.div(a).toNumber()];
  return Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator) ? { numerator, denominator } : null;
}
