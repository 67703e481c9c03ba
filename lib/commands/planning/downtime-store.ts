import "server-only";
import { and, asc, eq, gt, inArray, lt, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { plannedDowntime } from "@/db/schema/calendar";
import { equipment } from "@/db/schema/reference";
import { stopReason } from "@/lib/commands/equipment/stop-reason";
import type { PlannedAlready } from "@/lib/domain/planning/planned-downtime";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { ClosedInterval } from "@/lib/domain/shared/interval";
import type { DowntimeAnswer } from "./planned-downtime.schema";

type DowntimeRow = typeof plannedDowntime.$inferSelect;

/** Locks the work units, so that two plans for one machine meet one after the other; answers their ids and codes. */
async function lockUnits(tx: Tx, unitIds: readonly string[]): Promise<readonly { id: string; code: string }[]> {
  return tx
    .select({ id: equipment.id, code: equipment.code })
    .from(equipment)
    .where(inArray(equipment.id, [...unitIds]))
    .orderBy(asc(equipment.id))
    .for("no key update");
}

/** A work unit, or each active work unit of a line, locked; empty where it is neither. */
export async function lockUnitsOf(tx: Tx, equipmentId: string): Promise<readonly { id: string; code: string }[]> {
  const [found] = await tx.select({ level: equipment.level }).from(equipment).where(eq(equipment.id, equipmentId));
  if (found?.level === "WORK_UNIT") return lockUnits(tx, [equipmentId]);
  if (found?.level !== "WORK_CENTRE") return [];
  const units = await tx
    .select({ id: equipment.id })
    .from(equipment)
    .where(and(eq(equipment.parentId, equipmentId), eq(equipment.level, "WORK_UNIT"), eq(equipment.active, true)));
  return units.length === 0
    ? []
    : lockUnits(
        tx,
        units.map(({ id }) => id),
      );
}

/** Site of equipment, or null when there is no such one. */
export async function siteOfEquipment(tx: Tx, equipmentId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: equipment.siteId }).from(equipment).where(eq(equipment.id, equipmentId));
  return row?.siteId ?? null;
}

/** Site of planned downtime; null where one of it is gone, or it is not all of one site. */
export async function siteOfDowntime(tx: Tx, ids: readonly string[]): Promise<string | null> {
  const rows = await tx
    .select({ siteId: plannedDowntime.siteId })
    .from(plannedDowntime)
    .where(inArray(plannedDowntime.id, [...ids]));
  const [first] = rows;
  return first !== undefined && rows.length === new Set(ids).size && rows.every(({ siteId }) => siteId === first.siteId) ? first.siteId : null;
}

/** Locks planned downtime and its work units. What somebody else has called off meanwhile is not among it; where one unit is named twice, `twice` is its code. */
export async function lockDowntime(tx: Tx, ids: readonly string[]): Promise<{ readonly rows: readonly DowntimeRow[]; readonly twice: string | null }> {
  const of = inArray(plannedDowntime.id, [...ids]);
  const named = await tx.select({ id: plannedDowntime.workUnitId }).from(plannedDowntime).where(of);
  const units = named.length === 0 ? [] : await lockUnits(tx, [...new Set(named.map(({ id }) => id))]);
  const rows = await tx.select().from(plannedDowntime).where(of).orderBy(asc(plannedDowntime.id)).for("update");
  const twice = units.find(({ id }) => rows.filter((row) => row.workUnitId === id).length > 1);
  return { rows, twice: twice?.code ?? null };
}

/** What these units have planned over the span, without these. */
export async function plannedOver(tx: Tx, unitIds: readonly string[], span: ClosedInterval, without: readonly string[]): Promise<readonly PlannedAlready[]> {
  return tx
    .select({ unit: equipment.code, from: plannedDowntime.fromAt, to: plannedDowntime.toAt })
    .from(plannedDowntime)
    .innerJoin(equipment, eq(equipment.id, plannedDowntime.workUnitId))
    .where(
      and(
        inArray(plannedDowntime.workUnitId, [...unitIds]),
        lt(plannedDowntime.fromAt, span.to),
        gt(plannedDowntime.toAt, span.from),
        ...(without.length === 0 ? [] : [notInArray(plannedDowntime.id, [...without])]),
      ),
    )
    .orderBy(asc(plannedDowntime.fromAt), asc(equipment.code))
    .limit(1);
}

/** A reason of the site's list by which a machine may stand by plan. Refuses REASON_UNKNOWN and REASON_NOT_PLANNED. */
export async function plannedReason(tx: Tx, siteId: string, code: string): Promise<Decision<string, "REASON_UNKNOWN" | "REASON_NOT_PLANNED">> {
  const reason = await stopReason(tx, siteId, code);
  if (reason === null) return refuse("REASON_UNKNOWN", { reason: code });
  return reason.class === "PLANNED" ? accept(reason.code) : refuse("REASON_NOT_PLANNED", { reason: code });
}

/** OWN-01: what the ERP's calendar says is changed there. */
export function refuseErps(rows: readonly DowntimeRow[]) {
  return rows.some(({ byErp }) => byErp) ? refuse("FIELD_OWNED_BY_ERP", { field: "plannedDowntime" }) : null;
}

/** What it said, as a fact tells it. */
export function saidBefore(row: DowntimeRow): { reasonCode: string; from: string; to: string } {
  return { reasonCode: row.reasonCode, from: row.fromAt.toISOString(), to: row.toAt.toISOString() };
}

/** What is planned now, as the answer tells it. */
export function told(downtimeId: string, workUnitId: string, reason: string, span: ClosedInterval): DowntimeAnswer["planned"][number] {
  return { downtimeId, workUnitId, reason, from: span.from.toISOString(), to: span.to.toISOString() };
}
