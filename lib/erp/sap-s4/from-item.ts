import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import { gtinOf } from "@/lib/messages/primitives";
import type { Product } from "./master-types";
import { instantOf } from "./edm";
import { inbound, type PlantData, text } from "./plant-data";
import { decimalsOf, knownUnit } from "./units";

const KINDS: Readonly<Record<string, string>> = { ROH: "RAW", VERP: "PACKAGING", HALB: "INTERMEDIATE", FERT: "FINISHED" };

/** An item of the plant, with the price that SAP values it at as its standard; items that the plant does not have are none of ours. @throws Unmappable. */
export function fromProduct(product: Product, data: PlantData): InboundMessage[] {
  const { settings, words, versions } = data;
  const plant = product.to_Plant.find((row) => row.Plant === settings.plant);
  if (plant === undefined) return [];
  const version = versions.stamped(instantOf(product.LastChangeDateTime));
  const baseUom = knownUnit(words, product.BaseUnit);
  const item = product.Product;
  // That of the base unit; those of other units stand beside the item.
  const gtin = gtinOf(product.ProductStandardID);
  const messages = [
    inbound(
      data,
      "erp.item.v1",
      {
        item,
        text: nameOf(product, settings.language),
        kind: KINDS[product.ProductType] ?? "OTHER",
        baseUom,
        decimals: decimalsOf(words, baseUom),
        tracking: product.IsBatchManagementRequired ? "LOT" : "NONE",
        status: product.IsMarkedForDeletion || plant.IsMarkedForDeletion ? "BLOCKED" : "ACTIVE",
        ...(gtin === null ? {} : { gtin }),
      },
      version,
    ),
  ];
  const price = priceOf(product, data);
  if (price === null) return messages;
  // SAP tells the total and no elements: all of it is material.
  const total = text(price.amount);
  messages.push(
    inbound(
      data,
      "erp.standard-cost.v1",
      {
        item,
        version: String(version),
        costingLotSize: "1",
        material: total,
        labour: "0",
        machine: "0",
        overhead: "0",
        total,
        currency: price.currency,
        validFrom: versions.timeOf(version),
        validTo: null,
      },
      version,
    ),
  );
  return messages;
}

/** What one base unit is valued at in the plant: the standard price, else the moving average. Null where SAP has neither. */
export function priceOf(product: Product, { settings }: Pick<PlantData, "settings">): { readonly amount: Decimal; readonly currency: string } | null {
  const row = product.to_Valuation.find((one) => one.ValuationArea === settings.plant && one.ValuationType === "");
  if (row === undefined) return null;
  const per = row.PriceUnitQty.gt(0) ? row.PriceUnitQty : decimal(1);
  const price = row.StandardPrice.gt(0) ? row.StandardPrice : row.MovingAveragePrice;
  return price.gt(0) ? { amount: price.div(per), currency: row.Currency === "" ? settings.currency : row.Currency } : null;
}

function nameOf(product: Product, language: string): string {
  const named = product.to_Description.find((row) => row.Language === language) ?? product.to_Description.find((row) => row.Language === "EN") ?? product.to_Description[0];
  return named?.ProductDescription ?? product.Product;
}
