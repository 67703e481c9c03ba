import "server-only";
import { and, asc, eq, inArray, ne } from "drizzle-orm";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import type { FloorReader } from "./floor-reader";
import type { FloorUnit } from "./floor-unit";
import { operationFigures, plannedPerHour } from "./operation-figures";
import { packsOf } from "./packs";
import { type RunComponent, runComponents } from "./run-components";
import type { RunOperation } from "./run-operation";

/** What the screen of an operation shows from its first moment on: a tablet without the network has it from here until the server's own answer comes (EX-22). */
export type PreparedStart = ReturnType<typeof operationFigures> & Pick<RunOperation, "planPerHour" | "packs"> & { readonly components: readonly RunComponent[] };

/** More than a crew begins while the network is away. */
const MOST = 6;

/** Targets, limits and material of the first of these operations, as they would be on the unit, by operation. */
export async function preparedStarts(reader: FloorReader, unit: FloorUnit, operationIds: readonly string[]): Promise<ReadonlyMap<string, PreparedStart>> {
  const wanted = operationIds.slice(0, MOST);
  if (wanted.length === 0) return new Map();
  const rows = await reader.db
    .select({ operation: orderOperation, order: productionOrder, scrapQuestionPct: site.scrapQuestionPct })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(site, eq(site.id, orderOperation.siteId))
    .where(inArray(orderOperation.id, wanted));
  const steps = await reader.db
    .select()
    .from(orderOperation)
    .where(
      and(
        inArray(
          orderOperation.orderId,
          rows.map(({ order }) => order.id),
        ),
        ne(orderOperation.state, "SKIPPED"),
      ),
    )
    .orderBy(asc(orderOperation.opNo));
  const prepared = await Promise.all(
    rows.map(async ({ operation, order, scrapQuestionPct }) => {
      const own = steps.filter((step) => step.orderId === order.id);
      const [components, packs] = await Promise.all([
        runComponents(reader, { ...operation, workUnitId: unit.id }),
        operation.isLast ? packsOf(reader, operation, order.itemId, { code: order.uom, decimals: order.decimals }) : undefined,
      ]);
      const start: PreparedStart = {
        ...operationFigures(operation, order, own, scrapQuestionPct),
        planPerHour: plannedPerHour(operation)?.toFixed(2) ?? null,
        ...(packs === undefined ? {} : { packs }),
        components,
      };
      return [operation.id, start] as const;
    }),
  );
  return new Map(prepared);
}
