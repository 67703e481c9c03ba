import { PRODUCTIVITY, type WorkOrder } from "./api-types";
import type { Desk } from "./desk";
import { keyDomain, keyValues } from "./our-key";
import { createOne, findOne } from "./records";
import { findLoss } from "./resolve";
import type { Step } from "./steps";
import type { TimeEntry } from "./to-time";
import { toOdooTime } from "./values";

/** Books a time entry on a work order; it ends when the message says that it happened. */
export function timeStep({ client, settings }: Desk, workOrder: WorkOrder, workCenterId: number, entry: TimeEntry, end: Date, key: string): Step {
  return {
    name: "time entry",
    async find() {
      const row = await findOne(client, PRODUCTIVITY, keyDomain(settings, "description", key));
      return row === undefined ? null : [{ kind: PRODUCTIVITY.model, number: String(row.id) }];
    },
    async perform() {
      await createOne(client, PRODUCTIVITY.model, {
        workorder_id: workOrder.id,
        workcenter_id: workCenterId,
        loss_id: await findLoss(client, settings, entry.loss),
        date_start: toOdooTime(new Date(end.getTime() - entry.seconds * 1000)),
        date_end: toOdooTime(end),
        company_id: settings.companyId,
        ...(entry.user === null ? {} : { user_id: entry.user }),
        ...keyValues(settings, "description", key),
      });
    },
  };
}
