import { z } from "zod";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";

// Master data as we read them; see `api-types.ts`.

const text = z.string();
const number = z
  .string()
  .regex(/^\s*-?\d+(\.\d+)?\s*$/, "must be a number as text")
  .transform((value): Decimal => decimal(value.trim()));
const yes = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform((value) => value === true || value === "X");
const many = <Row extends z.ZodType>(row: Row) => z.object({ results: z.array(row) }).transform(({ results }) => results);
const date = z.string().nullable();

export const Product = z.object({
  Product: text,
  ProductType: text,
  BaseUnit: text,
  ProductStandardID: text.catch(""),
  IsBatchManagementRequired: yes,
  IsMarkedForDeletion: yes,
  LastChangeDateTime: text,
  to_Description: many(z.object({ Language: text, ProductDescription: text })),
  to_Plant: many(z.object({ Plant: text, ProcurementType: text, IsMarkedForDeletion: yes })),
  to_Valuation: many(
    z.object({ ValuationArea: text, ValuationType: text.catch(""), StandardPrice: number, MovingAveragePrice: number, PriceUnitQty: number, Currency: text.catch("") }),
  ),
});
export type Product = z.infer<typeof Product>;
export const PRODUCT_EXPAND = "to_Description,to_Plant,to_Valuation";

const BomItem = z.object({
  BillOfMaterialItemNumber: text,
  BillOfMaterialComponent: text,
  BillOfMaterialItemQuantity: number,
  BillOfMaterialItemUnit: text,
  ComponentScrapInPercent: number.catch(decimal(0)),
  BOMItemHasFixedQuantity: yes,
  IsDeleted: yes,
});
export const Bom = z.object({
  BillOfMaterial: text,
  BillOfMaterialCategory: text,
  BillOfMaterialVariant: text,
  BillOfMaterialVersion: text,
  EngineeringChangeDocument: text,
  Material: text,
  Plant: text,
  BOMHeaderQuantityInBaseUnit: number,
  HeaderValidityStartDate: date,
  HeaderValidityEndDate: date,
  IsMarkedForDeletion: yes,
  LastChangeDateTime: z.string().nullable(),
  to_BillOfMaterialItem: many(BomItem),
});
export type Bom = z.infer<typeof Bom>;

export const RoutingOperation = z.object({
  Operation: text,
  OperationText: text,
  WorkCenterInternalID: text,
  OperationReferenceQuantity: number,
  OperationScrapPercent: number.catch(decimal(0)),
  ChangedDateTime: z.string().nullable().catch(null),
  StandardWorkQuantity1: number.catch(decimal(0)),
  StandardWorkQuantityUnit1: text.catch(""),
  StandardWorkQuantity2: number.catch(decimal(0)),
  StandardWorkQuantityUnit2: text.catch(""),
  StandardWorkQuantity3: number.catch(decimal(0)),
  StandardWorkQuantityUnit3: text.catch(""),
  StandardWorkQuantity4: number.catch(decimal(0)),
  StandardWorkQuantityUnit4: text.catch(""),
  StandardWorkQuantity5: number.catch(decimal(0)),
  StandardWorkQuantityUnit5: text.catch(""),
  StandardWorkQuantity6: number.catch(decimal(0)),
  StandardWorkQuantityUnit6: text.catch(""),
});
export type RoutingOperation = z.infer<typeof RoutingOperation>;

export const Routing = z.object({
  ProductionRoutingGroup: text,
  ProductionRouting: text,
  Plant: text,
  IsMarkedForDeletion: yes,
  ValidityStartDate: date,
  ValidityEndDate: date,
  to_MatlAssgmt: many(z.object({ Product: text, Plant: text })),
  to_Sequence: many(z.object({ ProductionRoutingSequence: text, to_Operation: many(RoutingOperation) })),
});
export type Routing = z.infer<typeof Routing>;
export const ROUTING_EXPAND = "to_MatlAssgmt,to_Sequence/to_Operation";

export const WorkCentre = z.object({
  WorkCenterInternalID: text,
  WorkCenter: text,
  WorkCenterDesc: text.catch(""),
  Plant: text,
  CostCenter: text.catch(""),
  WorkCenterLastChangeDateTime: text,
});
export type WorkCentre = z.infer<typeof WorkCentre>;

export const CostRate = z.object({
  CostCenter: text,
  ActivityType: text,
  ValidityStartFiscalYear: text,
  ValidityStartFiscalPeriod: text,
  ValidityEndFiscalYear: text,
  ValidityEndFiscalPeriod: text,
  CostRateFixedAmount: number,
  CostRateVarblAmount: number,
  CostRateScaleFactor: number,
  CostCtrActivityTypeQtyUnit: text.catch("H"),
  Currency: text,
});
export type CostRate = z.infer<typeof CostRate>;

export const Batch = z.object({
  Material: text,
  BatchIdentifyingPlant: text,
  Batch: text,
  ManufactureDate: date,
  ShelfLifeExpirationDate: date,
  MatlBatchIsInRestrictedUseStock: yes,
  BatchBySupplier: text.catch(""),
  LastChangeDateTime: text,
});
export type Batch = z.infer<typeof Batch>;

export const PurchaseItem = z.object({
  PurchaseOrder: text,
  PurchaseOrderItem: text,
  Material: text,
  Plant: text,
  PurchaseOrderQuantityUnit: text,
  PurchasingDocumentDeletionCode: text,
  IsCompletelyDelivered: yes,
  to_ScheduleLine: many(z.object({ ScheduleLine: text, ScheduleLineDeliveryDate: date, ScheduleLineOrderQuantity: number })),
});
export type PurchaseItem = z.infer<typeof PurchaseItem>;

export const PurchaseHead = z.object({ PurchaseOrder: text, Supplier: text, AddressName: text.catch(""), ReleaseIsNotCompleted: yes });
export type PurchaseHead = z.infer<typeof PurchaseHead>;

/** A movement for a purchase order, with its quantity as it was entered and in the unit of the material. */
export const PurchaseMovement = z.object({
  PurchaseOrder: text,
  PurchaseOrderItem: text,
  GoodsMovementType: text,
  EntryUnit: text,
  QuantityInEntryUnit: number,
  MaterialBaseUnit: text,
  QuantityInBaseUnit: number,
});
export type PurchaseMovement = z.infer<typeof PurchaseMovement>;
