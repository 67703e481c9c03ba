import type { Row } from "./edm-model";
import type { SapState } from "./sap-state";

const CHANGED = "/Date(1772409600000+0000)/";
const FROM = "/Date(1612137600000)/";
const FOREVER = "/Date(253402214400000)/";
const PLANT = "1010";

const products: readonly (readonly [product: string, type: string, unit: string, batches: boolean, procurement: string, price: string, per: string])[] = [
  ["FG-PUMP-100", "FERT", "PC", true, "E", "120.00", "1"],
  ["FG-PUMP-200", "FERT", "PC", true, "E", "180.00", "1"],
  ["CAST-01", "ROH", "PC", true, "F", "1250.00", "100"],
  ["SEAL-02", "ROH", "PC", true, "F", "0.85", "1"],
  ["GREASE-1", "HIBE", "KG", false, "F", "9.40", "1"],
];

/** Master data and stock around the orders of the fixtures. */
export function seedMasters(state: SapState): void {
  const put = (set: string, ...rows: Row[]) => state.sets.set(set, [...(state.sets.get(set) ?? []), ...rows]);
  for (const [product, type, unit, batches, procurement, price, per] of products) {
    const gtin = product === "FG-PUMP-100" ? "4006381333931" : "";
    put("A_Product", {
      Product: product,
      ProductType: type,
      BaseUnit: unit,
      ProductStandardID: gtin,
      IsBatchManagementRequired: batches,
      IsMarkedForDeletion: false,
      LastChangeDateTime: CHANGED,
    });
    put(
      "A_ProductDescription",
      { Product: product, Language: "EN", ProductDescription: `${product} in English` },
      { Product: product, Language: "DE", ProductDescription: `${product} auf Deutsch` },
    );
    put("A_ProductPlant", { Product: product, Plant: PLANT, ProcurementType: procurement, IsMarkedForDeletion: false });
    put("A_ProductValuation", { Product: product, ValuationArea: PLANT, ValuationType: "", StandardPrice: price, MovingAveragePrice: "0.00", PriceUnitQty: per, Currency: "EUR" });
  }
  // An item that only another plant has.
  put("A_Product", {
    Product: "ELSEWHERE",
    ProductType: "ROH",
    BaseUnit: "PC",
    ProductStandardID: "",
    IsBatchManagementRequired: false,
    IsMarkedForDeletion: false,
    LastChangeDateTime: CHANGED,
  });
  put("A_ProductPlant", { Product: "ELSEWHERE", Plant: "1710", ProcurementType: "F", IsMarkedForDeletion: false });
  put(
    "A_WorkCenters",
    ...[
      ["10000128", "MILL-01", "Milling machine 1"],
      ["10000129", "MILL-02", "Milling machine 2"],
      ["10000134", "ASM-01", "Assembly"],
    ].map(([id, code, text]) => ({
      WorkCenterInternalID: id,
      WorkCenterTypeCode: "A",
      WorkCenter: code,
      WorkCenterDesc: text,
      Plant: PLANT,
      CostCenter: "17101301",
      WorkCenterLastChangeDateTime: CHANGED,
    })),
  );
  seedBoms(put);
  seedRoutings(put);
  const rate = { CostCenter: "17101301", ValidityStartFiscalYear: "2026", ValidityStartFiscalPeriod: "001", ValidityEndFiscalYear: "2026", ValidityEndFiscalPeriod: "012" };
  put(
    "A_PlanCostRate",
    { ...rate, ActivityType: "1", CostRateFixedAmount: "2000.00", CostRateVarblAmount: "4000.00", CostRateScaleFactor: "100", CostCtrActivityTypeQtyUnit: "H", Currency: "EUR" },
    { ...rate, ActivityType: "3", CostRateFixedAmount: "0.00", CostRateVarblAmount: "0.60", CostRateScaleFactor: "1", CostCtrActivityTypeQtyUnit: "MIN", Currency: "EUR" },
  );
  for (const [material, batch, place] of [
    ["CAST-01", "C240115", "101A"],
    ["CAST-01", "C240116", "101A"],
    ["SEAL-02", "S000981", "101A"],
  ]) {
    put("Batch", {
      Material: material,
      BatchIdentifyingPlant: "",
      Batch: batch,
      ManufactureDate: FROM,
      ShelfLifeExpirationDate: null,
      MatlBatchIsInRestrictedUseStock: false,
      BatchBySupplier: "",
      LastChangeDateTime: CHANGED,
    });
    put("A_MatlStkInAcctMod", stock(material ?? "", place ?? "", batch ?? "", "100000", "PC"));
  }
  put("A_MatlStkInAcctMod", stock("GREASE-1", "101A", "", "500", "KG"));
  put("A_InspectionLot", { InspectionLot: "30000000512", ManufacturingOrder: "1000217", Material: "FG-PUMP-100", Batch: "", Plant: PLANT });
  put(
    "A_InspectionCharacteristic",
    {
      InspectionLot: "30000000512",
      InspPlanOperationInternalID: "1",
      InspectionCharacteristic: "10",
      InspectionSpecification: "DIA",
      InspectionSpecificationText: "Shaft diameter",
    },
    {
      InspectionLot: "30000000512",
      InspPlanOperationInternalID: "1",
      InspectionCharacteristic: "20",
      InspectionSpecification: "LEAK",
      InspectionSpecificationText: "Leak tightness",
    },
  );
  put("TechnicalObject", { TechnicalObject: "000000000010001452", Kind: "EAMS_EQUI" });
}

