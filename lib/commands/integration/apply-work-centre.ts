import "server-only";
import { and, eq, inArray, ne, notInArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import type { WorkCentreData } from "@/lib/messages/erp-work-centre.v1";
import { noteFormerPlaces } from "@/lib/commands/equipment/note-former-places";
import { newId } from "@/lib/platform/ids";
import { type Applied, type Applier, DONE, staleAgainst } from "./applier";
import { putTools } from "./put-tools";
import { putWeek, weekOfRecord } from "./work-centre-week";

type Level = "AREA" | "WORK_CENTRE" | "WORK_UNIT";
type EquipmentRow = typeof equipment.$inferSelect;

/** A work unit is what ISA-95 puts below that kind of work centre. */
const UNIT_TYPE = { PRODUCTION_LINE: "PRODUCTION_UNIT", WORK_CELL: "PRODUCTION_UNIT", PROCESS_CELL: "UNIT", PRODUCTION_UNIT: "UNIT" } as const;

/**
 * A work centre with its machines, its tools and its week. Name, asset number, cost centre and calendar are the ERP's; how a machine counts, which one
 * is the constraint and what it can do stay as they were set here (ownership matrix).
 */
export const applyWorkCentre: Applier<"erp.work-centre.v1"> = async ({ tx, siteId, recordedAt }, data) => {
  const stored = await find(tx, siteId, data.workCentre);
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const units = data.units.length > 0 ? data.units : [{ workUnit: `${data.workCentre}.1`, text: data.text, assetNumber: null }];
  const taken = await takenCode(
    tx,
    siteId,
    data,
    units.map((unit) => unit.workUnit),
  );
  if (taken !== null) return taken;
  const centreId = await noteFormerPlaces(tx, siteId, recordedAt, () => putUnits(tx, siteId, data, { units, stored }));
  await putCalendar(tx, siteId, centreId, data.calendar, recordedAt);
  await putTools(tx, siteId, centreId, data);
  return DONE;
};

/** The work centre and its machines; those that are not named any more are out of use. Answers the id of the work centre. */
async function putUnits(tx: Tx, siteId: string, data: WorkCentreData, { units, stored }: { units: WorkCentreData["units"]; stored: EquipmentRow | undefined }): Promise<string> {
  const active = data.status === "ACTIVE";
  const parentId = data.area === null ? (stored?.parentId ?? null) : await ensureArea(tx, siteId, data.area);
  const centreId = await put(tx, siteId, data.workCentre, "WORK_CENTRE", {
    parentId,
    name: data.text,
    type: data.type,
    costCentre: data.costCentre,
    erpVersion: data.erpVersion,
    active,
  });
  const unitIds: string[] = [];
  for (const [position, unit] of units.entries()) {
    unitIds.push(
      await put(tx, siteId, unit.workUnit, "WORK_UNIT", {
        parentId: centreId,
        name: unit.text,
        type: UNIT_TYPE[data.type],
        assetNumber: unit.assetNumber,
        position,
        erpVersion: data.erpVersion,
        active,
      }),
    );
  }
  await tx
    .update(equipment)
    .set({ active: false })
    .where(and(eq(equipment.parentId, centreId), eq(equipment.level, "WORK_UNIT"), notInArray(equipment.id, unitIds)));
  const constraint = stored?.constraintUnitId;
  if (constraint == null || !unitIds.includes(constraint)) await tx.update(equipment).set({ constraintUnitId: unitIds[0] }).where(eq(equipment.id, centreId));
  await handOver(tx, siteId, centreId, unitIds);
  return centreId;
}

/** ST-06: another line that had one of these machines decide over it has the first of those that it keeps do so, for of the time until its own record comes it would tell nothing. */
async function handOver(tx: Tx, siteId: string, centreId: string, unitIds: readonly string[]): Promise<void> {
  const kept = sql`(select u.id from reference.equipment u where u.parent_id = ${equipment.id} and u.level = 'WORK_UNIT' and u.active order by u.position, u.code limit 1)`;
  await tx
    .update(equipment)
    .set({ constraintUnitId: sql`coalesce(${kept}, ${equipment.constraintUnitId})` })
    .where(and(eq(equipment.siteId, siteId), ne(equipment.id, centreId), inArray(equipment.constraintUnitId, [...unitIds])));
}

/** A code names one thing of a site: a work centre can't take that of an area, nor a machine that of another work centre. */
async function takenCode(tx: Tx, siteId: string, data: WorkCentreData, unitCodes: readonly string[]): Promise<Applied | null> {
  const wanted: readonly (readonly [string, Level])[] = [
    [data.workCentre, "WORK_CENTRE"],
    ...(data.area === null ? [] : [[data.area, "AREA"] as const]),
    ...unitCodes.map((code) => [code, "WORK_UNIT"] as const),
  ];
  const seen = new Map<string, Level>();
  for (const [code, level] of wanted) {
    const holder = seen.get(code) ?? (await find(tx, siteId, code))?.level;
    if (holder !== undefined && (holder !== level || seen.has(code)))
      return { outcome: "REFUSED", code: "CODE_TAKEN", reason: `${code} names another piece of equipment of this site.` };
    seen.set(code, level);
  }
  return null;
}

async function ensureArea(tx: Tx, siteId: string, code: string): Promise<string> {
  const [made] = await tx.insert(equipment).values({ id: newId(), siteId, code, name: code, level: "AREA", type: "AREA" }).onConflictDoNothing().returning({ id: equipment.id });
  const found = made ?? (await find(tx, siteId, code));
  if (found === undefined) throw new Error(`area ${code} is neither there nor made`);
  return found.id;
}

type Owned = Pick<typeof equipment.$inferInsert, "parentId" | "name" | "type" | "assetNumber" | "costCentre" | "erpVersion" | "active" | "position">;

async function put(tx: Tx, siteId: string, code: string, level: Level, owned: Owned): Promise<string> {
  const [row] = await tx
    .insert(equipment)
    .values({ id: newId(), siteId, code, level, ...owned })
    .onConflictDoUpdate({ target: [equipment.siteId, equipment.code], set: owned })
    .returning({ id: equipment.id });
  if (row === undefined) throw new Error(`equipment ${code} was not written`);
  return row.id;
}

async function find(tx: Tx, siteId: string, code: string): Promise<EquipmentRow | undefined> {
  const [row] = await tx
    .select()
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), eq(equipment.code, code)));
  return row;
}

/** The hours of the record, unless the work centre has a calendar of its own; without hours, the site's week or, where nobody said one, round the clock. */
async function putCalendar(tx: Tx, siteId: string, workCentreId: string, calendar: WorkCentreData["calendar"], now: Date): Promise<void> {
  const named = calendar.map((window) => ({ shift: shiftName(window), ...window }));
  const week = await weekOfRecord(tx, siteId, workCentreId, named);
  if (week !== null) await putWeek(tx, siteId, [workCentreId], week.origin, week.shifts, now);
}

function shiftName({ from, to }: WorkCentreData["calendar"][number]): string {
  return from === "00:00" && (to === "24:00" || to === "00:00") ? "All day" : `${from}–${to}`;
}
