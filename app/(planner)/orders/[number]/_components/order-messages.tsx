import { Thread, type ThreadItem } from "@/components/data/thread";
import { Panel } from "@/components/ui/panel";
import { formatDayTime } from "@/lib/format/instant";
import { typeLabel } from "@/lib/format/message-types";
import type { OrderDetail } from "@/lib/queries/planner/order-detail";
import type { OrderMessage } from "@/lib/queries/planner/order-messages";

/** What the ERP and the plant said to each other about this order, with the ERP's document numbers. */
export function OrderMessages({ detail }: { detail: OrderDetail }) {
  const { messages, order } = detail;
  return (
    <Panel title="ERP and plant" note={messages.length === 0 ? undefined : messages.length === 1 ? "1 message" : `${messages.length} messages`} padded={messages.length > 0}>
      {messages.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">Nothing was said about it.</p>
      ) : (
        <div role="group" aria-label="Messages" tabIndex={0} className="max-h-[34rem] overflow-y-auto">
          <Thread items={messages.map((message) => toItem(message, order))} />
        </div>
      )}
    </Panel>
  );
}

function toItem(message: OrderMessage, reading: { timeZone: string }): ThreadItem {
  return {
    kind: "message",
    id: message.id,
    side: message.direction === "IN" ? "erp" : "millrace",
    title: typeLabel(message.type),
    time: formatDayTime(message.at, reading),
    result: resultOf(message),
    document: message.document ?? undefined,
    detail: message.reason ?? undefined,
    state: stateOf(message),
  };
}

function stateOf({ state }: OrderMessage): Extract<ThreadItem, { kind: "message" }>["state"] {
  if (state === "ACCEPTED" || state === "APPLIED" || state === "RESOLVED" || state === "STALE") return "ok";
  if (state === "PARKED") return "parked";
  return state === "REJECTED" || state === "DEAD" || state === "REFUSED" || state === "FAILED" ? "rejected" : "waiting";
}

function resultOf({ direction, state, at, settledAt, settledByPerson }: OrderMessage): string {
  const seconds = settledAt === null ? null : Math.max(0, (Date.parse(settledAt) - Date.parse(at)) / 1_000);
  const took = seconds === null ? "" : seconds < 60 ? ` after ${seconds.toFixed(1)}\u00a0s` : ` after ${Math.round(seconds / 60)}\u00a0min`;
  if (state === "ACCEPTED") return `accepted${took}`;
  if (state === "RESOLVED") return settledByPerson ? "settled by a person" : "passed over";
  if (state === "APPLIED") return `applied${took}`;
  if (state === "STALE") return "older than what was known";
  if (state === "PARKED") return "waits for what it names";
  if (state === "REFUSED" || state === "REJECTED") return "refused";
  if (state === "DEAD" || state === "FAILED") return "needs a person";
  return direction === "OUT" ? "on its way" : "not yet applied";
}
