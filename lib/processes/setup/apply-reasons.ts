import { and, eq, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reasonCode } from "@/db/schema/reference";
import { newId } from "@/lib/platform/ids";
import { type CompanyFile, reasonsIn } from "./company-file";

type Lists = CompanyFile["sites"][number]["reasons"];
type Use = typeof reasonCode.$inferSelect.use;

/** Each list of the file, the reasons that it sets, and what they are where neither they nor their group say it: only stops must. */
const USES = {
  stop: ["STOP", "OTHER", "ABNORMAL"],
  scrap: ["SCRAP", "QUALITY", "ABNORMAL"],
  rework: ["REWORK", "QUALITY", "ABNORMAL"],
  correction: ["CORRECTION", "OTHER", "NORMAL"],
  indirect: ["INDIRECT", "OTHER", "NORMAL"],
  issuedShort: ["ISSUED_SHORT", "MATERIAL", "ABNORMAL"],
  defect: ["DEFECT", "QUALITY", "ABNORMAL"],
} as const satisfies Record<keyof Lists, readonly [Use, string, string]>;

/** Makes a site's reasons those of the file, list by list (§2.5). What is not in a list any more is offered no longer and keeps its name in what was recorded. */
export async function applyReasons(tx: Tx, siteId: string, lists: Lists): Promise<void> {
  for (const [name, [use, kind, worth]] of Object.entries(USES) as [keyof Lists, (typeof USES)[keyof Lists]][]) {
    const list = lists[name];
    if (list === undefined) continue;
    const reasons = reasonsIn(list);
    for (const [position, { code, class: own = kind, valuation = worth, comment = false, ...one }] of reasons.entries()) {
      const values = { name: one.name, names: one.names, groups: one.groups, class: own, valuation, requiresComment: comment, position, active: true };
      await tx
        .insert(reasonCode)
        .values({ id: newId(), siteId, use, code, ...values })
        .onConflictDoUpdate({ target: [reasonCode.siteId, reasonCode.use, reasonCode.code], set: values });
    }
    await tx
      .update(reasonCode)
      .set({ active: false })
      .where(
        and(
          eq(reasonCode.siteId, siteId),
          eq(reasonCode.use, use),
          notInArray(
            reasonCode.code,
            reasons.map(({ code }) => code),
          ),
        ),
      );
  }
}
