import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideDowntimeCancel, decideDowntimeChange } from "@/lib/domain/planning/planned-downtime";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { lockDowntime, plannedOver, plannedReason, refuseErps, saidBefore, siteOfDowntime, told } from "./downtime-store";
import { CancelDowntimeInput, ChangeDowntimeInput, DowntimeAnswer } from "./planned-downtime.schema";

/** §6.1.1: planned downtime gets another time or reason, all of it or none. Refuses NOT_FOUND where somebody has called it off, FIELD_OWNED_BY_ERP, DOWNTIME_OVER, DOWNTIME_BEGUN and as plan-downtime. */
export const changeDowntime = defineCommand({
  name: "change-downtime",
  permission: "plan.write",
  input: ChangeDowntimeInput,
  answer: DowntimeAnswer,
  site: (tx, input) => siteOfDowntime(tx, input.downtimeIds),
  async run({ tx, siteId, recordedAt }, { downtimeIds, reason, from, to }) {
    const named = await plannedReason(tx, siteId, reason);
    if (!named.ok) return named;
    const { rows, twice } = await lockDowntime(tx, downtimeIds);
    if (rows.length < new Set(downtimeIds).size) return refuse("NOT_FOUND");
    const erps = refuseErps(rows);
    if (erps !== null) return erps;
    const span = { from: new Date(from), to: new Date(to) };
    if (twice !== null) return refuse("DOWNTIME_OVERLAPS", { unit: twice, from: span.from.toISOString(), to: span.to.toISOString() });
    const already = await plannedOver(
      tx,
      rows.map((row) => row.workUnitId),
      span,
      downtimeIds,
    );
    const events: NewEvent[] = [];
    for (const row of rows) {
      const decision = decideDowntimeChange({ from: row.fromAt, to: row.toAt }, span, recordedAt, already);
      if (!decision.ok) return decision;
      const payload = { downtimeId: row.id, workUnitId: row.workUnitId, reasonCode: named.value, from: span.from.toISOString(), to: span.to.toISOString(), was: saidBefore(row) };
      events.push({ id: newId(), type: "downtime.changed", aggregate: "equipment", aggregateId: row.workUnitId, orderId: null, payload });
    }
    return accept({ events, output: { planned: rows.map((row) => told(row.id, row.workUnitId, named.value, span)) } });
  },
});

/** §6.1.1: planned downtime is called off: what has begun ends now. Refuses NOT_FOUND where somebody else has called it off, FIELD_OWNED_BY_ERP, and DOWNTIME_OVER. */
export const cancelDowntime = defineCommand({
  name: "cancel-downtime",
  permission: "plan.write",
  input: CancelDowntimeInput,
  answer: DowntimeAnswer,
  site: (tx, input) => siteOfDowntime(tx, input.downtimeIds),
  async run({ tx, recordedAt }, { downtimeIds }) {
    const { rows } = await lockDowntime(tx, downtimeIds);
    if (rows.length < new Set(downtimeIds).size) return refuse("NOT_FOUND");
    const erps = refuseErps(rows);
    if (erps !== null) return erps;
    const events: NewEvent[] = [];
    const planned: DowntimeAnswer["planned"] = [];
    for (const row of rows) {
      const decision = decideDowntimeCancel({ from: row.fromAt, to: row.toAt }, recordedAt);
      if (!decision.ok) return decision;
      const payload = { downtimeId: row.id, workUnitId: row.workUnitId, to: decision.value?.to.toISOString() ?? null, was: saidBefore(row) };
      events.push({ id: newId(), type: "downtime.cancelled", aggregate: "equipment", aggregateId: row.workUnitId, orderId: null, payload });
      if (decision.value !== null) planned.push(told(row.id, row.workUnitId, row.reasonCode, decision.value));
    }
    return accept({ events, output: { planned } });
  },
});
