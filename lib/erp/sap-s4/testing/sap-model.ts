import { type Entity, entity } from "./edm-model";

const ORDER_FLAGS =
  "OrderIsReleased:S1 OrderIsPartiallyConfirmed:S1 OrderIsConfirmed:S1 OrderIsTechnicallyCompleted:S1 OrderIsClosed:S1 OrderIsLocked:S1 OrderIsMarkedForDeletion:S1 OrderIsDeleted:S1";
const WORK = [1, 2, 3, 4, 5, 6].map((slot) => `OpConfirmedWorkQuantity${slot}:N13.3 OpWorkQuantityUnit${slot}:S3 NoFurtherOpWorkQuantity${slot}IsExpd:B`).join(" ");
const STANDARD_WORK = [1, 2, 3, 4, 5, 6].map((slot) => `StandardWorkQuantity${slot}:N9.3 StandardWorkQuantityUnit${slot}:S3 CostCtrActivityType${slot}:S6`).join(" ");

/** The services with the sets that we use. */
export const SERVICES: Readonly<Record<string, readonly Entity[]>> = {
  API_PRODUCTION_ORDER_2_SRV: [
    entity(
      "A_ProductionOrder_2",
      "A_ProductionOrder_2Type",
      `ManufacturingOrder:S12! ManufacturingOrderCategory:S2 ManufacturingOrderType:S4 ${ORDER_FLAGS} LastChangeDateTime:S14 Material:S40 ProductionPlant:S4 ProductionVersion:S4
       MfgOrderScheduledStartDate:D MfgOrderScheduledStartTime:T MfgOrderScheduledEndDate:D MfgOrderScheduledEndTime:T MfgOrderPlannedEndDate:D ProductionUnit:S3 ProductionUnitISOCode:S3
       TotalQuantity:N13.3 MfgOrderConfirmedYieldQty:N13.3 StorageLocation:S4 SalesOrder:S10 SalesOrderItem:S6 MRPController:S3 OrderInternalBillOfOperations:S10`,
      {
        to_ProductionOrderItem: { set: "A_ProductionOrderItem_2", on: ["ManufacturingOrder"] },
        to_ProductionOrderOperation: { set: "A_ProductionOrderOperation_2", on: ["ManufacturingOrder"] },
        to_ProductionOrderComponentExt: { set: "A_ProductionOrderComponent_3", on: ["ManufacturingOrder"] },
        to_ProductionOrderStatus: { set: "A_ProductionOrderStatus_2", on: ["ManufacturingOrder"] },
      },
      "LastChangeDateTime",
    ),
    entity("A_ProductionOrderItem_2", "A_ProductionOrderItem_2Type", "ManufacturingOrder:S12! ManufacturingOrderItem:S4! Material:S40 Batch:S10"),
    entity(
      "A_ProductionOrderOperation_2",
      "A_ProductionOrderOperation_2Type",
      "OrderInternalBillOfOperations:S10! OrderIntBillOfOperationsItem:S8! ManufacturingOrder:S12 ManufacturingOrderOperation:S4",
    ),
    entity(
      "A_ProductionOrderComponent_3",
      "A_ProductionOrderComponent_3Type",
      "Reservation:S10! ReservationItem:S4! ReservationRecordType:S1! ManufacturingOrder:S12 Material:S40",
    ),
    entity("A_ProductionOrderStatus_2", "A_ProductionOrderStatus_2Type", "ManufacturingOrder:S12! StatusCode:S5!"),
  ],
  API_PROD_ORDER_CONFIRMATION_2_SRV: [
    entity(
      "ProdnOrdConf2",
      "ProdnOrdConf2Type",
      `ConfirmationGroup:S10! ConfirmationCount:S8! OrderID:S12 Sequence:S6 OrderOperation:S4 ExternalSystemConfirmation:G ConfirmationText:S40 EnteredByExternalUser:S12
       ConfirmationExternalEntryDate:D ConfirmationExternalEntryTime:T PostingDate:D FinalConfirmationType:S1 IsFinalConfirmation:B OpenReservationsIsCleared:B APIConfHasNoGoodsMovements:B
       ConfirmationUnit:S3 ConfirmationYieldQuantity:N13.3 ConfirmationScrapQuantity:N13.3 ConfirmationReworkQuantity:N13.3 VarianceReasonCode:S4 ${WORK}
       ConfirmedExecutionStartDate:D ConfirmedExecutionStartTime:T ConfirmedExecutionEndDate:D ConfirmedExecutionEndTime:T WorkCenter:S8 Plant:S4 Personnel:S8 NumberOfEmployees:I
       IsReversed:B IsReversal:B Material:S40 OrderType:S4 ConfirmationEntryDate:D`,
      { to_ProdnOrdConfMatlDocItm: { set: "ProdnOrdConfMatlDocItm", on: ["ConfirmationGroup", "ConfirmationCount"] } },
    ),
    entity(
      "ProdnOrdConfMatlDocItm",
      "ProdnOrdConfMatlDocItmType",
      `ConfirmationGroup:S10! ConfirmationCount:S8! MaterialDocument:S10! MaterialDocumentItem:S4! MaterialDocumentYear:S4! OrderID:S12 OrderItem:S4 Material:S40 Plant:S4 StorageLocation:S4
       Batch:S10 GoodsMovementType:S3 GoodsMovementRefDocType:S1 Reservation:S10 ReservationItem:S4 EntryUnit:S3 QuantityInEntryUnit:N13.3 ReservationIsFinallyIssued:B IsCompletelyDelivered:B
       ManufactureDate:D ShelfLifeExpirationDate:D InventoryUsabilityCode:S1 MaterialDocumentItemText:S50`,
    ),
  ],
  API_MATERIAL_DOCUMENT_SRV: [
    entity(
      "A_MaterialDocumentHeader",
      "A_MaterialDocumentHeaderType",
      "MaterialDocumentYear:S4! MaterialDocument:S10! GoodsMovementCode:S2 PostingDate:D DocumentDate:D CreationDate:D ReferenceDocument:S16 MaterialDocumentHeaderText:S25",
      { to_MaterialDocumentItem: { set: "A_MaterialDocumentItem", on: ["MaterialDocumentYear", "MaterialDocument"] } },
    ),
    entity(
      "A_MaterialDocumentItem",
      "A_MaterialDocumentItemType",
      `MaterialDocumentYear:S4! MaterialDocument:S10! MaterialDocumentItem:S4! Material:S40 Plant:S4 StorageLocation:S4 Batch:S10 GoodsMovementType:S3 GoodsMovementRefDocType:S1
       ManufacturingOrder:S12 ManufacturingOrderItem:S4 GoodsMovementReasonCode:S4 Reservation:S10 ReservationItem:S4 ReservationIsFinallyIssued:B EntryUnit:S3 QuantityInEntryUnit:N13.3
       MaterialBaseUnit:S3 QuantityInBaseUnit:N13.3 PurchaseOrder:S10 PurchaseOrderItem:S5
       InventoryUsabilityCode:S1 IsCompletelyDelivered:B ManufactureDate:D ShelfLifeExpirationDate:D CostCenter:S10 MaterialDocumentItemText:S50 GoodsMovementIsCancelled:B
       IsAutomaticallyCreated:S1 ReversedMaterialDocumentYear:S4 ReversedMaterialDocument:S10 ReversedMaterialDocumentItem:S4`,
    ),
  ],
  API_PURCHASEORDER_PROCESS_SRV: [
    entity("A_PurchaseOrder", "A_PurchaseOrderType", "PurchaseOrder:S10! CompanyCode:S4 Supplier:S10 AddressName:S40 ReleaseIsNotCompleted:B LastChangeDateTime:O"),
    entity(
      "A_PurchaseOrderItem",
      "A_PurchaseOrderItemType",
      `PurchaseOrder:S10! PurchaseOrderItem:S5! PurchasingDocumentDeletionCode:S1 Plant:S4 Material:S40 OrderQuantity:N13.3 PurchaseOrderQuantityUnit:S3 IsCompletelyDelivered:B
       GoodsReceiptIsExpected:B IsReturnsItem:B`,
      { to_ScheduleLine: { set: "A_PurchaseOrderScheduleLine", on: ["PurchaseOrder=PurchasingDocument", "PurchaseOrderItem=PurchasingDocumentItem"] } },
    ),
    entity(
      "A_PurchaseOrderScheduleLine",
      "A_PurchaseOrderScheduleLineType",
      "PurchasingDocument:S10! PurchasingDocumentItem:S5! ScheduleLine:S4! ScheduleLineDeliveryDate:D PurchaseOrderQuantityUnit:S3 ScheduleLineOrderQuantity:N13.3",
    ),
  ],
  API_MATERIAL_STOCK_SRV: [
    entity(
      "A_MatlStkInAcctMod",
      "A_MatlStkInAcctModType",
      `Material:S40! Plant:S4! StorageLocation:S4! Batch:S10! Supplier:S10! Customer:S10! SDDocument:S10! InventorySpecialStockType:S1! InventoryStockType:S2! MaterialBaseUnit:S3
       MatlWrhsStkQtyInMatlBaseUnit:N31.14`,
    ),
  ],
  API_MAINTNOTIFICATION: [
    entity(
      "MaintenanceNotification",
      "MaintenanceNotificationType",
      `MaintenanceNotification:S12! NotificationType:S2 NotificationText:S40 TechnicalObject:S40 TechObjIsEquipOrFuncnlLoc:S30 MaintenanceObjectIsDown:B MalfunctionStartDate:D MalfunctionStartTime:T
       MalfunctionEndDate:D MalfunctionEndTime:T MainWorkCenter:S8 MainWorkCenterPlant:S4 ReportedByUser:S12 MaintNotifExtReferenceNumber:S20 MaintNotifLongTextForEdit:S0
       NotificationCompletionDate:D LastChangeDateTime:O`,
      {},
      "etag",
    ),
  ],
  API_INSPECTIONLOT_SRV: [
    entity("A_InspectionLot", "A_InspectionLotType", "InspectionLot:S12! ManufacturingOrder:S12 Material:S40 Batch:S10 Plant:S4"),
    entity(
      "A_InspectionCharacteristic",
      "A_InspectionCharacteristicType",
      "InspectionLot:S12! InspPlanOperationInternalID:S8! InspectionCharacteristic:S4! InspectionSpecification:S8 InspectionSpecificationText:S40",
    ),
    entity(
      "A_InspectionResult",
      "A_InspectionResultType",
      `InspectionLot:S12! InspPlanOperationInternalID:S8! InspectionCharacteristic:S4! InspResultFrmtdMeanValue:S22 InspResultValidValuesNumber:I InspRsltNonconformingValsNmbr:I
       InspectionValuationResult:S1 CharacteristicAttributeCodeGrp:S8 CharacteristicAttributeCode:S4 Inspector:S12 InspectionStartDate:D InspectionStartTime:T InspectionEndDate:D
       InspectionEndTime:T InspectionResultText:S40`,
    ),
  ],
  API_PRODUCT_SRV: [
    entity("A_Product", "A_ProductType", "Product:S40! ProductType:S4 BaseUnit:S3 ProductStandardID:S18 IsBatchManagementRequired:B IsMarkedForDeletion:B LastChangeDateTime:O", {
      to_Description: { set: "A_ProductDescription", on: ["Product"] },
      to_Plant: { set: "A_ProductPlant", on: ["Product"] },
      to_Valuation: { set: "A_ProductValuation", on: ["Product"] },
    }),
    entity("A_ProductDescription", "A_ProductDescriptionType", "Product:S40! Language:S2! ProductDescription:S40"),
    entity("A_ProductPlant", "A_ProductPlantType", "Product:S40! Plant:S4! ProcurementType:S1 IsMarkedForDeletion:B"),
    entity(
      "A_ProductValuation",
      "A_ProductValuationType",
      "Product:S40! ValuationArea:S4! ValuationType:S10! StandardPrice:N12.3 MovingAveragePrice:N12.3 PriceUnitQty:N5.0 Currency:S5",
    ),
  ],
  "API_BILL_OF_MATERIAL_SRV;v=0002": [
    entity(
      "MaterialBOM",
      "MaterialBOMType",
      `BillOfMaterial:S8! BillOfMaterialCategory:S1! BillOfMaterialVariant:S2! BillOfMaterialVersion:S4! EngineeringChangeDocument:S12! Material:S40! Plant:S4!
       BOMHeaderQuantityInBaseUnit:N13.3 HeaderValidityStartDate:D HeaderValidityEndDate:D IsMarkedForDeletion:B LastChangeDateTime:O`,
      { to_BillOfMaterialItem: { set: "MaterialBOMItem", on: ["BillOfMaterial", "BillOfMaterialVariant"] } },
    ),
    entity("MaterialBOMItem", "MaterialBOMItemType", "BillOfMaterial:S8! BillOfMaterialVariant:S2! BillOfMaterialItemNodeNumber:S8! BillOfMaterialItemNumber:S4"),
  ],
  API_PRODUCTION_ROUTING: [
    entity(
      "ProductionRoutingHeader",
      "ProductionRoutingHeaderType",
      "ProductionRoutingGroup:S8! ProductionRouting:S2! ProductionRoutingInternalVers:S8! Plant:S4 IsMarkedForDeletion:B ValidityStartDate:D ValidityEndDate:D",
      {
        to_MatlAssgmt: { set: "ProductionRoutingMatlAssgmt", on: ["ProductionRoutingGroup", "ProductionRouting"] },
        to_Sequence: { set: "ProductionRoutingSequence", on: ["ProductionRoutingGroup", "ProductionRouting"] },
      },
    ),
    entity("ProductionRoutingMatlAssgmt", "ProductionRoutingMatlAssgmtType", "Product:S40! Plant:S4! ProductionRoutingGroup:S8! ProductionRouting:S2!"),
    entity("ProductionRoutingSequence", "ProductionRoutingSequenceType", "ProductionRoutingGroup:S8! ProductionRouting:S2! ProductionRoutingSequence:S6!", {
      to_Operation: { set: "ProductionRoutingOperation", on: ["ProductionRoutingGroup", "ProductionRouting", "ProductionRoutingSequence"] },
    }),
    entity(
      "ProductionRoutingOperation",
      "ProductionRoutingOperationType",
      `ProductionRoutingGroup:S8! ProductionRouting:S2! ProductionRoutingSequence:S6! ProductionRoutingOpIntID:S8! Operation:S4 OperationText:S40 WorkCenterInternalID:S8
       OperationReferenceQuantity:N13.3 OperationUnit:S3 OperationScrapPercent:N5.2 ${STANDARD_WORK} ChangedDateTime:O`,
    ),
  ],
  API_WORK_CENTERS: [
    entity(
      "A_WorkCenters",
      "A_WorkCentersType",
      "WorkCenterInternalID:S8! WorkCenterTypeCode:S2! WorkCenter:S8 WorkCenterDesc:S40 Plant:S4 CostCenter:S10 WorkCenterLastChangeDateTime:O",
    ),
  ],
  API_FCO_COST_RATE_SRV: [
    entity(
      "A_PlanCostRate",
      "A_PlanCostRateType",
      `CostCenter:S10! ActivityType:S6! ValidityStartFiscalYear:S4! ValidityStartFiscalPeriod:S3! ValidityEndFiscalYear:S4 ValidityEndFiscalPeriod:S3 CostRateFixedAmount:N15.2
       CostRateVarblAmount:N15.2 CostRateScaleFactor:N5.0 CostCtrActivityTypeQtyUnit:S3 Currency:S5`,
    ),
  ],
  API_BATCH_SRV: [
    entity(
      "Batch",
      "BatchType",
      "Material:S40! BatchIdentifyingPlant:S4! Batch:S10! ManufactureDate:D ShelfLifeExpirationDate:D MatlBatchIsInRestrictedUseStock:B BatchBySupplier:S15 LastChangeDateTime:O",
    ),
  ],
};

/** The set of that name, in whichever service. */
export function entityOf(set: string): Entity {
  const found = Object.values(SERVICES)
    .flat()
    .find((one) => one.set === set);
  if (found === undefined) throw new Error(`the model has no set ${set}`);
  return found;
}
