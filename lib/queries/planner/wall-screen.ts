import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { type OeeNow, oeeNow } from "@/lib/queries/totals/oee-now";
import { groupBy } from "@/lib/domain/shared/group-by";
import { type LineNow, lineStrip } from "./line-strip";
import { siteNames } from "./sites";
import { type UnitWork, unitWork } from "./unit-work";

/** More is open at no site that a wall could still show. */
const MOST_OPEN = 200;

const Open = z.object({ lineId: z.string(), call: z.string().nullable(), raisedAt: InstantColumn, acknowledged: z.boolean(), stopsLine: z.boolean() });

/** A call from a line that nobody has resolved; `acknowledged`: somebody comes. */
export type WallCall = { readonly call: string; readonly raisedAt: string; readonly acknowledged: boolean };

/** A line as it is read from across the hall. */
export type WallLine = Pick<LineNow, "id" | "code" | "name" | "state" | "since" | "reason" | "heardAt"> & {
  /** What is loaded on its constraint unit, else on another of its units, the first started first. */
  readonly work: UnitWork | null;
  /** Null where no shift runs, and for who may not see what a line made of its time. */
  readonly oee: OeeNow | null;
  /** The oldest first. */
  readonly calls: readonly WallCall[];
};

/** The lines of a site as of one instant. */
export type WallScreen = { readonly asOf: string; readonly site: { readonly code: string; readonly name: string; readonly timeZone: string }; readonly lines: readonly WallLine[] };

/** What a wall display shows of a site, or of one line of it. Null when the reader's sites have none of that code, or it has no such line (S26). */
export async function wallScreen(reader: Reader, actor: Actor, siteCode: string, lineCode: string | null): Promise<WallScreen | null> {
  const site = (await siteNames(reader, sitesWith(actor, "plan.read"))).find(({ code }) => code === siteCode);
  if (site === undefined) return null;
  const strip = (await lineStrip(reader, [site.id])).filter(({ code }) => lineCode === null || code === lineCode);
  if (lineCode !== null && strip.length === 0) return null;
  const units = await unitsOf(reader, site.id);
  const [work, oee, open] = await Promise.all([
    unitWork(
      reader,
      units.map(({ id }) => id),
    ),
    authorise(actor, "stop.read", site.id)
      ? oeeNow(
          reader,
          site.id,
          strip.map(({ id }) => id),
        )
      : new Map<string, OeeNow>(),
    openOf(reader, site.id),
  ]);
  const unitsOn = groupBy(units, ({ lineId }) => lineId);
  const openOn = groupBy(open, ({ lineId }) => lineId);
  return {
    asOf: reader.now.toISOString(),
    site: { code: site.code, name: site.name, timeZone: site.timeZone },
    lines: strip.map(({ id, code, name, state, since, reason, heardAt }) => {
      const here = openOn.get(id) ?? [];
      // A line whose signal was lost while it was down stays down until it says that it runs.
      const down = state === "UNKNOWN" ? here.find(({ stopsLine }) => stopsLine) : undefined;
      const loaded = (unitsOn.get(id) ?? []).flatMap((unit) => work.get(unit.id) ?? []);
      return {
        id,
        code,
        name,
        reason,
        heardAt,
        ...(down === undefined ? { state, since } : { state: "DOWN", since: down.raisedAt }),
        work: loaded[0] ?? null,
        oee: oee.get(id) ?? null,
        calls: here.flatMap(({ call, raisedAt, acknowledged }) => (call === null ? [] : [{ call, raisedAt, acknowledged }])),
      };
    }),
  };
}

const Unit = z.object({ id: z.string(), lineId: z.string() });

/** Work units of a site, each line's constraint first. */
async function unitsOf({ db }: Reader, siteId: string) {
  return readRows(
    db,
    Unit,
    sql`select u.id, c.id as "lineId" from reference.equipment u join reference.equipment c on c.id = u.parent_id
      where u.site_id = ${siteId}::uuid and u.level = 'WORK_UNIT' and u.active and c.constraint_unit_id is not null order by (c.constraint_unit_id = u.id) desc, u.position, u.code`,
  );
}

/** Open calls and stops of lines at a site, the oldest first. */
async function openOf({ db }: Reader, siteId: string) {
  return readRows(
    db,
    Open,
    sql`
    select c.id as "lineId", x.detail ->> 'call' as call, coalesce(x.recurred_at, x.raised_at) as "raisedAt", x.acknowledged_at is not null as acknowledged, x.class = 'LINE_DOWN' and c.constraint_unit_id = u.id as "stopsLine"
    from execution.exception x join reference.equipment u on u.id = x.work_unit_id join reference.equipment c on c.id = u.parent_id
    where x.site_id = ${siteId}::uuid and x.state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS') and (x.detail ->> 'call' is not null or x.class = 'LINE_DOWN')
    order by x.raised_at limit ${MOST_OPEN}`,
  );
}
