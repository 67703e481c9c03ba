import type { Decimal } from "@/lib/domain/shared/decimal";
import type { BomComponent } from "@/lib/messages/erp-bom.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { Bom, BomUse } from "./api-types";
import { numbered } from "./operation-number";
import { isLotTracked, itemCode, type PlantData, text, timeOf, unitCode, versionOf } from "./plant-data";

/** One message per product that the BOM makes. Tryton's BOM names no step: all inputs are asked for at the first. */
export function fromBom(bom: Bom, data: PlantData): InboundMessage[] {
  const erpVersion = versionOf([bom._timestamp, ...[...bom["inputs."], ...bom["outputs."]].map((line) => line._timestamp)]);
  const time = timeOf(erpVersion);
  return productsOf(bom.id, data).flatMap(({ product, first }) => {
    const output = bom["outputs."].find((line) => line["product."].id === product.id);
    if (output === undefined || output.quantity.isZero()) return [];
    const status = !bom.active ? "RETIRED" : first ? "ACTIVE" : "DRAFT";
    const components = bom["inputs."].map((line, index) => ({ ...line, index })).filter((line) => line.quantity.gt(0));
    const lines = components.map((line) => component(line, line.quantity.div(output.quantity), (line.index + 1) * 10, firstOperation(bom.id, data), data));
    const head = { site: data.settings.site, item: itemCode(product), version: bom.name.trim(), erpVersion, status } as const;
    return [inboundMessage("erp.bom.v1", { ...head, validFrom: time, validTo: null, components: lines }, data.source, time)];
  });
}

/** A component line, of a BOM or of an order. Components with lots are scanned; for the others the settings decide. */
export function component(
  line: {
    readonly "product.": { readonly id: number; readonly code: string | null; readonly lot_required: readonly string[] | null };
    readonly "uom.": { readonly symbol: string };
  },
  perUnit: Decimal,
  pos: number,
  operation: number,
  data: Pick<PlantData, "settings">,
): BomComponent {
  return {
    pos,
    item: itemCode(line["product."]),
    qty: text(perUnit),
    uom: unitCode(data, line["uom."].symbol),
    scrapFactor: "0",
    operation,
    issueMode: isLotTracked(line["product."]) ? "MANUAL_SCAN" : data.settings.issueMode,
    mixGroup: null,
    substitutes: [],
  };
}

type Use = { readonly product: NonNullable<BomUse["product."]>; readonly first: boolean };

/** The active products that use the BOM, and whether it is the first of theirs. */
export function productsOf(bomId: number, data: Pick<PlantData, "uses">): Use[] {
  const rank = (use: BomUse) => [use.sequence ?? Number.MAX_SAFE_INTEGER, use.id] as const;
  return data.uses.flatMap((use) => {
    const product = use["product."];
    if (use.bom !== bomId || product === null || !product.active) return [];
    const rivals = data.uses.filter((other) => other["product."]?.id === product.id);
    const best = rivals.toSorted((a, b) => rank(a)[0] - rank(b)[0] || rank(a)[1] - rank(b)[1])[0];
    return [{ product, first: best?.id === use.id }];
  });
}

/** Number of the first step of the routing that goes with the BOM; 10 when there is none. */
export function firstOperation(bomId: number, data: Pick<PlantData, "routings">): number {
  const routing = data.routings.find((one) => one.active && one.boms.includes(bomId));
  return routing === undefined ? 10 : (numbered(routing["steps."])[0]?.operation ?? 10);
}
