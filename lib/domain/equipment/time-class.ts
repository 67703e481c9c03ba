import type { EquipmentState } from "./equipment-state";

/**
 * ISO 22400 time classes: producing (APT), setup (ASUT), delay with an order loaded (ADET), down or idle without one (ADOT),
 * planned downtime (outside PBT) and time without a shift (outside POT).
 */
export type TimeClass = "APT" | "ASUT" | "ADET" | "ADOT" | "OUTSIDE_PBT" | "OUTSIDE_POT";

/** KP-01: whether micro-stops stay in producing time as speed loss, or count as delay. */
export type MicroStopMode = "PERFORMANCE_LOSS" | "AVAILABILITY_LOSS";

/** What decides the class besides the state itself. */
export type TimeClassContext = { readonly orderLoaded: boolean; readonly planned: boolean; readonly microStopMode: MicroStopMode };

/**
 * The time class of a second spent in `state` (domain §2.3, ST-01, ST-02, ST-04, KP-01); `planned`: the machine was planned to stand. Only seconds really spent in
 * PLANNED_DOWN or planned ENGINEERING leave PBT, and planned ones in which nobody heard from the machine, so APT + ASUT + ADET + ADOT = PBT always.
 */
export function timeClass(state: EquipmentState, context: TimeClassContext): TimeClass {
  switch (state) {
    case "PRODUCING":
      return "APT";
    case "MICRO_STOP":
      return context.microStopMode === "PERFORMANCE_LOSS" ? "APT" : "ADET";
    case "SETUP":
      return "ASUT";
    case "STARVED":
    case "BLOCKED":
    case "HELD":
    case "DOWN":
      return context.orderLoaded ? "ADET" : "ADOT";
    case "UNKNOWN":
      // ST-01: where the machine says nothing the plan does.
      return context.planned ? "OUTSIDE_PBT" : context.orderLoaded ? "ADET" : "ADOT";
    case "STANDBY":
      return "ADOT";
    case "PLANNED_DOWN":
      return "OUTSIDE_PBT";
    case "ENGINEERING":
      return context.planned ? "OUTSIDE_PBT" : "ADET";
    case "NOT_SCHEDULED":
      return "OUTSIDE_POT";
  }
}

/** EX-02: states in which a loaded order waits, so that a person at the machine is delayed. */
export function isDelay(state: EquipmentState): boolean {
  switch (state) {
    case "STARVED":
    case "BLOCKED":
    case "HELD":
    case "DOWN":
    case "UNKNOWN":
      return true;
    case "PRODUCING":
    case "MICRO_STOP":
    case "SETUP":
    case "STANDBY":
    case "PLANNED_DOWN":
    case "ENGINEERING":
    case "NOT_SCHEDULED":
      return false;
  }
}
