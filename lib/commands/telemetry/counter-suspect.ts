import "server-only";
import { NO_DOUBTS } from "@/lib/domain/shared/doubted-count";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { CounterSuspect } from "@/lib/telemetry/sink/store-counts";

/** KP-02, COUNTER_SUSPECT: a step that the ideal rate cannot explain counts 0 and waits for a person. One exception per counter waits with all its steps. */
export function counterSuspectFacts({ unit, counter, before, after, operationId, orderId, good, scrap, atMs }: CounterSuspect): readonly NewEvent[] {
  const exceptionId = newId();
  const subject = `${unit.code} ${counter}`;
  const at = new Date(atMs).toISOString();
  return [
    {
      id: newId(),
      type: "exception.raised",
      aggregate: "exception",
      aggregateId: exceptionId,
      orderId,
      payload: {
        exceptionId,
        class: "COUNTER_SUSPECT",
        severity: 3,
        subject,
        workUnitId: unit.id,
        orderId,
        owner: "LEAD",
        detail: { counter, before, after, at, operationId, ...NO_DOUBTS },
      },
    },
    {
      id: newId(),
      type: "counter.suspect",
      aggregate: "equipment",
      aggregateId: unit.id,
      orderId,
      payload: {
        subject,
        workUnitId: unit.id,
        counter,
        before,
        after,
        at,
        count: operationId === null || orderId === null ? null : { operationId, orderId, good: good.toFixed(), scrap: scrap.toFixed(), since: at, to: at },
      },
    },
  ];
}
