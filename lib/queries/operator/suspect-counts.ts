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
  /** Operations as "order / op". Null where none of them is in work. Can be counted only where none of all has ended. */
  readonly count: { readonly good: string; readonly scrap: string; readonly uom: string; readonly operations: readonly string[] } | null;
  /** What belongs to operations that have ended: it is corrected among their entries. */
  readonly ended: readonly { readonly operation: string; readonly good: string; readonly scrap: string; readonly uom: string }[];
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

const nameOf = ({ order, opNo }: { readonly order: string; readonly opNo: number }): string => `${order} / ${opNo}`;

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
    const doubted = counts.flatMap((count) => {
      const operation = operations.get(count.operationId);
      return operation === undefined ? [] : [{ ...count, operation }];
    });
    const there = doubted.filter(({ operation }) => IN_WORK.has(operation.state));
    const ended = doubted.filter(({ operation }) => !IN_WORK.has(operation.state));
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
              operations: there.map(({ operation }) => nameOf(operation)),
            },
      ended: ended.map(({ good, scrap, operation }) => ({ operation: nameOf(operation), good, scrap, uom: operation.uom })),
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
    known.set(id, { kind: "MISMATCH", operation: nameOf(operation), ...figures, uom: operation.uom });
  }
  return known;
}
