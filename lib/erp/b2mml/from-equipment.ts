import type { WorkCentreData } from "@/lib/messages/erp-work-centre.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { Equipment, type Value } from "./api-types";
import { ALWAYS } from "./from-material";
import { inboundOf, type Reading, siteOfScope, stampOf } from "./reading";
import { Unmappable } from "./unmappable";
import { instantOf, numberOf, said, textOf, valuesOf } from "./values";

/** Levels at which operations are planned. */
const TYPES: Readonly<Record<string, WorkCentreData["type"]>> = {
  WorkCenter: "WORK_CELL",
  WorkCell: "WORK_CELL",
  ProductionLine: "PRODUCTION_LINE",
  ProcessCell: "PROCESS_CELL",
  ProductionUnit: "PRODUCTION_UNIT",
};
/** Levels that only group others. */
const GROUPS: ReadonlySet<string> = new Set(["Enterprise", "Site", "Area"]);
const UNITS: ReadonlySet<string> = new Set(["WorkUnit", "Unit"]);

/** Work centres with their units and rates, from any level of the tree down. */
export function fromEquipment(object: unknown, reading: Reading, area: string | null = null): InboundMessage[] {
  const equipment = Equipment.parse(object);
  const level = equipment.EquipmentLevel ?? "WorkCenter";
  if (GROUPS.has(level)) return equipment.EquipmentChild.flatMap((child) => fromEquipment(child, reading, level === "Area" ? equipment.ID : area));
  const type = TYPES[level];
  if (type === undefined) throw new Unmappable(`Equipment ${equipment.ID} is a "${level}", which is neither a work centre nor what groups some.`);
  const { erpVersion, time } = stampOf(equipment, reading);
  const properties = equipment.EquipmentProperty;
  const head = { site: siteOfScope(equipment.HierarchyScope, reading), workCentre: equipment.ID, erpVersion };
  const centre = {
    ...head,
    text: equipment.Description[0] ?? equipment.ID,
    area: said(properties, "Area") ?? area,
    type,
    costCentre: said(properties, "CostCentre"),
    units: equipment.EquipmentChild.map(unitOf),
    calendar: [],
    status: said(properties, "Status") ?? "ACTIVE",
  };
  const validFrom = instantOf(equipment.EffectiveStartDate ?? ALWAYS);
  return [
    inboundOf("erp.work-centre.v1", centre, time, reading),
    ...ratesOf(equipment).map((rate) => inboundOf("erp.rate.v1", { ...head, ...rate, validFrom, validTo: null }, time, reading)),
  ];
}

function unitOf(child: unknown) {
  const unit = Equipment.parse(child);
  if (unit.EquipmentLevel !== undefined && !UNITS.has(unit.EquipmentLevel))
    throw new Unmappable(`Equipment ${unit.ID} is a "${unit.EquipmentLevel}" inside a work centre, not a work unit.`);
  return { workUnit: unit.ID, text: unit.Description[0] ?? unit.ID, assetNumber: unit.PhysicalAssetID ?? null };
}

/** Hourly rates: one value each, its unit the currency. The key of a labour rate is its rate class, that of an overhead rate the hours that drive it. */
function ratesOf({ ID, EquipmentProperty: properties }: Equipment) {
  const rate = (element: string, value: Value, basis: string, rateClass: string | null) => {
    if (value.UnitOfMeasure === undefined) throw new Unmappable(`A rate of ${ID} has no currency as its unit.`);
    return { element, basis, rateClass, rate: textOf(numberOf(value.ValueString)), currency: value.UnitOfMeasure };
  };
  return [
    ...valuesOf(properties, "LabourRate").map((value) => rate("LABOUR", value, "LABOUR_H", value.Key ?? null)),
    ...valuesOf(properties, "MachineRate").map((value) => rate("MACHINE", value, "MACHINE_H", null)),
    ...valuesOf(properties, "OverheadRate").map((value) => rate("OVERHEAD", value, value.Key ?? "MACHINE_H", null)),
  ];
}
