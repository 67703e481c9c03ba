import { checkBody, filled, type Row } from "./edm-model";
import { badValue, notFound, SapRefusal } from "./sap-errors";
import { entityOf } from "./sap-model";
import { findRow, rowsOf, type SapState, today } from "./sap-state";

const CHANGEABLE = new Set(["NotificationText", "MalfunctionEndDate", "MalfunctionEndTime", "MainWorkCenter", "MainWorkCenterPlant", "MaintNotifLongTextForEdit"]);

/** Opens a maintenance notification. */
export function postNotification(state: SapState, body: unknown): Row {
  const row = checkBody(entityOf("MaintenanceNotification"), body);
  for (const field of ["NotificationType", "NotificationText"]) if (!row[field]) throw new SapRefusal("IM/001", `Enter ${field}`);
  if (!["M1", "M2", "M3"].includes(String(row["NotificationType"]))) throw new SapRefusal("IM/002", `Notification type ${String(row["NotificationType"])} is not defined`);
  const object = row["TechnicalObject"];
  if (object !== undefined && findRow(state, "TechnicalObject", { TechnicalObject: object, Kind: row["TechObjIsEquipOrFuncnlLoc"] }) === undefined) {
    throw new SapRefusal("IE/001", `Technical object ${String(object)} does not exist`);
  }
  if (object === undefined && row["MaintenanceObjectIsDown"] === true) throw new SapRefusal("IM/003", "Enter the object that is down");
  const centre = row["MainWorkCenter"];
  if (centre !== undefined && (centre !== "MECH" || row["MainWorkCenterPlant"] !== "1010")) throw new SapRefusal("CR/000", `Work center ${String(centre)} does not exist`);
  checkTimes(row);
  const made = touched(state, filled(entityOf("MaintenanceNotification"), { ...row, MaintenanceNotification: state.number("notification", 10_000_871) }));
  rowsOf(state, "MaintenanceNotification").push(made);
  return made;
}

/** Changes one that is still as `etag` says. */
export function changeNotification(state: SapState, number: string, body: unknown, etag: string | undefined): void {
  const found = notification(state, number);
  if (etag === undefined) throw new SapRefusal("/IWBEP/CM_MGW_RT/102", "The request requires the header If-Match", 428, false);
  if (etag !== "*" && etag !== found["etag"]) throw new SapRefusal("/IWBEP/CM_MGW_RT/101", "Data was changed in the meantime by another user", 412, false);
  const change = checkBody(entityOf("MaintenanceNotification"), body);
  for (const name of Object.keys(change)) if (!CHANGEABLE.has(name)) throw badValue(name, "the property cannot be changed");
  if (found["NotificationCompletionDate"] !== null) throw new SapRefusal("IM/010", `Notification ${number} is completed`);
  checkTimes({ ...found, ...change });
  Object.assign(found, change);
  touched(state, found);
}

/** Completes one: after that it is history. */
export function completeNotification(state: SapState, number: string): Row {
  const found = notification(state, number);
  if (found["NotificationCompletionDate"] !== null) throw new SapRefusal("IM/010", `Notification ${number} is completed already`);
  found["NotificationCompletionDate"] = today(state);
  return touched(state, found);
}

function notification(state: SapState, number: string): Row {
  const found = findRow(state, "MaintenanceNotification", { MaintenanceNotification: number });
  if (found === undefined) throw notFound("MaintenanceNotificationType");
  return found;
}

function checkTimes(row: Row): void {
  const [start, end] = ["Start", "End"].map((which) => momentOf(row[`Malfunction${which}Date`], row[`Malfunction${which}Time`]));
  if (start !== undefined && end !== undefined && start !== null && end !== null && end < start) throw new SapRefusal("IM/011", "The malfunction ends before it starts");
}

function momentOf(date: unknown, time: unknown): string | null {
  return typeof date === "string" ? `${/-?\d+/.exec(date)?.[0]?.padStart(15, "0")} ${typeof time === "string" ? time : ""}` : null;
}

function touched(state: SapState, row: Row): Row {
  const at = state.stamp();
  row["etag"] = `W/"'${at.toISOString().replace(/\D/g, "").slice(0, 14)}'"`;
  row["LastChangeDateTime"] = `/Date(${at.getTime()}+0000)/`;
  return row;
}
