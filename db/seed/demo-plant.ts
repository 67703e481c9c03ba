import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment, processLag, site, uom } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { DEMO_SITES, type DemoSite } from "@/lib/sandbox/company/sites";
import { DEMO_SIGNALS, PROCESS_UNITS } from "./demo-signals";
import { seedReasons } from "./seed-site";

/** Sites, lines, units and stock places of the demo, as its plant engineers would enter them, and what each machine says on MQTT. Answers site ids by code. */
export async function seedPlant(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const place of DEMO_SITES) ids.set(place.site, await seedPlace(tx, place));
  return ids;
}

/** One site with its machines; those of `sparkplugLines` are Sparkplug nodes. Answers its id. */
export async function seedPlace(tx: Tx, place: DemoSite, sparkplugLines: readonly string[] = DEMO_SIGNALS.sparkplugLines): Promise<string> {
  const siteId = newId();
  await tx.insert(site).values({
    id: siteId,
    code: place.site,
    name: place.text,
    timeZone: place.zone,
    currency: place.currency,
    overrideCapPct: decimal("0.1"),
    // The prefix that GS1 gives for examples.
    gs1CompanyPrefix: "9521234",
  });
  await seedReasons(tx, siteId);
  const plain = newId();
  const sparkplug = newId();
  const code = place.site.toLowerCase();
  await tx.insert(source).values([
    { id: plain, siteId, code: "plant-json", kind: "PLAIN_JSON", topicFilter: `${code}/#` },
    { id: sparkplug, siteId, code: "plant-sparkplug", kind: "SPARKPLUG", topicFilter: `spBv1.0/${place.site}/#` },
  ]);
  await tx.insert(equipment).values(
    Object.values(place.locations).map((location, position) => ({
      id: newId(),
      siteId,
      code: location,
      name: location,
      level: "WORK_CENTRE" as const,
      type: "STORAGE_ZONE" as const,
      capabilities: location === place.locations.finished ? ["RECEIPT"] : [],
      position,
    })),
  );
  // Units of what is measured; the ERP says those of what is made.
  await tx
    .insert(uom)
    .values([...PROCESS_UNITS])
    .onConflictDoNothing();
  const units: string[] = [];
  for (const [areaPosition, area] of place.areas.entries()) {
    const areaId = newId();
    await tx.insert(equipment).values({ id: areaId, siteId, code: area.area, name: area.text, level: "AREA", type: "AREA", position: areaPosition });
    for (const [position, centre] of area.workCentres.entries()) {
      const centreId = newId();
      await tx.insert(equipment).values({
        id: centreId,
        siteId,
        parentId: areaId,
        code: centre.workCentre,
        name: centre.text,
        level: "WORK_CENTRE",
        type: centre.type,
        position: areaPosition * 10 + position,
      });
      for (const [unitPosition, unit] of centre.units.entries()) {
        const [row] = await tx
          .insert(equipment)
          .values({
            id: newId(),
            siteId,
            parentId: centreId,
            code: unit.workUnit,
            name: unit.text,
            level: "WORK_UNIT",
            type: unit.type,
            position: unitPosition,
            sampleIntervalSeconds: 10,
          })
          .returning({ id: equipment.id, number: equipment.number });
        if (row === undefined) throw new Error("insert answered no row");
        units.push(row.id);
        if (unit.constraint)
          await tx
            .update(equipment)
            .set({ constraintUnitId: row.id })
            .where(and(eq(equipment.id, centreId)));
        await seedTags(tx, { siteId, plain, sparkplug, sparkplugLines }, place.site, area.area, unit.workUnit, row);
      }
    }
  }
  return siteId;
}

async function seedTags(
  tx: Tx,
  ids: { siteId: string; plain: string; sparkplug: string; sparkplugLines: readonly string[] },
  siteCode: string,
  area: string,
  workUnit: string,
  row: { id: string; number: number },
): Promise<void> {
  const [line = "", unit = ""] = workUnit.split(".");
  const overSparkplug = ids.sparkplugLines.includes(line);
  const address = overSparkplug ? `${siteCode}/${line}` : [siteCode, area, line, unit].join("/").toLowerCase();
  const base = { siteId: ids.siteId, sourceId: overSparkplug ? ids.sparkplug : ids.plain, address, workUnitId: row.id, equipmentNumber: row.number };
  const { state, good, scrap } = overSparkplug ? DEMO_SIGNALS.sparkplugNames : DEMO_SIGNALS.plainNames;
  await tx.insert(tag).values([
    { ...base, kind: "STATE", name: state },
    { ...base, kind: "COUNTER", name: good, counter: "GOOD", counterModulus: DEMO_SIGNALS.counterModulus },
    { ...base, kind: "COUNTER", name: scrap, counter: "SCRAP", counterModulus: DEMO_SIGNALS.counterModulus },
    ...(DEMO_SIGNALS.parameters[unit] ?? []).map((parameter) => ({
      ...base,
      kind: "PARAMETER" as const,
      name: parameter.name,
      uom: parameter.uom,
      lowerLimit: parameter.low === undefined ? null : decimal(parameter.low),
      upperLimit: parameter.high === undefined ? null : decimal(parameter.high),
    })),
  ]);
  if (unit === "CAPPER") await tx.insert(processLag).values({ fromUnitId: row.id, toUnitId: row.id, siteId: ids.siteId, minSeconds: 0, maxSeconds: 360 }).onConflictDoNothing();
}
