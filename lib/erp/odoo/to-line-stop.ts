import type { LineDownV1, LineRestoredV1 } from "@/lib/messages/line-down.v1";
import { PRODUCTIVITY } from "./api-types";
import type { Desk } from "./desk";
import { keyDomain, keyValues } from "./our-key";
import { createOne, findOne, writeOne } from "./records";
import { Refused } from "./refused";
import { findLoss, findWorkCenter } from "./resolve";
import type { Plan, Step } from "./steps";
import { toOdooTime } from "./values";

/**
 * A stop: a time entry without a work order, on an availability loss, under the stop's own number. While it is open the work centre is
 * blocked. It is closed by its own end and not by `unblock`, which would end every other stop of the work centre too, and now.
 */
export async function toLineStop(desk: Desk, { type, data }: LineDownV1 | LineRestoredV1): Promise<Plan> {
  const { client, settings } = desk;
  const center = await findWorkCenter(client, data.line, settings.unitSuffix);
  if (center === undefined) throw new Refused("UNKNOWN_WORK_CENTRE", `Odoo has no work centre ${data.line}. Map it in the words of the connection.`);
  const row = () => findOne(client, PRODUCTIVITY, keyDomain(settings, "description", data.stopId));
  const words = keyValues(settings, "description", data.stopId, [data.workUnit, data.reason ?? "reason not named yet"].join(", "));
  const begun: Step = {
    name: "stop",
    async find() {
      const found = await row();
      return found === undefined ? null : [{ kind: PRODUCTIVITY.model, number: String(found.id) }];
    },
    async perform() {
      const loss = await findLoss(client, settings, "availability");
      await createOne(client, PRODUCTIVITY.model, {
        workcenter_id: center.id,
        loss_id: loss,
        date_start: toOdooTime(new Date(data.from)),
        company_id: settings.companyId,
        ...words,
      });
    },
  };
  const change = (name: string, isThere: (found: NonNullable<Awaited<ReturnType<typeof row>>>) => boolean, values: Parameters<typeof writeOne>[3], passing = false): Step => ({
    name,
    passing,
    async find() {
      const found = await row();
      return found !== undefined && isThere(found) ? [] : null;
    },
    async perform() {
      const found = await row();
      if (found !== undefined) await writeOne(client, PRODUCTIVITY.model, found.id, values);
    },
  });
  const steps = [begun, change("reason of the stop", (found) => found.description === words["description"], words, true)];
  if (type === "mes.line.restored.v1") steps.push(change("end of the stop", (found) => found.date_end !== null, { date_end: toOdooTime(new Date(data.to)) }));
  return { steps, document: (parts) => `${center.code ?? center.name} / stop ${parts[0]?.number ?? ""}` };
}
