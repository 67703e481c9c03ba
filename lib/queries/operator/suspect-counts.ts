import "server-only";
import { eq, inArray } from "drizzle-orm";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { doubtsIn } from "@/lib/domain/shared/doubted-count";
import { numberIn, textIn } from "./exception-detail";
import type { FloorReader } from "./floor-reader";

/** Steps of a counter that the machine's rate cannot explain (KP-02): what the last one read, and what all of them would count on operations in work, if there are any. */
export type CounterSuspect = {
  readonly kind: "COUNTER";
  readonly counter: string;
  readonly before: number;
  readonly after: number;
  readonly at: string;
  readonly steps: number;
  /** Operations as "order / op". Null where none of them is in work: then nothing can be counted. */
  readonly count: { readonly good: string; readonly scrap: string; readonly uom: string; readonly operations: readonly string[] } | null;
};

/** What a line counted in a shift and what was entered of it, where that differs (KP-03). */
export type MismatchSuspect = {
  readonly kind: "MISMATCH";
  readonly operation: string;
  readonly day: string;
  readonly shift: string;
  readonly counted: string;
  readonly confirmed: string;
  readonly uom: string;
};

type Doubt = { readonly id: string; readonly detail: unknown };

const IN_WORK: ReadonlySet<string> = new Set(["SETUP", "RUNNING", "PAUSED"]);

/** What suspect counters are about, and what counts that differ from entries are, by their exception. */
export async function suspectCounts({ db }: FloorReader, counters: readonly Doubt[], mismatches: readonly Doubt[]): Promise<ReadonlyMap<string, CounterSuspect | MismatchSuspect>> {
  const ids = [...counters.flatMap(({ detail }) => doubtsIn(detail).counts.map((one) => one.operationId)), ...mismatches.map(({ detail }) => textIn(detail, "operationId") ?? "")];
  const rows =
    ids.length === 0
      ? []
      : await db
          .select({ id: orderOperation.id, opNo: orderOperation.opNo, state: orderOperation.state, order: productionOrder.number, uom: productionOrder.uom })
          .from(orderOperation)
          .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
          .where(inArray(orderOperation.id, ids));
  const operations = new Map(rows.map((row) => [row.id, row]));
  const known = new Map<string, CounterSuspect | MismatchSuspect>();
  for (const { id, detail } of counters) {
    const { steps, counts } = doubtsIn(detail);
    const there = counts.flatMap((count) => {
      const operation = operations.get(count.operationId);
      return operation !== undefined && IN_WORK.has(operation.state) ? [{ ...count, operation }] : [];
    });
    const [first] = there;
    known.set(id, {
      kind: "COUNTER",
      counter: textIn(detail, "counter") ?? "",
      before: numberIn(detail, "before"),
      after: numberIn(detail, "after"),
      at: textIn(detail, "at") ?? "",
      steps,
      count:
        first === undefined
          ? null
          : {
              good: sum(there.map((one) => decimal(one.good))).toFixed(),
              scrap: sum(there.map((one) => decimal(one.scrap))).toFixed(),
              uom: first.operation.uom,
              operations: there.map(({ operation }) => `${operation.order} / ${operation.opNo}`),
            },
    });
  }
  for (const { id, detail } of mismatches) {
    const operation = operations.get(textIn(detail, "operationId") ?? "");
    if (operation === undefined) continue;
    const figures = {
      day: textIn(detail, "day") ?? "",
      shift: textIn(detail, "shift") ?? "",
      counted: textIn(detail, "counted") ?? "",
      confirmed: textIn(detail, "confirmed") ?? "",
    };
    known.set(id, { kind: "MISMATCH", operation: `${operation.order} / ${operation.opNo}`, ...figures, uom: operation.uom });
  }
  return known;
}
