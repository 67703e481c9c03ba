import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { event } from "@/db/schema/eventlog";
import { operationActivity } from "@/db/schema/execution";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { decideClassification } from "@/lib/domain/equipment/classify-stop";
import { accept } from "@/lib/domain/shared/decision";
import { lockStop, reclassified, siteOfStop } from "./reclassified";
import { stopReason } from "./stop-reason";

const Input = z.strictObject({ ...CommandHeadShape, intervalId: z.uuid(), activityId: z.uuid() });

/** ST-01: gives a stop the reason of the pause in which it was, told after the machine had told the stop; nothing where somebody has named it meanwhile, or the machine says it otherwise by now. */
export const namePausedStop = defineCommand({
  name: "name-paused-stop",
  permission: "stop.classify",
  input: Input,
  site: (tx, { intervalId }) => siteOfStop(tx, intervalId),
  async run({ tx, siteId }, { intervalId, activityId }) {
    const stop = await lockStop(tx, intervalId);
    const [pause] = await tx.select().from(operationActivity).where(eq(operationActivity.id, activityId));
    if (stop === null || stop.supersededAt !== null || stop.reasonCode !== null || pause === undefined || pause.reasonCode === null) return accept({ events: [], output: {} });
    const reason = await stopReason(tx, siteId, pause.reasonCode);
    if (reason === null) return accept({ events: [], output: {} });
    const decision = decideClassification({ ...stop, superseded: false }, { ...reason, comment: pause.comment });
    if (!decision.ok) return accept({ events: [], output: {} });
    const [told] = await tx
      .select({ personId: event.personId })
      .from(event)
      .where(and(eq(event.aggregateId, pause.operationId), eq(event.type, "operation.paused"), sql`${event.payload} ->> 'activityId' = ${activityId}`));
    return accept({ events: [reclassified(stop, decision.value, { reason: reason.code, comment: pause.comment, personId: told?.personId ?? null })], output: {} });
  },
});
