import "server-only";
import { and, eq, inArray, notExists } from "drizzle-orm";
import { z } from "zod";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { inspectionPlan, qualityCheck } from "@/db/schema/quality";
import { site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { eachApart } from "@/lib/commands/each-apart";
import { execute } from "@/lib/commands/execute";
import { lockOperation, siteOfOperation } from "@/lib/commands/execution/store";
import type { Services } from "@/lib/commands/services";
import { accept } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { CHECKED_STATES, checksDue, dueChecks, isDue, planCounts } from "./due-checks";

const RaiseDueChecksInput = z.strictObject({ ...CommandHeadShape, operationId: z.uuid() });

/** EX-14: writes down what became due at an operation by running time, by the start of a shift or by what its machine did, as of the instant at which it did. */
export const raiseDueChecks = defineCommand({
  name: "raise-due-checks",
  permission: "check.record",
  input: RaiseDueChecksInput,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run({ tx, at }, input) {
    await lockOperation(tx, input.operationId);
    const events = await checksDue(tx, input.operationId, at);
    return accept({ events, output: { due: events.length } });
  },
});

/** The worker's round: what became due at the operations that are loaded, without anybody's doing. Answers how many checks. */
export async function raiseAllDueChecks(services: Services): Promise<number> {
  const { db, clock } = services;
  const now = clock.now();
  const loaded = await db
    .selectDistinct({ operationId: orderOperation.id, siteId: orderOperation.siteId, siteCode: site.code })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(site, eq(site.id, orderOperation.siteId))
    .innerJoin(inspectionPlan, planCounts(now))
    .where(
      and(
        inArray(orderOperation.state, [...CHECKED_STATES]),
        // While one of a plan is due, no other of it becomes due.
        notExists(db.select({ id: qualityCheck.id }).from(qualityCheck).where(isDue(orderOperation.id, inspectionPlan.code))),
      ),
    );
  return eachApart(
    loaded,
    "checks that are due could not be written down",
    ({ operationId }) => ({ operation: operationId }),
    async ({ operationId, siteId, siteCode }) => {
      if ((await dueChecks(db, operationId, now)).length === 0) return 0;
      const worker = systemActor("worker", ["check.record"], [{ siteId, code: siteCode }]);
      const result = await execute(services, worker, raiseDueChecks, { commandId: newId(), operationId });
      return result.ok ? result.data.due : 0;
    },
  );
}
