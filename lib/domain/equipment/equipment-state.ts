/** The states of a work unit (domain §2.3). `MICRO_STOP` is derived, a source never reports it. */
export const EQUIPMENT_STATES = [
  "PRODUCING",
  "MICRO_STOP",
  "SETUP",
  "STARVED",
  "BLOCKED",
  "HELD",
  "DOWN",
  "STANDBY",
  "PLANNED_DOWN",
  "ENGINEERING",
  "NOT_SCHEDULED",
  "UNKNOWN",
] as const;

export type EquipmentState = (typeof EQUIPMENT_STATES)[number];

/** What a machine may report by itself. */
export type ReportedState = Exclude<EquipmentState, "MICRO_STOP">;

/** Who says so; a person beats the PLC, the PLC beats the calendar (ST-01). */
export type StateSource = "OPERATOR" | "PLC" | "CALENDAR" | "DERIVED";

/** The class of a reason code (ST-03). */
export type ReasonClass = "FAILURE" | "CHANGEOVER" | "MATERIAL" | "QUALITY" | "OPERATOR" | "PLANNED" | "EXTERNAL" | "OTHER";

/** The states that a source may report. */
export const REPORTED_STATES = EQUIPMENT_STATES.filter((state) => state !== "MICRO_STOP");
const REPORTED: ReadonlySet<string> = new Set(REPORTED_STATES);

/** True for the name of a state that a source may report. */
export function isReportedState(value: unknown): value is ReportedState {
  return typeof value === "string" && REPORTED.has(value);
}

/** ST-04: a reason of class FAILURE on HELD or UNKNOWN turns the stop into a failure. */
export function withReason(state: EquipmentState, reasonClass: ReasonClass | null): EquipmentState {
  return reasonClass === "FAILURE" && (state === "HELD" || state === "UNKNOWN") ? "DOWN" : state;
}
