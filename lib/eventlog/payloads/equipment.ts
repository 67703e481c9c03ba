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

/** §6.1.1: a work unit stands by plan from one instant to the other. */
type DowntimePlanned = {
  readonly downtimeId: string;
  readonly workUnitId: string;
  readonly reasonCode: string;
  readonly from: string;
  readonly to: string;
  /** Present where the ERP's calendar says it. */
  readonly byErp?: true;
};
/** It became this; `was`: what it said before. */
type DowntimeChanged = DowntimePlanned & { readonly was: { readonly reasonCode: string; readonly from: string; readonly to: string } };
/** It was called off. Once begun, what has passed of it stays: until `to`; null: nothing of it had begun. */
type DowntimeCancelled = {
  readonly downtimeId: string;
  readonly workUnitId: string;
  readonly to: string | null;
  readonly was: { readonly reasonCode: string; readonly from: string; readonly to: string };
};

/**
 * TR-04: a parameter is out of its limits, or is told by a source that cannot be trusted. `subject`: that of its exception; `value`: what was measured first, null where it cannot be trusted, absent where the
 * same breach is told again because it is over, or because late samples have moved its window. `to` null while it lasts.
 */
export type ParameterBreached = {
  readonly subject: string;
  readonly workUnitId: string;
  readonly parameter: string;
  readonly value?: string | null;
  readonly low: string | null;
  readonly high: string | null;
  readonly uom: string | null;
  readonly from: string;
  readonly to: string | null;
};

export type EquipmentPayloads = {
  "equipment.down": EquipmentDown;
  "equipment.restored": EquipmentRestored;
  "equipment.reclassified": EquipmentReclassified;
  "downtime.planned": DowntimePlanned;
  "downtime.changed": DowntimeChanged;
  "downtime.cancelled": DowntimeCancelled;
  "parameter.breached": ParameterBreached;
};
