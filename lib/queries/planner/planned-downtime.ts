import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const PlannedRow = z.object({
  ids: z.array(z.string()),
  /** Codes of the machines that stand, in the order of the line. */
  units: z.array(z.string()),
  /** Every machine of the line stands. */
  wholeLine: z.boolean(),
  /** The machine whose state is the line's stands, so that nothing is made meanwhile (ST-06). */
  stopsLine: z.boolean(),
  reasonCode: z.string(),
  reason: z.string(),
  /** The ERP's calendar says it: it is changed there. */
  byErp: z.boolean(),
  from: InstantColumn,
  to: InstantColumn,
});
/** Planned downtime of a line: machines that stand over the same span for the same reason are one. */
export type PlannedDowntimeRow = z.infer<typeof PlannedRow>;

/** A page of a line's planned downtime, counted from 1; `first` is the place of its first row among all `total`. */
export type PlannedDowntimePage = { readonly rows: readonly PlannedDowntimeRow[]; readonly page: number; readonly pages: number; readonly first: number; readonly total: number };

const A_PAGE = 60;
const Count = z.object({ count: z.number() });

/** What is planned of a line and not over, the next first: a page of it, the last one where there are not so many. */
export async function plannedDowntimeOf({ db, now }: Reader, lineId: string, asked = 1): Promise<PlannedDowntimePage> {
  const notOver = sql`c.id = ${lineId}::uuid and d.to_at > ${now.toISOString()}::timestamptz`;
  const [counted] = await readRows(
    db,
    Count,
    sql`select count(distinct (d.reason_code, d.by_erp, d.from_at, d.to_at))::int as count
      from reference.equipment c join reference.equipment u on u.parent_id = c.id join reference.planned_downtime d on d.work_unit_id = u.id where ${notOver}`,
  );
  const total = counted?.count ?? 0;
  const pages = Math.max(1, Math.ceil(total / A_PAGE));
  const page = Math.min(asked, pages);
  const before = (page - 1) * A_PAGE;
  const rows = await readRows(
    db,
    PlannedRow,
    sql`select json_agg(d.id order by u.position, u.code) as ids, json_agg(u.code order by u.position, u.code) as units,
        count(*) = (select count(*) from reference.equipment m where m.parent_id = ${lineId}::uuid and m.level = 'WORK_UNIT' and m.active) as "wholeLine",
        bool_or(u.id = c.constraint_unit_id) as "stopsLine", d.reason_code as "reasonCode", coalesce(min(r.name), d.reason_code) as reason, d.by_erp as "byErp", d.from_at as "from", d.to_at as "to"
      from reference.equipment c
      join reference.equipment u on u.parent_id = c.id
      join reference.planned_downtime d on d.work_unit_id = u.id
      left join reference.reason_code r on r.site_id = d.site_id and r.use = 'STOP' and r.code = d.reason_code
      where ${notOver}
      group by d.reason_code, d.by_erp, d.from_at, d.to_at
      order by d.from_at, d.to_at, d.reason_code, d.by_erp limit ${A_PAGE} offset ${before}`,
  );
  return { rows, page, pages, first: before + 1, total };
}

const Choice = z.object({ value: z.string(), label: z.string() });
const Choices = z.object({ units: z.array(Choice), reasons: z.array(Choice) });
/** What may be chosen when downtime of a line is planned: its machines by id, and the site's reasons of the class PLANNED by code. */
export type DowntimeChoices = z.infer<typeof Choices>;

/** Machines of a line and reasons of its site by which they may stand by plan. */
export async function downtimeChoices({ db }: Reader, siteId: string, lineId: string): Promise<DowntimeChoices> {
  const [row] = await readRows(
    db,
    Choices,
    sql`select
        coalesce((select json_agg(json_build_object('value', u.id, 'label', u.code) order by u.position, u.code) from reference.equipment u
          where u.parent_id = ${lineId}::uuid and u.level = 'WORK_UNIT' and u.active), '[]') as units,
        coalesce((select json_agg(json_build_object('value', r.code, 'label', r.name) order by r.position, r.code) from reference.reason_code r
          where r.site_id = ${siteId}::uuid and r.use = 'STOP' and r.class = 'PLANNED' and r.active), '[]') as reasons`,
  );
  return row ?? { units: [], reasons: [] };
}
