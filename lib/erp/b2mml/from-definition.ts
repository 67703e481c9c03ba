import { type Decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import { type MaterialSpecification, OperationsDefinition, OperationsMaterialBill } from "./api-types";
import { ALWAYS } from "./from-material";
import { componentFrom, CONSUMED, operationFrom } from "./from-schedule";
import { inboundOf, type Read, readEach, type Reading, siteOfScope, stampOf } from "./reading";
import { Unmappable } from "./unmappable";
import { instantOf, itemAndVersion, numberOf, operationOf, quantityOf } from "./values";

type Dated = { readonly EffectiveStartDate?: string | undefined; readonly EffectiveEndDate?: string | undefined };

const validity = ({ EffectiveStartDate, EffectiveEndDate }: Dated) => ({
  status: "ACTIVE",
  validFrom: instantOf(EffectiveStartDate ?? ALWAYS),
  validTo: EffectiveEndDate === undefined ? null : instantOf(EffectiveEndDate),
});

/** The definitions of a document as routings, and its bills as BOMs: a bill names what the segments of the definitions specify. */
export function fromDefinitions(definitions: readonly unknown[], bills: readonly unknown[], reading: Reading): readonly Read[] {
  return [
    readEach("erp.routing.v1", definitions, (object) => [fromDefinition(OperationsDefinition.parse(object), reading)]),
    readEach("erp.bom.v1", bills, (object) => [fromBill(OperationsMaterialBill.parse(object), definitions, reading)]),
  ];
}

/** The definition `<item>/<version>` as the routing of that item. */
function fromDefinition(definition: OperationsDefinition, reading: Reading): InboundMessage {
  const { item, version } = itemAndVersion(definition.ID);
  const { erpVersion, time } = stampOf(definition, reading);
  const per = producedBy(definition);
  const operations = definition.OperationsSegment.map((segment) =>
    operationFrom(
      { ...segment, EquipmentRequirement: segment.EquipmentSpecification, PersonnelRequirement: segment.PersonnelSpecification },
      segment.ParameterSpecification,
      per,
      reading.words,
    ),
  );
  return inboundOf("erp.routing.v1", { site: siteOfScope(definition.HierarchyScope, reading), item, version, erpVersion, ...validity(definition), operations }, time, reading);
}

/** The bill `<item>/<version>` as the BOM of that item; quantities are for as much as the definition of that name produces. */
function fromBill(bill: OperationsMaterialBill, definitions: readonly unknown[], reading: Reading): InboundMessage {
  const { item, version } = itemAndVersion(bill.ID);
  const { erpVersion, time } = stampOf(bill, reading);
  const definition = definitionOf(bill.ID, definitions);
  const per = producedBy(definition);
  const components = bill.OperationsMaterialBillItem.map((line, index) => {
    const { operation, specification } = specified(definition, line.MaterialSpecificationID, line.ID);
    const { qty, uom } = quantityOf(line.Quantity.length > 0 ? line.Quantity : specification.Quantity, `Bill item ${line.ID}`);
    return {
      ...componentFrom(specification, specification.MaterialSpecificationProperty, qty.div(per), reading.settings.issueMode),
      uom,
      operation,
      pos: /^[1-9]\d{0,8}$/.test(line.ID) ? Number(line.ID) : (index + 1) * 10,
    };
  });
  return inboundOf("erp.bom.v1", { site: siteOfScope(bill.HierarchyScope, reading), item, version, erpVersion, ...validity(bill), components }, time, reading);
}

function definitionOf(id: string, definitions: readonly unknown[]): OperationsDefinition {
  for (const object of definitions) {
    const parsed = OperationsDefinition.safeParse(object);
    if (parsed.success && parsed.data.ID === id) return parsed.data;
  }
  throw new Unmappable(`Bill ${id} comes without the definition of that name, whose segments say where its materials are used.`);
}

function specified(definition: OperationsDefinition, ids: readonly string[], line: string): { readonly operation: number; readonly specification: MaterialSpecification } {
  for (const segment of definition.OperationsSegment) {
    const specification = segment.MaterialSpecification.find((one) => ids.includes(one.ID) && CONSUMED.has(one.MaterialUse ?? ""));
    if (specification !== undefined) return { operation: operationOf(segment.ID), specification };
  }
  throw new Unmappable(`Bill item ${line} names no material that a segment of ${definition.ID} consumes.`);
}

/** How much a definition is for: what its segments produce, else one. */
function producedBy(definition: OperationsDefinition): Decimal {
  const made = definition.OperationsSegment.flatMap((segment) => segment.MaterialSpecification).findLast((one) => one.MaterialUse === "Produced");
  const [first] = made?.Quantity ?? [];
  const quantity = first === undefined ? ONE : numberOf(first.QuantityString);
  if (quantity.lte(ZERO)) throw new Unmappable(`Definition ${definition.ID} produces nothing.`);
  return quantity;
}