type Put = (set: string, ...rows: Row[]) => unknown;

function stock(material: string, place: string, batch: string, quantity: string, unit: string): Row {
  return {
    Material: material,
    Plant: PLANT,
    StorageLocation: place,
    Batch: batch,
    Supplier: "",
    Customer: "",
    SDDocument: "",
    InventorySpecialStockType: "",
    InventoryStockType: "01",
    MaterialBaseUnit: unit,
    MatlWrhsStkQtyInMatlBaseUnit: quantity,
  };
}

function seedBoms(put: Put): void {
  const head = {
    BillOfMaterialCategory: "M",
    BillOfMaterialVariant: "01",
    BillOfMaterialVersion: "",
    EngineeringChangeDocument: "",
    Plant: PLANT,
    BOMHeaderQuantityInBaseUnit: "10.000",
  };
  const valid = { HeaderValidityStartDate: FROM, HeaderValidityEndDate: FOREVER, IsMarkedForDeletion: false };
  for (const [bom, material, changed] of [
    ["00000123", "FG-PUMP-100", CHANGED],
    ["00000124", "FG-PUMP-200", null],
  ]) {
    put("MaterialBOM", { BillOfMaterial: bom, ...head, Material: material, ...valid, LastChangeDateTime: changed });
    for (const [node, item, component, quantity] of [
      ["1", "0010", "CAST-01", "10.000"],
      ["2", "0020", "SEAL-02", "20.000"],
    ]) {
      put("MaterialBOMItem", {
        BillOfMaterial: bom,
        BillOfMaterialVariant: "01",
        BillOfMaterialItemNodeNumber: node,
        BillOfMaterialItemNumber: item,
        BillOfMaterialComponent: component,
        BillOfMaterialItemQuantity: quantity,
        BillOfMaterialItemUnit: "PC",
        ComponentScrapInPercent: "2.00",
        BOMItemHasFixedQuantity: false,
        IsDeleted: false,
      });
    }
  }
}

function seedRoutings(put: Put): void {
  const key = { ProductionRoutingGroup: "50000001", ProductionRouting: "1" };
  put("ProductionRoutingHeader", { ...key, ProductionRoutingInternalVers: "1", Plant: PLANT, IsMarkedForDeletion: false, ValidityStartDate: FROM, ValidityEndDate: FOREVER });
  put("ProductionRoutingMatlAssgmt", { ...key, Product: "FG-PUMP-100", Plant: PLANT }, { ...key, Product: "FG-PUMP-200", Plant: PLANT });
  put("ProductionRoutingSequence", { ...key, ProductionRoutingSequence: "0" });
  for (const [id, operation, text, centre, setup, machine, labour] of [
    ["1", "10", "Machine housing", "10000128", "15.000", "60.000", "30.000"],
    ["2", "20", "Assemble pump", "10000134", "6.000", "0.000", "150.000"],
  ]) {
    put("ProductionRoutingOperation", {
      ...key,
      ProductionRoutingSequence: "0",
      ProductionRoutingOpIntID: id,
      Operation: operation,
      OperationText: text,
      WorkCenterInternalID: centre,
      OperationReferenceQuantity: "100",
      OperationUnit: "PC",
      OperationScrapPercent: "2.00",
      StandardWorkQuantity1: setup,
      StandardWorkQuantityUnit1: "MIN",
      StandardWorkQuantity2: machine,
      StandardWorkQuantityUnit2: "MIN",
      StandardWorkQuantity3: labour,
      StandardWorkQuantityUnit3: "MIN",
      ChangedDateTime: CHANGED,
    });
  }
}
