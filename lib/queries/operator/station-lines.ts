import "server-only";
import { and, asc, count, eq, inArray, notInArray } from "drizzle-orm";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { device } from "@/db/schema/identity";
import { equipment, site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Permission } from "@/lib/auth/permissions";
import type { FloorReader } from "./floor-reader";
import { type MachineState, machineStates } from "./floor-unit";
import { unitsWithHandover } from "./handovers";
import { type LoadedOperation, loadedOperations } from "./loaded-operations";

export type StationUnit = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly machine: MachineState | null;
  readonly loaded: LoadedOperation | null;
  /** What else is in work there, where several may be at once. Absent where nothing is. */
  readonly others?: readonly LoadedOperation[];
  /** A crew left a handover that the reader may accept (EX-16). */
  readonly handover: boolean;
};

/** A line of the reader's sites with its machines and how many operations could start there. */
export type StationLine = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly siteName: string;
  readonly timeZone: string;
  /** The line at which this tablet stands. */
  readonly own: boolean;
  readonly units: readonly StationUnit[];
  readonly ready: number;
};

/** Lines of the sites at which the reader may see operations, or do what is asked for, the tablet's own line first. */
export async function stationLines(reader: FloorReader, actor: Actor, permission: Permission = "operation.read"): Promise<readonly StationLine[]> {
  const { db } = reader;
  const sites = [...sitesWith(actor, permission)];
  if (sites.length === 0) return [];
  const [centres, own] = await Promise.all([
    db
      .select({ id: equipment.id, code: equipment.code, name: equipment.name, constraintUnitId: equipment.constraintUnitId, siteName: site.name, timeZone: site.timeZone })
      .from(equipment)
      .innerJoin(site, eq(site.id, equipment.siteId))
      .where(and(inArray(equipment.siteId, sites), eq(equipment.level, "WORK_CENTRE"), eq(equipment.active, true), notInArray(equipment.type, ["STORAGE_ZONE", "STORAGE_UNIT"])))
      .orderBy(asc(site.code), asc(equipment.position), asc(equipment.code))
      .limit(200),
    ownLine(db, actor.deviceId),
  ]);
  if (centres.length === 0) return [];
  const ids = centres.map((centre) => centre.id);
  const [units, ready] = await Promise.all([
    db
      .select({ id: equipment.id, code: equipment.code, name: equipment.name, parentId: equipment.parentId })
      .from(equipment)
      .where(and(inArray(equipment.parentId, ids), eq(equipment.level, "WORK_UNIT"), eq(equipment.active, true)))
      .orderBy(asc(equipment.position), asc(equipment.code)),
    db
      .select({ lineId: orderOperation.workCentreId, ready: count() })
      .from(orderOperation)
      .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
      .where(and(inArray(orderOperation.workCentreId, ids), eq(orderOperation.state, "READY"), inArray(productionOrder.state, ["RELEASED", "IN_PROGRESS"])))
      .groupBy(orderOperation.workCentreId),
  ]);
  const unitIds = units.map((unit) => unit.id);
  const [machines, loaded, handed] = await Promise.all([machineStates(reader, unitIds), loadedOperations(db, unitIds), unitsWithHandover(reader, actor, unitIds)]);
  const lines = centres.map(({ constraintUnitId, ...centre }) => ({
    ...centre,
    own: centre.id === own,
    ready: ready.find((row) => row.lineId === centre.id)?.ready ?? 0,
    units: units
      .filter((unit) => unit.parentId === centre.id)
      // ST-06: the machine whose state is the line's stands first.
      .sort((a, b) => Number(b.id === constraintUnitId) - Number(a.id === constraintUnitId))
      .map((unit) => ({
        id: unit.id,
        code: unit.code,
        name: unit.name,
        machine: machines.get(unit.id) ?? null,
        ...loadedOf(loaded.filter((one) => one.unitId === unit.id)),
        handover: handed.has(unit.id),
      })),
  }));
  return lines.filter((line) => line.units.length > 0).sort((a, b) => Number(b.own) - Number(a.own));
}

async function ownLine(db: FloorReader["db"], deviceId: string | null): Promise<string | null> {
  if (deviceId === null) return null;
  const [row] = await db.select({ lineId: device.workCentreId }).from(device).where(eq(device.id, deviceId));
  return row?.lineId ?? null;
}

function loadedOf([first, ...others]: readonly LoadedOperation[]): Pick<StationUnit, "loaded" | "others"> {
  return { loaded: first ?? null, ...(others.length === 0 ? {} : { others }) };
}
