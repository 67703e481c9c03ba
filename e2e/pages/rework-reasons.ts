import { randomUUID } from "node:crypto";
import { inDatabase } from "./in-database";

/** Reasons for rework alone, so many that they stand below two groups. */
const GROUPS = {
  Finish: ["Burr", "Scratch", "Stain", "Dull", "Wavy"],
  Fit: ["Loose", "Tight", "Bent", "Thread"],
} as const;

/** Gives a site reasons for rework of its own, below groups, until `endReworkReasons`. */
export async function giveReworkReasons(databaseUrl: string, site: string): Promise<void> {
  const reasons = Object.entries(GROUPS).flatMap(([group, names]) => names.map((name) => ({ group, name })));
  await inDatabase(databaseUrl, async (sql) => {
    for (const [position, { group, name }] of reasons.entries())
      await sql`
        insert into reference.reason_code (id, site_id, code, name, use, class, valuation, position, groups)
        select ${randomUUID()}, s.id, ${`RW-${name.toUpperCase()}`}, ${name}, 'REWORK', 'QUALITY', 'ABNORMAL', ${position}, ${sql.json([{ code: group, name: group, names: {} }])}
        from reference.site s where s.code = ${site}`;
  });
}

/** From now on rework has the reasons of scrap again. */
export async function endReworkReasons(databaseUrl: string): Promise<void> {
  await inDatabase(databaseUrl, async (sql) => {
    await sql`update reference.reason_code set active = false where use = 'REWORK'`;
  });
}
