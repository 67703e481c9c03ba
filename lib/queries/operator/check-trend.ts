import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { controlLimits, LEAST_FOR_LIMITS } from "@/lib/domain/quality/control-limits";
import { decimal } from "@/lib/domain/shared/decimal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** How many values of a characteristic a trend shows. */
const MOST = 25;

const Checked = z.object({ position: z.number(), name: z.string(), kind: z.enum(["VARIABLE", "ATTRIBUTE"]), lowerLimit: z.string().nullable(), upperLimit: z.string().nullable() });
const Row = z.object({ position: z.number(), at: InstantColumn, value: DecimalColumn, order: z.string().nullable() });

/** The last values of one characteristic, oldest first, and what the process does by itself. */
export type Trend = {
  readonly position: number;
  readonly name: string;
  /** Of the check itself, which may be others than those by which the earlier values were judged. */
  readonly lowerLimit: string | null;
  readonly upperLimit: string | null;
  readonly points: readonly { readonly at: string; readonly value: string; readonly order: string | null }[];
  /** Mean ± 3σ of these values; null while they are fewer than `least`. */
  readonly control: { readonly mean: string; readonly lower: string; readonly upper: string } | null;
  readonly least: number;
};

export type CheckTrend = { readonly trends: readonly Trend[] };

/** The last values of each measured characteristic of a check's plan, of whichever order; null where the reader may not see the check. */
export async function checkTrend({ db }: Reader, actor: Actor, checkId: string): Promise<CheckTrend | null> {
  const sites = ids(sitesWith(actor, "trace.read"));
  const [check] = await readRows(
    db,
    z.object({ planId: z.string(), characteristics: z.array(Checked) }),
    sql`select plan_id as "planId", coalesce(snapshot -> 'characteristics', '[]'::jsonb) as characteristics from quality.check where id = ${checkId}::uuid and site_id = any (${sites})`,
  );
  if (check === undefined) return null;
  const rows = await readRows(
    db,
    Row,
    sql`
    with plan as (select code, site_id from quality.inspection_plan where id = ${check.planId}::uuid),
    recent as (
      select c.id, c.recorded_at, c.operation_id, row_number() over (order by c.recorded_at desc, c.id) as rank
      from quality.check c where c.plan_id in (select v.id from quality.inspection_plan v, plan p where v.code = p.code and v.site_id = p.site_id)
        and c.state = 'RECORDED' order by c.recorded_at desc, c.id limit ${MOST}
    )
    select t.position, t.at, t.value::text as value, t.order from (
      select h.position, c.recorded_at as at, r.value, o.number as order,
        row_number() over (partition by h.position order by c.recorded_at desc, c.id, r.sample desc) as rank
      from recent c
      join quality.result r on r.check_id = c.id and r.value is not null
      join quality.characteristic h on h.id = r.characteristic_id
      left join execution.order_operation p on p.id = c.operation_id
      left join execution.production_order o on o.id = p.order_id
    ) t where t.rank <= ${MOST} order by t.position, t.rank desc`,
  );
  const measured = check.characteristics.filter(({ kind }) => kind === "VARIABLE");
  return {
    trends: measured.map(({ position, name, lowerLimit, upperLimit }) => {
      const points = rows.filter((row) => row.position === position).map(({ at, value, order }) => ({ at, value, order }));
      const limits = controlLimits(points.map(({ value }) => decimal(value)));
      const control = limits === null ? null : { mean: limits.mean.toFixed(), lower: limits.lower.toFixed(), upper: limits.upper.toFixed() };
      return { position, name, lowerLimit, upperLimit, points, control, least: LEAST_FOR_LIMITS };
    }),
  };
}
