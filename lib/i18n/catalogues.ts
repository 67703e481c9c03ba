import "server-only";
import deAttendance from "./messages/de/attendance.json";
import deCalls from "./messages/de/calls.json";
import deChecks from "./messages/de/checks.json";
import deComplete from "./messages/de/complete.json";
import deCorrections from "./messages/de/corrections.json";
import deDowntime from "./messages/de/downtime.json";
import deEntries from "./messages/de/entries.json";
import deFloor from "./messages/de/floor.json";
import deHandover from "./messages/de/handover.json";
import deHeld from "./messages/de/held.json";
import deInstructions from "./messages/de/instructions.json";
import deIndirect from "./messages/de/indirect.json";
import deLead from "./messages/de/lead.json";
import deMaterial from "./messages/de/material.json";
import deOffline from "./messages/de/offline.json";
import dePhoto from "./messages/de/photo.json";
import deQuantity from "./messages/de/quantity.json";
import deRefusals from "./messages/de/refusals.json";
import deReport from "./messages/de/report.json";
import deRun from "./messages/de/run.json";
import deScan from "./messages/de/scan.json";
import deSignIn from "./messages/de/sign-in.json";
import deStates from "./messages/de/states.json";
import deStation from "./messages/de/station.json";
import deStops from "./messages/de/stops.json";
import deStorage from "./messages/de/storage.json";
import deSuspects from "./messages/de/suspects.json";
import deTelemetry from "./messages/de/telemetry.json";
import deUnit from "./messages/de/unit.json";
import deWall from "./messages/de/wall.json";
import enAttendance from "./messages/en/attendance.json";
import enCalls from "./messages/en/calls.json";
import enChecks from "./messages/en/checks.json";
import enComplete from "./messages/en/complete.json";
import enCorrections from "./messages/en/corrections.json";
import enDowntime from "./messages/en/downtime.json";
import enEntries from "./messages/en/entries.json";
import enFloor from "./messages/en/floor.json";
import enHandover from "./messages/en/handover.json";
import enHeld from "./messages/en/held.json";
import enInstructions from "./messages/en/instructions.json";
import enIndirect from "./messages/en/indirect.json";
import enLead from "./messages/en/lead.json";
import enMaterial from "./messages/en/material.json";
import enOffline from "./messages/en/offline.json";
import enPhoto from "./messages/en/photo.json";
import enQuantity from "./messages/en/quantity.json";
import enRefusals from "./messages/en/refusals.json";
import enReport from "./messages/en/report.json";
import enRun from "./messages/en/run.json";
import enScan from "./messages/en/scan.json";
import enSignIn from "./messages/en/sign-in.json";
import enStates from "./messages/en/states.json";
import enStation from "./messages/en/station.json";
import enStops from "./messages/en/stops.json";
import enStorage from "./messages/en/storage.json";
import enSuspects from "./messages/en/suspects.json";
import enTelemetry from "./messages/en/telemetry.json";
import enUnit from "./messages/en/unit.json";
import enWall from "./messages/en/wall.json";
import esAttendance from "./messages/es/attendance.json";
import esCalls from "./messages/es/calls.json";
import esChecks from "./messages/es/checks.json";
import esComplete from "./messages/es/complete.json";
import esCorrections from "./messages/es/corrections.json";
import esDowntime from "./messages/es/downtime.json";
import esEntries from "./messages/es/entries.json";
import esFloor from "./messages/es/floor.json";
import esHandover from "./messages/es/handover.json";
import esHeld from "./messages/es/held.json";
import esInstructions from "./messages/es/instructions.json";
import esIndirect from "./messages/es/indirect.json";
import esLead from "./messages/es/lead.json";
import esMaterial from "./messages/es/material.json";
import esOffline from "./messages/es/offline.json";
import esPhoto from "./messages/es/photo.json";
import esQuantity from "./messages/es/quantity.json";
import esRefusals from "./messages/es/refusals.json";
import esReport from "./messages/es/report.json";
import esRun from "./messages/es/run.json";
import esScan from "./messages/es/scan.json";
import esSignIn from "./messages/es/sign-in.json";
import esStates from "./messages/es/states.json";
import esStation from "./messages/es/station.json";
import esStops from "./messages/es/stops.json";
import esStorage from "./messages/es/storage.json";
import esSuspects from "./messages/es/suspects.json";
import esTelemetry from "./messages/es/telemetry.json";
import esUnit from "./messages/es/unit.json";
import esWall from "./messages/es/wall.json";
import type { Locale } from "./locales";

const en = {
  attendance: enAttendance,
  calls: enCalls,
  checks: enChecks,
  complete: enComplete,
  corrections: enCorrections,
  downtime: enDowntime,
  entries: enEntries,
  floor: enFloor,
  handover: enHandover,
  held: enHeld,
  instructions: enInstructions,
  indirect: enIndirect,
  lead: enLead,
  material: enMaterial,
  offline: enOffline,
  photo: enPhoto,
  quantity: enQuantity,
  refusals: enRefusals,
  report: enReport,
  run: enRun,
  scan: enScan,
  signIn: enSignIn,
  states: enStates,
  station: enStation,
  stops: enStops,
  storage: enStorage,
  suspects: enSuspects,
  telemetry: enTelemetry,
  unit: enUnit,
  wall: enWall,
};

/** Every text of the shop floor, by subject; English says which there are. */
export type Messages = typeof en;

const de: Messages = {
  attendance: deAttendance,
  calls: deCalls,
  checks: deChecks,
  complete: deComplete,
  corrections: deCorrections,
  downtime: deDowntime,
  entries: deEntries,
  floor: deFloor,
  handover: deHandover,
  held: deHeld,
  instructions: deInstructions,
  indirect: deIndirect,
  lead: deLead,
  material: deMaterial,
  offline: deOffline,
  photo: dePhoto,
  quantity: deQuantity,
  refusals: deRefusals,
  report: deReport,
  run: deRun,
  scan: deScan,
  signIn: deSignIn,
  states: deStates,
  station: deStation,
  stops: deStops,
  storage: deStorage,
  suspects: deSuspects,
  telemetry: deTelemetry,
  unit: deUnit,
  wall: deWall,
};
const es: Messages = {
  attendance: esAttendance,
  calls: esCalls,
  checks: esChecks,
  complete: esComplete,
  corrections: esCorrections,
  downtime: esDowntime,
  entries: esEntries,
  floor: esFloor,
  handover: esHandover,
  held: esHeld,
  instructions: esInstructions,
  indirect: esIndirect,
  lead: esLead,
  material: esMaterial,
  offline: esOffline,
  photo: esPhoto,
  quantity: esQuantity,
  refusals: esRefusals,
  report: esReport,
  run: esRun,
  scan: esScan,
  signIn: esSignIn,
  states: esStates,
  station: esStation,
  stops: esStops,
  storage: esStorage,
  suspects: esSuspects,
  telemetry: esTelemetry,
  unit: esUnit,
  wall: esWall,
};

/** The texts of each language. Only the server has them all; a page is given those that it shows. */
export const CATALOGUES: Readonly<Record<Locale, Messages>> = { en, de, es };

// A text that is asked for and not there fails the type check.
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
