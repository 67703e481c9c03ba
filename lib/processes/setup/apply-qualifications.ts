import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment, item, personQualification, workUnitQualification } from "@/db/schema/reference";
import { lockPlaces, noteFormerPlaces } from "@/lib/commands/equipment/note-former-places";
import { applyIdealRates } from "./apply-ideal-rates";
import type { CompanyFile } from "./company-file";

/** Makes the capabilities of a person those of the file; what the file does not say stays (EX-01). */
export async function applyQualifications(tx: Tx, siteId: string, personId: string, wanted: CompanyFile["people"][number]["qualifications"]): Promise<void> {
  if (wanted === undefined) return;
  await tx.delete(personQualification).where(eq(personQualification.personId, personId));
  if (wanted.length === 0) return;
  await tx
    .insert(personQualification)
    .values(wanted.map(({ capability, validTo }) => ({ personId, siteId, capability, validTo: validTo === undefined ? null : new Date(validTo) })));
}

/**
 * What a machine asks for, for what else it may be used (EX-01), from when on its stops and its silence count, how fast it is at best, and whether it decides over its line.
 * @throws Error in plain words when the site has no such machine, line or item yet: these come from the ERP.
 */
export async function applyWorkUnit(tx: Tx, one: CompanyFile["workUnits"][number], siteId: string, now: Date): Promise<string> {
  // Before any machine is written, as whoever applies what the ERP says of lines does: the other way round both would wait for each other.
  await lockPlaces(tx, siteId);
  const unitId = await equipmentId(tx, siteId, one.code, "WORK_UNIT");
  const { capabilities, parallelOperations, microStopSeconds, microStopMode, sampleIntervalSeconds, constraint, idealRates, qualifiedFor } = one;
  const said = { capabilities, parallelOperations, microStopSeconds, microStopMode, sampleIntervalSeconds };
  // What is undefined is left as it is.
  if (Object.values(said).some((value) => value !== undefined)) await tx.update(equipment).set(said).where(eq(equipment.id, unitId));
  if (constraint === true) {
    const [unit] = await tx.select({ lineId: equipment.parentId }).from(equipment).where(eq(equipment.id, unitId));
    if (unit?.lineId == null) throw new Error(`The work unit ${one.code} belongs to no line over which it could decide.`);
    const { lineId } = unit;
    await noteFormerPlaces(tx, siteId, now, () => tx.update(equipment).set({ constraintUnitId: unitId }).where(eq(equipment.id, lineId)));
  }
  if (idealRates !== undefined) await applyIdealRates(tx, idealRates, { unitId, siteId, itemIdOf: (code) => itemId(tx, siteId, code), now });
  if (qualifiedFor !== undefined) {
    await tx.delete(workUnitQualification).where(eq(workUnitQualification.workUnitId, unitId));
    for (const { workCentre, item: itemCode } of qualifiedFor) {
      await tx.insert(workUnitQualification).values({
        workUnitId: unitId,
        workCentreId: await equipmentId(tx, siteId, workCentre, "WORK_CENTRE"),
        itemId: itemCode === undefined ? null : await itemId(tx, siteId, itemCode),
        siteId,
      });
    }
  }
  return `work unit ${one.code}`;
}

async function equipmentId(tx: Tx, siteId: string, code: string, level: "WORK_UNIT" | "WORK_CENTRE"): Promise<string> {
  const [row] = await tx
    .select({ id: equipment.id })
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), eq(equipment.code, code), eq(equipment.level, level)));
  if (row === undefined) {
    throw new Error(`There is no ${level === "WORK_UNIT" ? "work unit" : "line"} ${code} at this site yet. It comes from the ERP; run this again after the first poll.`);
  }
  return row.id;
}

async function itemId(tx: Tx, siteId: string, code: string): Promise<string> {
  const [row] = await tx
    .select({ id: item.id })
    .from(item)
    .where(and(eq(item.siteId, siteId), eq(item.code, code)));
  if (row === undefined) throw new Error(`There is no item ${code} at this site yet. It comes from the ERP; run this again after the first poll.`);
  return row.id;
}
