import "server-only";
import { and, eq, gt, inArray } from "drizzle-orm";
import { plannedDowntime } from "@/db/schema/calendar";
import type { CommandFrame } from "@/lib/commands/define-command";
import { lockUnitsOf, plannedReason, saidBefore } from "@/lib/commands/planning/downtime-store";
import { erpDowntime, type Standing } from "@/lib/domain/planning/erp-downtime";
import { overlaps } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import type { CalendarData } from "@/lib/messages/erp-calendar.v1";
import { newId } from "@/lib/platform/ids";

type Named = NonNullable<CalendarData["plannedDowntime"]>;
/** The facts, or why the message is refused. */
type Downtime = { readonly ok: true; readonly events: readonly NewEvent[] } | { readonly ok: false; readonly code: string; readonly reason: string };

const refused = (code: string, reason: string): Downtime => ({ ok: false, code, reason });

/**
 * §6.1.1: the downtime that the ERP plans of a work centre, as facts: what it names is planned, what it names no more is called off, all from now on; nothing where
 * it says nothing of it. Refuses a unit that the work centre does not have, a reason that is none of the class PLANNED, and spans of one unit that overlap.
 */
export async function downtimeOf(
  { tx, siteId, recordedAt }: Pick<CommandFrame, "tx" | "siteId" | "recordedAt">,
  workCentreId: string | null,
  named: Named | undefined,
): Promise<Downtime> {
  if (named === undefined) return { ok: true, events: [] };
  if (workCentreId === null)
    return named.length === 0 ? { ok: true, events: [] } : refused("DOWNTIME_OF_SITE", "Downtime is planned of a work centre: a site as a whole stands by its exceptions.");
  for (const code of new Set(named.map(({ reason }) => reason))) {
    const reason = await plannedReason(tx, siteId, code);
    if (!reason.ok) return refused(reason.code, `${code} is no reason of the class PLANNED in the list of the site.`);
  }
  const units = await lockUnitsOf(tx, workCentreId);
  const unknown = named.find(({ workUnit }) => workUnit !== null && !units.some(({ code }) => code === workUnit));
  if (unknown !== undefined) return refused("UNIT_UNKNOWN", `The work centre has no work unit ${unknown.workUnit ?? ""}.`);
  const ids = units.map(({ id }) => id);
  const rows =
    ids.length === 0
      ? []
      : await tx
          .select()
          .from(plannedDowntime)
          .where(and(inArray(plannedDowntime.workUnitId, ids), eq(plannedDowntime.siteId, siteId), gt(plannedDowntime.toAt, recordedAt)));
  const events: NewEvent[] = [];
  for (const unit of units) {
    const mine = named
      .filter(({ workUnit }) => workUnit === null || workUnit === unit.code)
      .map(({ from, to, reason }): Standing => ({ from: new Date(from), to: new Date(to), reason }))
      .toSorted((a, b) => a.from.getTime() - b.from.getTime());
    const empty = mine.find(({ from, to }) => to <= from);
    if (empty !== undefined) return refused("DOWNTIME_EMPTY", `What is planned of ${unit.code} from ${empty.from.toISOString()} ends before it begins.`);
    const twice = mine.find((one, index) => mine.slice(index + 1).some((other) => overlaps(one, other)));
    if (twice !== undefined) return refused("DOWNTIME_OVERLAPS", `${unit.code} is planned to stand twice at ${twice.from.toISOString()}.`);
    const known = rows.filter((row) => row.workUnitId === unit.id);
    const kept = known.filter(({ byErp }) => byErp).map(({ id, reasonCode, fromAt, toAt }) => ({ id, reason: reasonCode, from: fromAt, to: toAt }));
    const people = known.filter(({ byErp }) => !byErp).map(({ fromAt, toAt }) => ({ from: fromAt, to: toAt }));
    const { cancel, plan } = erpDowntime(kept, mine, people, recordedAt);
    const of = { aggregate: "equipment", aggregateId: unit.id, orderId: null } as const;
    for (const { id, to } of cancel) {
      const row = known.find((one) => one.id === id);
      if (row === undefined) continue;
      events.push({ ...of, id: newId(), type: "downtime.cancelled", payload: { downtimeId: id, workUnitId: unit.id, to: to?.toISOString() ?? null, was: saidBefore(row) } });
    }
    for (const { from, to, reason } of plan) {
      const payload = { downtimeId: newId(), workUnitId: unit.id, reasonCode: reason, from: from.toISOString(), to: to.toISOString(), byErp: true } as const;
      events.push({ ...of, id: newId(), type: "downtime.planned", payload });
    }
  }
  return { ok: true, events };
}
