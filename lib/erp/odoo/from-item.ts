import { ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import { gtinOf } from "@/lib/messages/primitives";
import type { Product } from "./api-types";
import { decimalsOf } from "./delivered-words";
import { itemCode, mapped, messageOf, type PlantData, timeOf } from "./plant-data";
import { secondsOf, text } from "./values";

/** What the bills of materials say of products: which are made, which are taken in. */
export type Roles = { readonly made: ReadonlySet<number>; readonly components: ReadonlySet<number> };

const TRACKING = { none: "NONE", lot: "LOT", serial: "SERIAL" } as const;

/** An item, and its cost as the standard: Odoo has one figure and no elements, so all of it is material. */
export function fromProduct(product: Product, roles: Roles, data: PlantData): InboundMessage[] {
  const { site } = data.settings;
  const [item, erpVersion] = [itemCode(product), secondsOf(product.write_date)];
  const gtin = gtinOf(product.barcode);
  const made = roles.made.has(product.product_tmpl_id.id);
  const messages = [
    messageOf(
      "erp.item.v1",
      {
        site,
        item,
        erpVersion,
        text: product.name,
        kind: !made ? "RAW" : roles.components.has(product.id) ? "INTERMEDIATE" : "FINISHED",
        baseUom: product.uom_id.name,
        decimals: decimalsOf(mapped(product.uom_id.name, data.words)),
        units: [],
        tracking: TRACKING[product.tracking],
        shelfLifeDays: null,
        minRemainingDays: 0,
        requiresRelease: false,
        status: product.active ? "ACTIVE" : "BLOCKED",
        ...(gtin === null ? {} : { gtin }),
      },
      erpVersion,
      data,
    ),
  ];
  if (product.standard_price.gt(ZERO)) {
    const cost = text(product.standard_price);
    const elements = { material: cost, labour: "0", machine: "0", overhead: "0", total: cost, currency: data.currency };
    const validity = { validFrom: timeOf(erpVersion), validTo: null };
    messages.push(messageOf("erp.standard-cost.v1", { site, item, version: String(erpVersion), erpVersion, costingLotSize: "1", ...elements, ...validity }, erpVersion, data));
  }
  return messages;
}
