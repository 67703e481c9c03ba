import { decimal } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Bom, Product } from "./master-types";
import { dayOf, instantOf } from "./edm";
import { inbound, type PlantData, text } from "./plant-data";
import { Unmappable } from "./unmappable";
import { knownUnit } from "./units";
import { instantIn } from "./zone";

/** SAP allocates components to operations on the order only: a BOM asks for all of them at the first. */
const FIRST_OPERATION = 10;
/** What SAP writes for "without end". */
const FOREVER = "9999-12-31";

/** One alternative of a BOM. @throws Unmappable. */
export function fromBom(bom: Bom, products: ReadonlyMap<string, Product>, data: PlantData): InboundMessage[] {
  const { settings, words, versions } = data;
  const version = `${bom.BillOfMaterial}-${bom.BillOfMaterialVariant}${bom.BillOfMaterialVersion === "" ? "" : `-${bom.BillOfMaterialVersion}`}`;
  const base = bom.BOMHeaderQuantityInBaseUnit;
  if (!base.gt(0)) throw new Unmappable(`BOM ${version} of ${bom.Material} is for no quantity.`);
  const lines = bom.to_BillOfMaterialItem.filter((line) => !line.IsDeleted && line.BillOfMaterialComponent !== "" && line.BillOfMaterialItemQuantity.gt(0));
  const fixed = lines.find((line) => line.BOMItemHasFixedQuantity);
  if (fixed !== undefined)
    throw new Unmappable(`BOM ${version} of ${bom.Material} takes a fixed quantity of ${fixed.BillOfMaterialComponent}, whatever is made; Millrace has no such line.`);
  const [from, to] = [dayOf(bom.HeaderValidityStartDate), dayOf(bom.HeaderValidityEndDate)];
  const content = {
    item: bom.Material,
    version,
    status: bom.IsMarkedForDeletion ? "RETIRED" : Number(bom.BillOfMaterialVariant) === 1 ? "ACTIVE" : "DRAFT",
    validFrom: instantIn(settings.timeZone, from ?? "2000-01-01").toISOString(),
    validTo: to === null || to === FOREVER ? null : instantIn(settings.timeZone, to).toISOString(),
    components: lines.map((line) => ({
      pos: Number(line.BillOfMaterialItemNumber),
      item: line.BillOfMaterialComponent,
      qty: text(line.BillOfMaterialItemQuantity.div(base)),
      uom: knownUnit(words, line.BillOfMaterialItemUnit),
      scrapFactor: text(line.ComponentScrapInPercent.div(decimal(100))),
      operation: FIRST_OPERATION,
      issueMode: products.get(line.BillOfMaterialComponent)?.IsBatchManagementRequired === true ? "MANUAL_SCAN" : settings.issueMode,
    })),
  };
  if (bom.LastChangeDateTime !== null) return [inbound(data, "erp.bom.v1", content, versions.stamped(instantOf(bom.LastChangeDateTime)))];
  const { version: erpVersion, changed } = versions.unstamped(`bom/${bom.Material}/${version}`, content);
  return changed ? [inbound(data, "erp.bom.v1", content, erpVersion)] : [];
}
