import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { exception } from "@/db/schema/exception";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { defineCommand } from "@/lib/commands/define-command";
import { ended, endContext, lockException } from "@/lib/commands/execution/end-exception";
import { decideCounter } from "@/lib/domain/equipment/resolve-counter";
import { decideResolution } from "@/lib/domain/execution/exception-state";
import { accept } from "@/lib/domain/shared/decision";
import { type DoubtedCount, doubtsIn } from "@/lib/domain/shared/doubted-count";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { CounterResolvedAnswer, ResolveCounterInput } from "./resolve-counter.schema";

/** An operation in one of these takes what is counted. */
const IN_WORK: ReadonlySet<string> = new Set(["SETUP", "RUNNING", "PAUSED"]);

/**
 * KP-02: whoever stands at the machine, maintains it or leads there takes the steps of a suspect counter at their word, which proposes them to their operations, or discards them; either ends the
 * exception. Refuses EXCEPTION_OVER, COUNTER_MOVED, COUNT_WITHOUT_RUN and COUNT_PARTLY_ENDED.
 */
export const resolveCounter = defineCommand({
  name: "resolve-counter",
  permission: "stop.classify",
  input: ResolveCounterInput,
  answer: CounterResolvedAnswer,
  async site(tx, { exceptionId }) {
    const [row] = await tx
      .select({ siteId: exception.siteId })
      .from(exception)
      .where(and(eq(exception.id, exceptionId), eq(exception.class, "COUNTER_SUSPECT")));
    return row?.siteId ?? null;
  },
  async run({ tx, actor }, { exceptionId, verdict, steps }) {
    const row = await lockException(tx, exceptionId);
    // §10.1: whoever may classify stops may say what was made. The lead owns it, and is called; an operator who stands there need not wait for them.
    const resolution = decideResolution({ ...endContext(row, actor), own: true });
    if (!resolution.ok) return resolution;
    const doubts = doubtsIn(row.detail);
    const ids = doubts.counts.map((one) => one.operationId);
    const operations =
      ids.length === 0
        ? []
        : await tx
            .select({ id: orderOperation.id, state: orderOperation.state, orderId: orderOperation.orderId, opNo: orderOperation.opNo })
            .from(orderOperation)
            .where(inArray(orderOperation.id, ids))
            .orderBy(orderOperation.id)
            .for("share");
    const orders = await tx
      .select({ id: productionOrder.id, number: productionOrder.number })
      .from(productionOrder)
      .where(
        inArray(
          productionOrder.id,
          operations.map((one) => one.orderId),
        ),
      );
    const numbers = new Map(orders.map(({ id, number }) => [id, number]));
    const decision = decideCounter({
      verdict,
      seen: steps,
      doubts,
      inWork: new Set(operations.filter((one) => IN_WORK.has(one.state)).map((one) => one.id)),
      names: new Map(operations.map(({ id, orderId, opNo }) => [id, `${numbers.get(orderId) ?? ""} / ${opNo}`])),
    });
    if (!decision.ok) return decision;
    const counted = decision.value;
    const resolved = (count: DoubtedCount | null): NewEvent => ({
      id: newId(),
      type: "counter.resolved",
      aggregate: count === null ? "exception" : "operation",
      aggregateId: count?.operationId ?? row.id,
      orderId: count?.orderId ?? row.orderId,
      payload: { exceptionId, workUnitId: row.workUnitId, steps: doubts.steps, count, personId: actor.personId },
    });
    return accept({
      events: [...(counted.length === 0 ? [resolved(null)] : counted.map(resolved)), ended(row, resolution.value, actor.name)],
      output: { exceptionId, counted: counted.map(({ operationId, good, scrap }) => ({ operationId, good, scrap })) },
    });
  },
});
