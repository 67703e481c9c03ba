import type { equipmentStates } from "@/db/schema/telemetry";

type EquipmentState = (typeof equipmentStates)[number];

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

/**
 * ST-05: a stop got its reason: the whole new version of the interval, and what the version before it said. `to` null while it lasts. Where a stop was
 * divided, two of these supersede the same version and meet at the instant.
 */
export type EquipmentReclassified = {
  readonly intervalId: string;
  readonly supersedesId: string;
  readonly workUnitId: string;
  readonly state: EquipmentState;
  readonly rawState: string;
  readonly reasonCode: string;
  readonly comment: string | null;
  readonly from: string;
  readonly to: string | null;
  readonly orderId: string | null;
  readonly operationId: string | null;
  readonly personId: string | null;
  readonly was: { readonly state: EquipmentState; readonly reasonCode: string | null };
};

export type EquipmentPayloads = { "equipment.down": EquipmentDown; "equipment.restored": EquipmentRestored; "equipment.reclassified": EquipmentReclassified };
