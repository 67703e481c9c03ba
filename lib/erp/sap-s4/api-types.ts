import { z } from "zod";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";

// What we read of SAP's objects, and nothing else: other fields may come and go. Numbers are text there, with as many zeros as the field likes.

const text = z.string();
const optional = z.string().nullish();
const number = z
  .string()
  .regex(/^\s*-?\d+(\.\d+)?\s*$/, "must be a number as text")
  .transform((value): Decimal => decimal(value.trim()));
/** Yes and no: `true`, or "X". */
const yes = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform((value) => value === true || value === "X");
const many = <Row extends z.ZodType>(row: Row) => z.object({ results: z.array(row) }).transform(({ results }) => results);
const date = z.string().nullable();

export const OrderOperation = z.object({
  ManufacturingOrderSequence: text,
  ManufacturingOrderOperation: text,
  ManufacturingOrderSubOperation: text.catch(""),
  MfgOrderOperationText: text,
  WorkCenter: text,
  OperationIsDeleted: yes,
  OperationUnit: text,
  OpTotalConfirmedYieldQty: number,
  LastChangeDateTime: optional,
});
export type OrderOperation = z.infer<typeof OrderOperation>;

export const OrderComponent = z.object({
  Reservation: text,
  ReservationItem: text,
  Material: text,
  Plant: text,
  StorageLocation: text,
  ManufacturingOrderOperation: text,
  GoodsMovementType: text,
  BaseUnit: text,
  RequiredQuantity: number,
  WithdrawnQuantity: number,
  ReservationIsFinallyIssued: yes,
  MatlCompIsMarkedForBackflush: yes,
  IsBulkMaterialComponent: yes,
  MaterialComponentIsPhantomItem: yes,
});
export type OrderComponent = z.infer<typeof OrderComponent>;

const OrderItem = z.object({
  ManufacturingOrderItem: text,
  Material: text,
  StorageLocation: text,
  Batch: text,
  MfgOrderItemGoodsReceiptQty: number,
});

export const Order = z.object({
  ManufacturingOrder: text,
  ManufacturingOrderCategory: text,
  OrderIsReleased: yes,
  OrderIsPartiallyConfirmed: yes,
  OrderIsConfirmed: yes,
  OrderIsTechnicallyCompleted: yes,
  OrderIsClosed: yes,
  OrderIsLocked: yes,
  OrderIsMarkedForDeletion: yes,
  OrderIsDeleted: yes,
  LastChangeDateTime: text,
  Material: text,
  ProductionPlant: text,
  StorageLocation: text.catch(""),
  MfgOrderScheduledStartDate: date,
  MfgOrderScheduledStartTime: optional,
  MfgOrderScheduledEndDate: date,
  MfgOrderScheduledEndTime: optional,
  MfgOrderPlannedEndDate: date.catch(null),
  ProductionUnit: text,
  TotalQuantity: number,
  to_ProductionOrderItem: many(OrderItem),
  to_ProductionOrderOperation: many(OrderOperation),
  to_ProductionOrderComponentExt: many(OrderComponent),
  to_ProductionOrderStatus: many(z.object({ StatusCode: text })),
});
export type Order = z.infer<typeof Order>;
export const ORDER_EXPAND = "to_ProductionOrderItem,to_ProductionOrderOperation,to_ProductionOrderComponentExt,to_ProductionOrderStatus";

export const Confirmation = z.object({ ConfirmationGroup: text, ConfirmationCount: text });
export const ConfirmationRow = Confirmation.extend({ IsReversed: yes, IsReversal: yes });
export type ConfirmationRow = z.infer<typeof ConfirmationRow>;

/** A confirmation with what it booked. */
export const BookedConfirmation = ConfirmationRow.extend({
  OrderID: text,
  OrderOperation: text,
  WorkCenter: text,
  ConfirmationScrapQuantity: number,
  OpConfirmedWorkQuantity1: number,
  OpWorkQuantityUnit1: text,
  OpConfirmedWorkQuantity2: number,
  OpWorkQuantityUnit2: text,
  OpConfirmedWorkQuantity3: number,
  OpWorkQuantityUnit3: text,
  OpConfirmedWorkQuantity4: number,
  OpWorkQuantityUnit4: text,
  OpConfirmedWorkQuantity5: number,
  OpWorkQuantityUnit5: text,
  OpConfirmedWorkQuantity6: number,
  OpWorkQuantityUnit6: text,
});
export type BookedConfirmation = z.infer<typeof BookedConfirmation>;

export const ConfirmationMovement = z.object({ MaterialDocument: text, MaterialDocumentYear: text, MaterialDocumentItem: text });

export const MaterialDocument = z.object({ MaterialDocumentYear: text, MaterialDocument: text });
export type MaterialDocument = z.infer<typeof MaterialDocument>;
export const MaterialDocumentItem = MaterialDocument.extend({
  Material: text,
  Plant: text,
  StorageLocation: text,
  Batch: text,
  GoodsMovementType: text,
  EntryUnit: text,
  QuantityInEntryUnit: number,
  MaterialDocumentItemText: text.catch(""),
  /** Into which kind of stock it was received. */
  InventoryUsabilityCode: text.catch(""),
  /** The other half of a transfer, which SAP adds. */
  IsAutomaticallyCreated: yes,
  GoodsMovementIsCancelled: yes,
  ReversedMaterialDocument: text.catch(""),
});
export type MaterialDocumentItem = z.infer<typeof MaterialDocumentItem>;
/** One that was booked on an order. */
export const OrderMovement = MaterialDocumentItem.extend({ ManufacturingOrder: text });
export type OrderMovement = z.infer<typeof OrderMovement>;

export const Notification = z.object({
  __metadata: z.object({ etag: z.string() }),
  MaintenanceNotification: text,
  NotificationText: text,
  MalfunctionEndDate: date.catch(null),
  NotificationCompletionDate: date.catch(null),
});
export type Notification = z.infer<typeof Notification>;

export const InspectionLot = z.object({ InspectionLot: text });
export const Characteristic = z.object({
  InspectionLot: text,
  InspPlanOperationInternalID: text,
  InspectionCharacteristic: text,
  InspectionSpecification: text.catch(""),
  InspectionSpecificationText: text.catch(""),
});
export type Characteristic = z.infer<typeof Characteristic>;
export const Result = Characteristic.pick({ InspectionLot: true, InspPlanOperationInternalID: true, InspectionCharacteristic: true }).extend({ InspectionResultText: text });

export const Stock = z.object({
  Material: text,
  Plant: text,
  StorageLocation: text,
  Batch: text,
  InventoryStockType: text,
  InventorySpecialStockType: text.catch(""),
  MaterialBaseUnit: text,
  MatlWrhsStkQtyInMatlBaseUnit: number,
});
export type Stock = z.infer<typeof Stock>;
