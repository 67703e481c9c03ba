import { action, given, instant, property, scope } from "./build";
import type { Element } from "./document";
import { type Draft, type Parties, plantOf } from "./envelope";
import type { OutboundOf } from "./outbound-of";
import { theirVersion } from "./values";

type Status = OutboundOf<"mes.order.status.v1">;

/** ISA-95 has no cancelled response: it stands as another state, by its name. */
const STATES: Readonly<Record<Status["data"]["state"], string | Element>> = {
  RELEASED: "Ready",
  IN_PROGRESS: "Running",
  ON_HOLD: "Held",
  COMPLETED: "Completed",
  CLOSED: "Closed",
  CANCELLED: { "@OtherValue": "Cancelled", $: "Other" },
  ABORTED: "Aborted",
};

/** The state of an order, with its totals so far as data: they are no increments, so they are no material. */
export function toOrderState(message: Status, parties: Parties): Draft {
  const { order, state, reason, comment, quantity } = message.data;
  const totals = ["good", "scrap", "received"] as const;
  return {
    verb: "Sync",
    noun: "OperationsPerformance",
    task: "publish-order-state",
    action: action("Change", "OperationsResponse"),
    content: {
      ID: message.id,
      PublishedDate: instant(message.recordtime),
      HierarchyScope: scope(plantOf(message, parties), "Site"),
      OperationsType: "Production",
      OperationsResponse: [
        {
          ID: `${order}-R${message.sequence}`,
          Description: given(comment),
          OperationsRequestID: [order],
          ResponseState: STATES[state],
          SegmentResponse: [
            {
              ID: `${order}#${message.sequence}`,
              PostingDate: instant(message.time),
              SegmentData: given(property("ReasonCode", reason, "Code"), ...totals.map((total) => property(`Total${capital(total)}`, quantity[total], "decimal", quantity.uom))),
            },
          ],
        },
      ],
    },
  };
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

type Acknowledged = OutboundOf<"mes.order.acknowledged.v1">;

/** What waits for its references is taken; what is older than what we have is refused, so that the partner sees it. */
const ANSWERS: Readonly<Record<Acknowledged["data"]["outcome"], "Accepted" | "Rejected">> = { APPLIED: "Accepted", PARKED: "Accepted", STALE: "Rejected", REJECTED: "Rejected" };

/** What became of an order message (IN-07). Order and version say which one: the same order may have come in any message. */
export function toOrderAnswer(message: Acknowledged, parties: Parties): Draft {
  const { order, erpVersion, outcome, code, reason } = message.data;
  return {
    verb: "Acknowledge",
    noun: "OperationsSchedule",
    task: "acknowledge-order",
    action: {
      ResponseCriteria: [
        {
          ResponseExpression: { "@actionCode": ANSWERS[outcome], $: "//OperationsRequest" },
          ChangeStatus: { Code: outcome, Description: given(reason), EffectiveDateTime: instant(message.time), ReasonCode: code ?? undefined },
        },
      ],
    },
    content: {
      ID: message.id,
      HierarchyScope: scope(plantOf(message, parties), "Site"),
      OperationsRequest: [
        { ID: order, Version: theirVersion(erpVersion), SegmentRequirement: [{ ID: "*", ProcessSegmentID: "*", OperationsDefinitionID: "*", OperationsSegmentID: "*" }] },
      ],
    },
  };
}
