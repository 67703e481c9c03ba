import { and, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { formerPlace } from "@/db/schema/equipment-history";
import { equipment } from "@/db/schema/reference";

/** Since the beginning: a work unit is where it was first put down as long as there has been one. */
const EVER = new Date(0);

/** Changes lines and work units of a site, and keeps where those that move, go out of use or decide over their line no longer were before, so that what is over stays what it was (ST-05). */
export async function noteFormerPlaces<Result>(tx: Tx, siteId: string, now: Date, change: () => Promise<Result>): Promise<Result> {
  await lockPlaces(tx, siteId);
  const before = await places(tx, siteId);
  const result = await change();
  const after = new Map((await places(tx, siteId)).map((place) => [place.workUnitId, place]));
  for (const { workUnitId, workCentreId, leads, since } of before) {
    const present = after.get(workUnitId);
    if (present === undefined || (present.workCentreId === workCentreId && present.leads === leads) || since >= now) continue;
    await tx.insert(formerPlace).values({ workUnitId, siteId, workCentreId, fromAt: since, untilAt: now, leads });
  }
  return result;
}

/** Lets one at a time change where the work units of a site are: what another one changed meanwhile would be kept by both, and count twice. Before any of them is written. */
export async function lockPlaces(tx: Tx, siteId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`places:${siteId}`}, 0))`);
}

type Place = { readonly workUnitId: string; readonly workCentreId: string | null; readonly leads: boolean; readonly since: Date };

async function places(tx: Tx, siteId: string): Promise<readonly Place[]> {
  const line = alias(equipment, "line");
  const rows = await tx
    .select({
      workUnitId: equipment.id,
      parentId: equipment.parentId,
      active: equipment.active,
      leads: sql<boolean>`coalesce(${line.constraintUnitId} = ${equipment.id}, false)`,
      since: sql<Date | null>`(select max(f.until_at) from reference.former_place f where f.work_unit_id = ${equipment.id})`.mapWith(formerPlace.untilAt),
    })
    .from(equipment)
    .leftJoin(line, eq(line.id, equipment.parentId))
    .where(and(eq(equipment.siteId, siteId), eq(equipment.level, "WORK_UNIT")))
    .orderBy(equipment.id);
  return rows.map(({ workUnitId, parentId, active, leads, since }) => ({ workUnitId, workCentreId: active ? parentId : null, leads: active && leads, since: since ?? EVER }));
}
