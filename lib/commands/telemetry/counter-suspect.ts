import "server-only";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { CounterSuspect } from "@/lib/telemetry/sink/store-counts";

/** KP-02, COUNTER_SUSPECT: a step that the ideal rate cannot explain counts 0 and waits for a person. */
export function counterSuspectFact(suspect: CounterSuspect): NewEvent {
  const exceptionId = newId();
  return {
    id: newId(),
    type: "exception.raised",
    aggregate: "exception",
    aggregateId: exceptionId,
    orderId: suspect.orderId,
    payload: {
      exceptionId,
      class: "COUNTER_SUSPECT",
      severity: 3,
      subject: `${suspect.unit.code} ${suspect.counter}`,
      workUnitId: suspect.unit.id,
      orderId: suspect.orderId,
      owner: "LEAD",
      detail: { counter: suspect.counter, before: suspect.before, after: suspect.after, at: new Date(suspect.atMs).toISOString(), operationId: suspect.operationId },
    },
  };
}
