import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";
import { gtinOf } from "@/lib/messages/primitives";
import type { Item } from "./api-types";
import { hasCode, type PlantData, toMessage, unit, versionOf } from "./plant-data";

/** An item with its other units. ERPNext tells what is made from what is bought by the default BOM, and what is sold by a check. */
export function fromItem(item: Item, data: PlantData): InboundMessage[] {
  const { site } = data.settings;
  const gtin = gtinOfItem(item);
  const shelfLife = item.shelf_life_in_days ?? 0;
  return [
    toMessage(
      "erp.item.v1",
      {
        site,
        item: item.name,
        erpVersion: versionOf([item.modified], data.settings),
        text: item.item_name ?? item.name,
        kind: item.default_bom === null ? "RAW" : item.is_sales_item ? "FINISHED" : "INTERMEDIATE",
        baseUom: unit(item.stock_uom, data),
        decimals: decimalsOf(item.stock_uom, data),
        units: otherUnits(item, data),
        tracking: item.has_serial_no ? "SERIAL" : item.has_batch_no ? "LOT" : "NONE",
        shelfLifeDays: shelfLife > 0 ? Math.trunc(shelfLife) : null,
        minRemainingDays: 0,
        requiresRelease: false,
        status: item.disabled ? "BLOCKED" : "ACTIVE",
        ...(gtin === null ? {} : { gtin }),
      },
      data,
    ),
  ];
}

/** The first of its barcodes that is a GTIN of the stock unit. */
function gtinOfItem({ barcodes, stock_uom }: Item): string | null {
  for (const { barcode, uom } of barcodes) {
    const gtin = uom === null || uom === stock_uom ? gtinOf(barcode) : null;
    if (gtin !== null) return gtin;
  }
  return null;
}

function decimalsOf(uom: string, { wholeUnits, settings }: PlantData): number {
  return wholeUnits.has(uom) ? 0 : settings.decimals;
}

/** The units of the item that are mapped, as exact fractions. Others are ERPNext's own affair. */
function otherUnits(item: Item, data: PlantData): Json[] {
  return item.uoms.flatMap(({ uom, conversion_factor }) => {
    if (uom === item.stock_uom || !hasCode(uom, data)) return [];
    // n of it are d of the stock unit: 1 ÷ factor.
    const ratio = fraction(conversion_factor);
    return ratio === null ? [] : [{ uom, decimals: decimalsOf(uom, data), numerator: ratio.denominator, denominator: ratio.numerator }];
  });
}

/** A decimal as a fraction in lowest terms; null where it is none that counts. */
function fraction(value: Decimal): { readonly numerator: number; readonly denominator: number } | null {
  if (!value.gt(0)) return null;
  const scale = decimal(10).pow(value.decimalPlaces());
  let [a, b] = [value.times(scale), scale];
  while (!b.isZero()) [a, b] = [b, a.mod(b)];
  const [numerator, denominator] = [value.times(scale).div(a).toNumber(), scale.div(a).toNumber()];
  return Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator) ? { numerator, denominator } : null;
}
