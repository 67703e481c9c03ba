import { z } from "zod";
import { choice, many, maybe, one, text, texts } from "./fields";

/* What we read of the messages of others: the fields that we use, as they come; everything else is let pass. */

const Quantity = z.object({ QuantityString: text, UnitOfMeasure: maybe });
export type Quantity = z.infer<typeof Quantity>;

/** `Key` tells values of one property apart, by convention: the rate class of a labour rate. */
const Value = z.object({ ValueString: text, UnitOfMeasure: maybe, Key: maybe });
export type Value = z.infer<typeof Value>;

/** A property, parameter or datum: they are all an id with values. */
const Property = z.object({ ID: text, Value: many(Value) });
export type Property = z.infer<typeof Property>;

const HierarchyScope = z.object({ EquipmentID: text });
const StorageLocation = z.object({ Location: text });

export const ApplicationArea = z.object({
  Sender: one(z.object({ LogicalID: maybe })),
  CreationDateTime: text,
  BODID: maybe,
});

/** The frame of every message. */
export const Frame = z.object({
  ApplicationArea: one(ApplicationArea),
  DataArea: one(z.record(z.string(), z.unknown())),
});

const ChangeStatus = z.object({ Code: maybe, Description: texts, ReasonCode: maybe, Reason: texts });

/** What stands in Acknowledge, Respond and Confirm. */
export const Receipt = z.object({
  OriginalApplicationArea: one(z.object({ BODID: maybe })),
  ResponseCriteria: many(z.object({ ResponseExpression: one(z.object({ "@actionCode": maybe })), ChangeStatus: one(ChangeStatus) })),
});

export const Bod = z.object({ OriginalApplicationArea: one(z.object({ BODID: maybe })), Description: texts });

const EquipmentUse = z.object({ EquipmentID: texts, EquipmentUse: maybe });

export const MaterialRequirement = z.object({
  ID: text,
  MaterialDefinitionID: texts,
  MaterialLotID: texts,
  MaterialUse: choice,
  StorageLocation: one(StorageLocation),
  Quantity: many(Quantity),
  MaterialRequirementProperty: many(Property),
});
export type MaterialRequirement = z.infer<typeof MaterialRequirement>;

export const SegmentRequirement = z.object({
  ID: text,
  Description: texts,
  LatestEndTime: maybe,
  Duration: maybe,
  SegmentParameter: many(Property),
  PersonnelRequirement: many(z.object({ Quantity: many(Quantity) })),
  EquipmentRequirement: many(EquipmentUse),
  MaterialRequirement: many(MaterialRequirement),
});
export type SegmentRequirement = z.infer<typeof SegmentRequirement>;

export const OperationsRequest = z.object({
  ID: text,
  Version: maybe,
  StartTime: maybe,
  EndTime: maybe,
  HierarchyScope: one(HierarchyScope),
  Priority: maybe,
  RequestState: choice,
  OperationsDefinitionID: maybe,
  SegmentRequirement: many(SegmentRequirement),
});
export type OperationsRequest = z.infer<typeof OperationsRequest>;

/** Requests are read one by one, so that one that does not fit leaves the others alone. */
export const OperationsSchedule = z.object({ PublishedDate: maybe, HierarchyScope: one(HierarchyScope), OperationsRequest: many(z.unknown()) });

export const MaterialDefinition = z.object({
  ID: text,
  Version: maybe,
  Description: texts,
  PublishedDate: maybe,
  HierarchyScope: one(HierarchyScope),
  MaterialDefinitionProperty: many(Property),
  MaterialClassID: texts,
});
export type MaterialDefinition = z.infer<typeof MaterialDefinition>;

export const MaterialLot = z.object({
  ID: text,
  Version: maybe,
  PublishedDate: maybe,
  EffectiveEndDate: maybe,
  HierarchyScope: one(HierarchyScope),
  MaterialDefinitionID: maybe,
  Status: maybe,
  Disposition: choice,
  MaterialLotProperty: many(Property),
  MaterialSubLot: many(z.object({ StorageLocation: one(StorageLocation), Quantity: many(Quantity) })),
  StorageLocation: one(StorageLocation),
  Quantity: many(Quantity),
});
export type MaterialLot = z.infer<typeof MaterialLot>;

/** Equipment is read level by level: its children are read as it is. */
export const Equipment = z.object({
  ID: text,
  Version: maybe,
  Description: texts,
  PublishedDate: maybe,
  EffectiveStartDate: maybe,
  HierarchyScope: one(HierarchyScope),
  EquipmentLevel: choice,
  PhysicalAssetID: maybe,
  EquipmentProperty: many(Property),
  EquipmentChild: many(z.unknown()),
});
export type Equipment = z.infer<typeof Equipment>;

export const Person = z.object({
  ID: text,
  Version: maybe,
  Description: texts,
  PublishedDate: maybe,
  EffectiveEndDate: maybe,
  HierarchyScope: one(HierarchyScope),
  PersonName: maybe,
  PersonProperty: many(Property),
  PersonnelClassID: texts,
});
export type Person = z.infer<typeof Person>;

export const MaterialSpecification = z.object({
  ID: text,
  MaterialDefinitionID: texts,
  MaterialUse: choice,
  Quantity: many(Quantity),
  MaterialSpecificationProperty: many(Property),
});
export type MaterialSpecification = z.infer<typeof MaterialSpecification>;

export const OperationsSegment = z.object({
  ID: text,
  Description: texts,
  Duration: maybe,
  ParameterSpecification: many(Property),
  PersonnelSpecification: many(z.object({ Quantity: many(Quantity) })),
  EquipmentSpecification: many(EquipmentUse),
  MaterialSpecification: many(MaterialSpecification),
});
export type OperationsSegment = z.infer<typeof OperationsSegment>;

export const OperationsDefinition = z.object({
  ID: text,
  Version: maybe,
  PublishedDate: maybe,
  EffectiveStartDate: maybe,
  EffectiveEndDate: maybe,
  HierarchyScope: one(HierarchyScope),
  OperationsSegment: many(OperationsSegment),
});
export type OperationsDefinition = z.infer<typeof OperationsDefinition>;

export const OperationsMaterialBill = z.object({
  ID: text,
  Version: maybe,
  PublishedDate: maybe,
  EffectiveStartDate: maybe,
  EffectiveEndDate: maybe,
  HierarchyScope: one(HierarchyScope),
  OperationsMaterialBillItem: many(z.object({ ID: text, MaterialSpecificationID: texts, Quantity: many(Quantity) })),
});
export type OperationsMaterialBill = z.infer<typeof OperationsMaterialBill>;
