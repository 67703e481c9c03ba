import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { reasonCode } from "@/db/schema/reference";
import { STOPS_TO_NAME } from "@/lib/domain/equipment/classify-stop";
import { reasonName } from "@/lib/queries/reason-name";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import type { Period } from "./unit-signals";

/** Stops that are listed; the sums tell of all. */
const MOST_STOPS = 100;

const STOPS: ReadonlySet<string> = new Set(["MICRO_STOP", ...STOPS_TO_NAME]);

const Stop = z.object({
  id: z.string(),
  from: InstantColumn,
  to: InstantColumn.nullable(),
  state: z.string(),
  /** What the machine itself said. */
  rawState: z.string(),
  source: z.enum(["PLC", "OPERATOR", "CALENDAR", "DERIVED"]),
  reasonCode: z.string().nullable(),
  reason: z.string().nullable(),
  comment: z.string().nullable(),
  order: z.string().nullable(),
});
/** A stop of a unit with its reason, if anybody or anything gave one; `to` null while it lasts. */
export type UnitStop = z.infer<typeof Stop>;

const Sum = z.object({ state: z.string(), reasonCode: z.string().nullable(), reason: z.string().nullable(), count: z.number(), seconds: z.number() });

/** How often and how long a unit stood for a reason, or in a state for which there is none (`reason` null). `share` of all that it stood, 0 to 1. */
export type StopSum = { readonly key: string; readonly reason: string | null; readonly state: string; readonly count: number; readonly seconds: number; readonly share: number };

/** What a unit did in a period: seconds by state, and its stops by reason, the longest first. */
export type UnitTimes = { readonly states: readonly { readonly state: string; readonly count: number; readonly seconds: number }[]; readonly pareto: readonly StopSum[] };

/**
 * Stops of a unit that touch a period, latest first, and how many there are. Short ones that nobody named are no stops to tell of (S10): they are in the sums.
 */
export async function unitStops(
  reader: Reader,
  unit: { readonly id: string; readonly microStopSeconds: number },
  { from, to }: Period,
): Promise<{ readonly rows: readonly UnitStop[]; readonly total: number }> {
  const rows = await readRows(
    reader.db,
    Stop.extend({ total: z.number() }),
    sql`
    select s.id, s.from_at as "from", s.to_at as "to", s.state, s.raw_state as "rawState", s.source, s.reason_code as "reasonCode", ${reasonName(reader)} as reason, s.comment, o.number as "order",
      (count(*) over ())::int as total
    from telemetry.state_interval s
    left join ${reasonCode} on ${reasonCode.siteId} = s.site_id and ${reasonCode.use} = 'STOP' and ${reasonCode.code} = s.reason_code
    left join execution.production_order o on o.id = s.order_id
    where ${touching(unit.id, { from, to })} and s.state = any (${`{${STOPS_TO_NAME.join(",")}}`}::text[])
      and (s.reason_code is not null or coalesce(s.to_at, ${reader.now.toISOString()}::timestamptz) - s.from_at >= make_interval(secs => ${unit.microStopSeconds}))
    order by s.from_at desc limit ${MOST_STOPS}`,
  );
  return { rows, total: rows[0]?.total ?? 0 };
}

/** The time of a unit within a period. */
export async function unitTimes(reader: Reader, unitId: string, { from, to }: Period): Promise<UnitTimes> {
  const [begin, end] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  const rows = await readRows(
    reader.db,
    Sum,
    sql`
    select s.state, s.reason_code as "reasonCode", ${reasonName(reader)} as reason, count(*)::int as count,
      sum(round(extract(epoch from least(coalesce(s.to_at, ${end}), ${end}))) - round(extract(epoch from greatest(s.from_at, ${begin}))))::int as seconds
    from telemetry.state_interval s
    left join ${reasonCode} on ${reasonCode.siteId} = s.site_id and ${reasonCode.use} = 'STOP' and ${reasonCode.code} = s.reason_code
    where ${touching(unitId, { from, to })}
    group by 1, 2, 3 order by 1, 2`,
  );
  const states = new Map<string, { count: number; seconds: number }>();
  const sums = new Map<string, { reason: string | null; state: string; count: number; seconds: number }>();
  for (const { state, reasonCode: code, reason, count, seconds } of rows) {
    const all = states.get(state) ?? { count: 0, seconds: 0 };
    states.set(state, { count: all.count + count, seconds: all.seconds + seconds });
    if (!STOPS.has(state)) continue;
    const key = code ?? state;
    const sum = sums.get(key) ?? { reason: code === null ? null : (reason ?? code), state, count: 0, seconds: 0 };
    sums.set(key, { ...sum, count: sum.count + count, seconds: sum.seconds + seconds });
  }
  // Before its first signal a machine is UNKNOWN.
  const untold = Math.round(to.getTime() / 1000) - Math.round(from.getTime() / 1000) - [...states.values()].reduce((total, { seconds }) => total + seconds, 0);
  const unknown = states.get("UNKNOWN");
  if (untold > 0 && states.size > 0) states.set("UNKNOWN", { count: (unknown?.count ?? 0) + 1, seconds: (unknown?.seconds ?? 0) + untold });
  const stood = [...sums.values()].reduce((total, { seconds }) => total + seconds, 0);
  return {
    states: [...states].map(([state, of]) => ({ state, ...of })),
    pareto: [...sums]
      .map(([key, sum]) => ({ key, ...sum, share: stood === 0 ? 0 : sum.seconds / stood }))
      .toSorted((one, other) => other.seconds - one.seconds || one.key.localeCompare(other.key)),
  };
}

/** Intervals of a unit in a period, along the index of unit and begin: the one that was going on when it began is the last before it. */
function touching(unitId: string, { from, to }: Period) {
  const [begin, end] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  return sql`s.work_unit_id = ${unitId}::uuid and s.superseded_at is null and s.from_at < ${end} and (s.to_at is null or s.to_at > ${begin})
      and s.from_at >= coalesce((select max(b.from_at) from telemetry.state_interval b where b.work_unit_id = ${unitId}::uuid and b.superseded_at is null and b.from_at <= ${begin}), ${begin})`;
}
