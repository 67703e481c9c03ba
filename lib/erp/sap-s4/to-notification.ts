import type { ExceptionRaisedV1, ExceptionResolvedV1 } from "@/lib/messages/exception-raised.v1";
import type { LineDownV1, LineRestoredV1 } from "@/lib/messages/line-down.v1";
import type { Words } from "@/lib/erp/words";
import { clockJson, dayJson } from "./edm";
import { shortKey } from "./keys";
import { workCentreOf } from "./places";
import type { SapSettings } from "./settings";
import { localOf } from "./zone";

export type Notified = LineDownV1 | LineRestoredV1 | ExceptionRaisedV1 | ExceptionResolvedV1;
type Row = Readonly<Record<string, unknown>>;

/** The key of the notification: the same for all that is said about one stop or one exception. */
export function notificationKey(message: Notified): string {
  return shortKey(message.type === "mes.line.down.v1" || message.type === "mes.line.restored.v1" ? `stop ${message.data.stopId}` : `exception ${message.data.exception}`, 20);
}

/** The heading, in SAP's forty characters. */
export function headingOf(message: Notified, settings: SapSettings, words: Words): string {
  if (message.type === "mes.line.down.v1" || message.type === "mes.line.restored.v1") {
    const { workUnit, reason } = message.data;
    return cut(`${workCentreOf(workUnit, settings, words)} down${reason === null ? "" : `: ${reason}`}`, 40);
  }
  return cut(`${message.data.kind}: ${message.data.summary}`, 40);
}

/** Null while it goes on. */
export function endOf(message: Notified): string | null {
  if (message.type === "mes.line.restored.v1") return message.data.to;
  return message.type === "mes.exception.resolved.v1" ? message.data.resolvedAt : null;
}

/** A notification as SAP creates it. */
export function toNotification(message: Notified, settings: SapSettings, words: Words): Row {
  const stop = message.type === "mes.line.down.v1" || message.type === "mes.line.restored.v1";
  const began = localOf(settings.timeZone, new Date(stop ? message.data.from : message.time));
  const place = message.data.workUnit;
  const object = place === null ? undefined : (settings.technicalObjects[place] ?? settings.technicalObjects[workCentreOf(place, settings, words)]);
  return {
    NotificationType: settings.notificationType,
    NotificationText: headingOf(message, settings, words),
    ...(object === undefined ? {} : { TechnicalObject: object.object, TechObjIsEquipOrFuncnlLoc: object.kind, MaintenanceObjectIsDown: stop }),
    MalfunctionStartDate: dayJson(began.day),
    MalfunctionStartTime: clockJson(began.clock),
    ...(settings.notificationWorkCentre === null ? {} : { MainWorkCenter: settings.notificationWorkCentre, MainWorkCenterPlant: settings.plant }),
    MaintNotifExtReferenceNumber: notificationKey(message),
    MaintNotifLongTextForEdit: storyOf(message),
  };
}

/** The end of the malfunction, as a change of the notification. */
export function endBody(end: string, settings: SapSettings): Row {
  const { day, clock } = localOf(settings.timeZone, new Date(end));
  return { MalfunctionEndDate: dayJson(day), MalfunctionEndTime: clockJson(clock) };
}

function storyOf(message: Notified): string {
  switch (message.type) {
    case "mes.line.down.v1": {
      const { line, workUnit, orders, estimatedRestore, estimateAssumed } = message.data;
      const back = estimatedRestore === null ? "" : ` Expected back at ${estimatedRestore}${estimateAssumed ? " (assumed)" : ""}.`;
      return `Raised from the shop floor: ${workUnit} of ${line}.${orders.length === 0 ? "" : ` Orders waiting: ${orders.join(", ")}.`}${back}`;
    }
    case "mes.line.restored.v1":
      return `Raised from the shop floor: ${message.data.workUnit} of ${message.data.line}, ${message.data.seconds} seconds down.`;
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1": {
      const { order, operation, lot, summary } = message.data;
      const about = [order === null ? null : `order ${order}`, operation === null ? null : `operation ${operation}`, lot === null ? null : `lot ${lot}`].filter(
        (one) => one !== null,
      );
      return `Raised from the shop floor${about.length === 0 ? "" : ` about ${about.join(", ")}`}: ${summary}`;
    }
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
