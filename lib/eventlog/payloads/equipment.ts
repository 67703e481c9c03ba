/** A constraint unit went down (§2.5 LINE_DOWN) or runs again. `stopId` is the same in both. */
export type EquipmentDown = {
  readonly stopId: string;
  readonly exceptionId: string;
  readonly workUnitId: string;
  readonly workCentreId: string;
  readonly reasonCode: string | null;
  readonly from: string;
};
export type EquipmentRestored = EquipmentDown & { readonly to: string };

export type EquipmentPayloads = { "equipment.down": EquipmentDown; "equipment.restored": EquipmentRestored };
