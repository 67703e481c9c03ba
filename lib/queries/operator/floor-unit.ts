import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { equipment, reasonCode, site } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Permission } from "@/lib/auth/permissions";
import { reasonNameOrNull } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";

/** What the machine itself says: its state, since when, and why when that is known. */
export type MachineState = { readonly state: string; readonly since: string; readonly reason: string | null; readonly reasonName: string | null };

/** A work unit with its line and its site, as a tablet shows it. */
export type FloorUnit = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly capabilities: readonly string[];
  readonly parallel: boolean;
  /** A stop of at least this long needs a reason. */
  readonly microStopSeconds: number;
  readonly line: { readonly id: string; readonly code: string; readonly name: string };
  readonly site: { readonly id: string; readonly code: string; readonly name: string; readonly timeZone: string };
  readonly machine: MachineState | null;
};

/** The work unit with this code at the sites where the reader holds the permission, or null: foreign ones do not exist (SEC-02). */
export async function floorUnit(reader: FloorReader, actor: Actor, code: string, permission: Permission = "operation.read"): Promise<FloorUnit | null> {
  const sites = sitesWith(actor, permission);
  if (sites.length === 0) return null;
  const line = alias(equipment, "line");
  const [row] = await reader.db
    .select({ unit: equipment, line, site })
    .from(equipment)
    .innerJoin(line, eq(line.id, equipment.parentId))
    .innerJoin(site, eq(site.id, equipment.siteId))
    .where(and(eq(equipment.code, code), eq(equipment.level, "WORK_UNIT"), eq(equipment.active, true), inArray(equipment.siteId, [...sites])))
    .orderBy(site.code)
    .limit(1);
  if (row === undefined) return null;
  const { unit } = row;
  return {
    id: unit.id,
    code: unit.code,
    name: unit.name,
    capabilities: unit.capabilities,
    parallel: unit.parallelOperations,
    microStopSeconds: unit.microStopSeconds,
    line: { id: row.line.id, code: row.line.code, name: row.line.name },
    site: { id: row.site.id, code: row.site.code, name: row.site.name, timeZone: row.site.timeZone },
    machine: (await machineStates(reader, [unit.id])).get(unit.id) ?? null,
  };
}

/** The present state of machines, by unit. */
export async function machineStates(reader: FloorReader, unitIds: readonly string[]): Promise<ReadonlyMap<string, MachineState>> {
  if (unitIds.length === 0) return new Map();
  const rows = await reader.db
    .select({ unitId: stateInterval.workUnitId, state: stateInterval.state, since: stateInterval.fromAt, reason: stateInterval.reasonCode, reasonName: reasonNameOrNull(reader) })
    .from(stateInterval)
    .leftJoin(reasonCode, and(eq(reasonCode.siteId, stateInterval.siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, stateInterval.reasonCode)))
    .where(and(inArray(stateInterval.workUnitId, [...unitIds]), isNull(stateInterval.toAt), isNull(stateInterval.supersededAt)));
  return new Map(rows.map((row) => [row.unitId, { state: row.state, since: row.since.toISOString(), reason: row.reason, reasonName: row.reasonName }]));
}
