import { and, eq, inArray } from "drizzle-orm";
import { connection, policy } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import { tellTotals } from "@/lib/commands/integration/tell-totals";
import { Totals } from "@/lib/commands/integration/tell-totals.schema";
import { lastTotals, type TotalsKey, totalsDigest, untold } from "@/lib/commands/integration/told-totals";
import type { Services } from "@/lib/commands/services";
import { TOTALS_TYPES, type TotalsType } from "@/lib/messages/outbound";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { firstFactAt } from "@/lib/queries/totals/first-fact";
import { lastFullHour, projectionTotals, wipTotals } from "@/lib/queries/totals/hourly";
import { labourTotals } from "@/lib/queries/totals/labour-totals";
import { shiftKpi } from "@/lib/queries/totals/shift-kpi";
import { endedShifts } from "@/lib/queries/totals/shifts";

/** Shifts that ended longer ago are not looked at again. */
const LOOK_BACK_HOURS = 48;
const OF_SHIFTS = ["mes.labour.totals.v1", "mes.shift.kpi.v1"] as const satisfies readonly TotalsType[];
const OF_HOURS = ["mes.wip.snapshot.v1", "mes.projection.snapshot.v1"] as const satisfies readonly TotalsType[];

type Place = { readonly siteId: string; readonly code: string; readonly timeZone: string; readonly currency: string; readonly wanted: ReadonlySet<string> };

/** Looks once for shifts and full hours that ended and were not told. Answers how many messages' worth was told. */
export async function tellNewTotals(services: Services): Promise<number> {
  return forEachSite(services, async (place) => (await tellShifts(services, place, "NEW")) + (await tellHour(services, place)));
}

/** Looks once at the shifts of the last two days, for figures that late facts have changed since they were told. Answers how many were restated. */
export async function restateTotals(services: Services): Promise<number> {
  return forEachSite(services, (place) => tellShifts(services, place, "TOLD"));
}

/** One site that cannot be told of must not keep the others from it; it is tried again in the next round. */
async function forEachSite(services: Services, tell: (place: Place) => Promise<number>): Promise<number> {
  let count = 0;
  for (const place of await places(services)) {
    try {
      count += await tell(place);
    } catch (reason) {
      log.error({ err: reason, site: place.code }, "the totals of a site could not be told");
    }
  }
  return count;
}

/** Sites of which some ERP wants totals. */
async function places({ db }: Services): Promise<Place[]> {
  const rows = await db
    .select({ siteId: site.id, code: site.code, timeZone: site.timeZone, currency: site.currency, type: policy.messageType })
    .from(policy)
    .innerJoin(site, eq(site.id, policy.siteId))
    .innerJoin(connection, eq(connection.id, policy.connectionId))
    .where(and(eq(policy.direction, "OUT"), eq(policy.enabled, true), eq(connection.enabled, true), inArray(policy.messageType, [...TOTALS_TYPES])));
  const wanted = new Map<string, Set<string>>();
  for (const { siteId, type } of rows) wanted.set(siteId, (wanted.get(siteId) ?? new Set()).add(type));
  const sites = new Map(rows.map(({ siteId, code, timeZone, currency }) => [siteId, { siteId, code, timeZone, currency }]));
  return [...sites.values()].map((place) => ({ ...place, wanted: wanted.get(place.siteId) ?? new Set() }));
}

async function tellShifts(services: Services, place: Place, which: "NEW" | "TOLD"): Promise<number> {
  const { db, clock } = services;
  const { siteId, code, currency, wanted } = place;
  const types = OF_SHIFTS.filter((type) => wanted.has(type));
  if (types.length === 0) return 0;
  const reader = { db, now: clock.now() };
  const first = await firstFactAt(reader, siteId);
  if (first === null) return 0;
  const shifts = (await endedShifts(reader, siteId, new Date(reader.now.getTime() - LOOK_BACK_HOURS * 3_600_000))).filter(({ to }) => to > first);
  const keys = shifts.flatMap((shift) => types.map((type) => ({ siteId, type, period: periodOf(shift), shift })));
  const fresh = new Set<TotalsKey>(await untold(db, keys));
  let told = 0;
  for (const key of keys.filter((one) => fresh.has(one) === (which === "NEW"))) {
    const { type, period, shift } = key;
    const head = { site: code, period };
    const totals = Totals.parse(
      type === "mes.labour.totals.v1"
        ? { type, data: { ...head, currency, ...(await labourTotals(reader, siteId, shift)) } }
        : { type, data: { ...head, units: await shiftKpi(reader, siteId, shift) } },
    );
    if (which === "TOLD" && (await lastTotals(db, key))?.digest === totalsDigest(totals.data)) continue;
    told += await tell(services, place, totals);
  }
  return told;
}

/** Only the last full hour: what an hour before looked like, nobody can say any more of a projection. */
async function tellHour(services: Services, place: Place): Promise<number> {
  const { db, clock } = services;
  const { siteId, code, timeZone, currency, wanted } = place;
  const types = OF_HOURS.filter((type) => wanted.has(type));
  if (types.length === 0) return 0;
  const reader = { db, now: clock.now() };
  const [to, first] = [await lastFullHour(reader, timeZone), await firstFactAt(reader, siteId)];
  if (first === null || to <= first) return 0;
  const period = { from: new Date(to.getTime() - 3_600_000).toISOString(), to: to.toISOString(), shift: null };
  let told = 0;
  for (const { type } of await untold(
    db,
    types.map((each) => ({ siteId, type: each, period })),
  )) {
    const head = { site: code, period };
    if (type === "mes.wip.snapshot.v1") {
      const wip = await wipTotals(reader, systemActor("worker", ["cost.read"], [place]), to);
      told += await tell(services, place, Totals.parse({ type, data: { ...head, currency, ...wip } }));
    } else {
      const projection = await projectionTotals(reader, siteId);
      if (projection !== null) told += await tell(services, place, Totals.parse({ type, data: { ...head, ...projection } }));
    }
  }
  return told;
}

async function tell(services: Services, place: Place, totals: Totals): Promise<number> {
  const worker = systemActor("worker", ["erp.apply"], [place]);
  const result = await execute(services, worker, tellTotals, { commandId: newId(), siteId: place.siteId, totals });
  if (!result.ok) throw new Error(`telling ${totals.type} of ${place.code} was refused: ${result.code}`);
  return result.data.revision === null ? 0 : 1;
}

function periodOf({ name, day, from, to }: { readonly name: string; readonly day: string; readonly from: Date; readonly to: Date }): TotalsKey["period"] {
  return { from: from.toISOString(), to: to.toISOString(), shift: { name, day } };
}
