import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideDowntime } from "@/lib/domain/planning/planned-downtime";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { lockUnitsOf, plannedOver, plannedReason, siteOfEquipment, told } from "./downtime-store";
import { DowntimeAnswer, PlanDowntimeInput } from "./planned-downtime.schema";

/**
 * §6.1.1: a work unit, or each one of a line, stands by plan over a span: the projection plans around it at once, its tablet says what is coming, and it is no
 * loss of availability. Refuses REASON_UNKNOWN, REASON_NOT_PLANNED, DOWNTIME_EMPTY, DOWNTIME_PASSED and DOWNTIME_OVERLAPS.
 */
export const planDowntime = defineCommand({
  name: "plan-downtime",
  permission: "plan.write",
  input: PlanDowntimeInput,
  answer: DowntimeAnswer,
  site: (tx, input) => siteOfEquipment(tx, input.equipmentId),
  async run({ tx, siteId, recordedAt }, { equipmentId, reason, from, to }) {
    const named = await plannedReason(tx, siteId, reason);
    if (!named.ok) return named;
    const units = await lockUnitsOf(tx, equipmentId);
    if (units.length === 0) return refuse("NOT_FOUND");
    const span = { from: new Date(from), to: new Date(to) };
    const already = await plannedOver(
      tx,
      units.map(({ id }) => id),
      span,
      [],
    );
    const decision = decideDowntime(span, recordedAt, already);
    if (!decision.ok) return decision;
    const planned = units.map(({ id }) => told(newId(), id, named.value, decision.value));
    return accept({
      events: planned.map(({ downtimeId, workUnitId, ...what }) => ({
        id: newId(),
        type: "downtime.planned" as const,
        aggregate: "equipment" as const,
        aggregateId: workUnitId,
        orderId: null,
        payload: { downtimeId, workUnitId, reasonCode: what.reason, from: what.from, to: what.to },
      })),
      output: { planned },
    });
  },
});
