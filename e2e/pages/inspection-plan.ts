import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { inDatabase } from "./in-database";

type Plan = { readonly code: string; readonly site: string; readonly item: string; readonly operation: number; readonly everyGood: number };

/** A check of one characteristic, due once for every so many good of an item at an operation of a site. As the ERP would send it. */
async function give(databaseUrl: string, plan: Plan, characteristic: (id: string, planId: string, sql: Sql) => Promise<unknown>): Promise<void> {
  await inDatabase(databaseUrl, async (sql) => {
    const id = randomUUID();
    await sql`
      insert into quality.inspection_plan (id, site_id, code, version, erp_version, item_id, op_no, trigger, every_count, sample_size, valid_from)
      select ${id}, s.id, ${plan.code}, '1', 1, i.id, ${plan.operation}, 'COUNT', ${plan.everyGood}, 1, now() - interval '1 minute'
      from reference.site s join reference.item i on i.site_id = s.id and i.code = ${plan.item} where s.code = ${plan.site}`;
    await characteristic(randomUUID(), id, sql);
  });
}

/** S24: the diameter is at least 9.50 and at most 10.00. */
export async function givePlan(databaseUrl: string, plan: Plan): Promise<void> {
  await give(
    databaseUrl,
    plan,
    (id, planId, sql) => sql`
      insert into quality.characteristic (id, site_id, plan_id, position, name, kind, lsl, usl, uom)
      select ${id}, p.site_id, p.id, 10, 'Diameter', 'VARIABLE', 9.5, 10, null from quality.inspection_plan p where p.id = ${planId}`,
  );
}

/** What is only seen: one piece, accepted or rejected with one of these defects. */
export async function givePlanByEye(databaseUrl: string, plan: Plan & { readonly characteristic: string; readonly defects: readonly string[] }): Promise<void> {
  await give(
    databaseUrl,
    plan,
    (id, planId, sql) => sql`
      insert into quality.characteristic (id, site_id, plan_id, position, name, kind, accept_number, reject_number, defect_codes)
      select ${id}, p.site_id, p.id, 10, ${plan.characteristic}, 'ATTRIBUTE', 0, 1, ${[...plan.defects]} from quality.inspection_plan p where p.id = ${planId}`,
  );
}

/** From now on nothing is checked by it. */
export async function endPlan(databaseUrl: string, code: string): Promise<void> {
  await inDatabase(databaseUrl, async (sql) => {
    await sql`update quality.inspection_plan set valid_to = now() where code = ${code}`;
  });
}
