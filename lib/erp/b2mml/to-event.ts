import { action, given, instant, property, scope } from "./build";
import type { Element } from "./document";
import { type Draft, type Parties, plantOf } from "./envelope";
import { segmentId } from "./to-performance";
import type { OutboundOf } from "./outbound-of";

type Stop = OutboundOf<"mes.line.down.v1" | "mes.line.restored.v1">;

/**
 * A stop of a line, and its end, as one operations event: the same id in both. An event has no properties, so what else is known stands as
 * identifiers whose scheme says what they are.
 */
export function toLineEvent(message: Stop, parties: Parties): Draft {
  const down = message.type === "mes.line.down.v1";
  const { stopId, line, workUnit, reason, reasonClass, from } = message.data;
  const estimate = down && message.data.estimatedRestore !== null ? instant(message.data.estimatedRestore) : null;
  return {
    verb: "Sync",
    noun: "OperationsEventInformation",
    task: down ? "line-down" : "line-restored",
    action: action(down ? "Add" : "Change", "OperationsEvent"),
    content: {
      ID: `MES-EVENTS-${plantOf(message, parties)}`,
      PublishedDate: instant(message.recordtime),
      OperationsEvent: [
        {
          ID: stopId,
          Description: [wordsOf(message)],
          HierarchyScope: scope(workUnit, "WorkUnit"),
          EffectiveTimeStamp: instant(down ? from : message.data.to),
          RecordTimeStamp: instant(message.recordtime),
          Priority: "1",
          OperationsEventType: "Alert",
          OperationsEventLevel: "Level 3",
          OperationsType: "Maintenance",
          Category: given<string | Element>(down ? "LINE_DOWN" : "LINE_RESTORED", named("ReasonClass", reasonClass), named("ReasonCode", reason)),
          Source: given<string | Element>(
            workUnit,
            named("WorkCenter", line),
            named("StoppedAt", instant(from)),
            named(down && message.data.estimateAssumed ? "AssumedRestore" : "EstimatedRestore", estimate),
            ...(down ? message.data.orders.map((order) => named("OperationsRequest", order)) : [named("Seconds", String(message.data.seconds))]),
          ),
        },
      ],
    },
  };
}

function wordsOf(message: Stop): string {
  if (message.type === "mes.line.restored.v1") return `${message.data.workUnit} runs again after ${message.data.seconds} s.`;
  return `${message.data.workUnit} is down: ${message.data.reason ?? "nobody has named a reason yet"}.`;
}

function named(scheme: string, id: string | null): Element | null {
  return id === null ? null : { "@schemeID": scheme, $: id };
}

/** A severe exception, and its end: the same id in both. */
export function toAlert(message: OutboundOf<"mes.exception.raised.v1" | "mes.exception.resolved.v1">, parties: Parties): Draft {
  const { data } = message;
  const resolved = message.type === "mes.exception.resolved.v1" ? message.data : null;
  return {
    verb: "Sync",
    noun: "WorkAlert",
    task: resolved === null ? "raise-exception" : "resolve-exception",
    action: action(resolved === null ? "Add" : "Change", "WorkAlert"),
    content: {
      ID: data.exception,
      PublishedDate: instant(message.recordtime),
      EffectiveStartDate: resolved === null ? instant(message.time) : undefined,
      EffectiveEndDate: resolved === null ? undefined : instant(resolved.resolvedAt),
      MessageText: [data.summary],
      HierarchyScope: data.workUnit === null ? scope(plantOf(message, parties), "Site") : scope(data.workUnit, "WorkUnit"),
      TimeStamp: instant(message.time),
      Priority: String(data.severity),
      Category: data.kind,
      WorkAlertProperty: given(
        property("OperationsRequestID", data.order, "Identifier"),
        property("SegmentRequirementID", data.operation === null ? null : segmentId(data.operation), "Identifier"),
        property("MaterialLotID", data.lot, "Identifier"),
        property("Cause", resolved?.cause),
        property("Action", resolved?.action),
      ),
    },
  };
}

type Hold = OutboundOf<"mes.lot.held.v1" | "mes.lot.released.v1">;

/** Whether a lot in this state may be used, as ISA-95 disposes of lots. */
const restricted = (status: string): string => (status === "RELEASED" ? "UnRestricted" : "Restricted");

/** A hold on a lot or a part of it, and its end: `Status` is what counts for the lot now. The site is the sender's, so no scope tells lots of one number apart but the item. */
export function toLotState(message: Hold, parties: Parties): Draft {
  const { hold, item, lot, onHand, held, uom, comment } = message.data;
  const status = message.type === "mes.lot.held.v1" ? "ON_HOLD" : message.data.status;
  const stillHeld = message.type === "mes.lot.held.v1" ? undefined : message.data.stillHeld;
  return {
    verb: "Sync",
    noun: "MaterialLot",
    task: message.type === "mes.lot.held.v1" ? "hold-lot" : "release-lot",
    action: action("Change", "MaterialLot"),
    content: {
      ID: lot,
      PublishedDate: instant(message.recordtime),
      HierarchyScope: scope(plantOf(message, parties), "Site"),
      MaterialDefinitionID: item,
      Status: status,
      Disposition: restricted(stillHeld === undefined ? status : "ON_HOLD"),
      MaterialLotProperty: given(
        property("HoldID", hold, "Identifier"),
        property("HeldQuantity", held, "decimal", uom),
        property("StillHeldQuantity", stillHeld, "decimal", uom),
        property("Comment", comment),
      ),
      Quantity: [{ QuantityString: onHand, DataType: "decimal", UnitOfMeasure: uom }],
    },
  };
}
