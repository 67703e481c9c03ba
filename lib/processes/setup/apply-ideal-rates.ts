import { asc, and, eq, gte } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipmentIdealRate } from "@/db/schema/equipment-history";
import { item } from "@/db/schema/reference";
import { audit } from "@/lib/auth/audit";
import { decimal } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";
import { noteSpan } from "@/lib/processes/worker/performance-due";
import type { CompanyFile } from "./company-file";

type Wanted = NonNullable<CompanyFile["workUnits"][number]["idealRates"]>;
type Stored = typeof equipmentIdealRate.$inferSelect;

/** Before anything was made: a first rate holds ever since. */
const EVER = new Date(0);

/**
 * Makes the ideal rates of a machine those of the file (KP-01). What was made keeps the rate of its time, unless the file says that another one held since then: shifts that ended since are restated, and each change stands in the
 * audit trail. Read again, the same file changes nothing.
 */
export async function applyIdealRates(
  tx: Tx,
  wanted: Wanted,
  { unitId, siteId, itemIdOf, now }: { unitId: string; siteId: string; itemIdOf: (code: string) => Promise<string>; now: Date },
): Promise<void> {
  const stored = groupBy(
    await tx.select().from(equipmentIdealRate).where(eq(equipmentIdealRate.workUnitId, unitId)).orderBy(asc(equipmentIdealRate.validFrom)),
    ({ itemId }) => itemId,
  );
  const told = new Map<string, Wanted[number]>();
  for (const one of wanted) told.set(await itemIdOf(one.item), one);
  for (const itemId of new Set([...told.keys(), ...stored.keys()])) {
    const versions = stored.get(itemId) ?? [];
    const one = told.get(itemId);
    const from = one?.from === undefined ? (versions.length === 0 ? EVER : now) : new Date(one.from);
    const rate = one === undefined ? null : decimal(one.unitsPerHour);
    if (isSo(versions, rate, one?.from === undefined ? null : from)) continue;
    const key = and(eq(equipmentIdealRate.workUnitId, unitId), eq(equipmentIdealRate.itemId, itemId));
    await tx.delete(equipmentIdealRate).where(and(key, gte(equipmentIdealRate.validFrom, from)));
    await tx.insert(equipmentIdealRate).values({ workUnitId: unitId, itemId, siteId, validFrom: from, unitsPerHour: rate });
    if (from < now) await noteSpan(tx, from, now, now, unitId);
    const [named] = await tx.select({ code: item.code }).from(item).where(eq(item.id, itemId));
    const detail = {
      by: "company file",
      item: named?.code ?? itemId,
      unitsPerHour: rate?.toFixed() ?? null,
      before: versions.at(-1)?.unitsPerHour?.toFixed() ?? null,
      from: from.toISOString(),
    };
    await audit(tx, now, { action: "ideal-rate.set", subject: `equipment/${unitId}`, siteId, detail, outcome: "DONE" });
  }
}

/** Whether these versions, in order, say already that the rate holds: at last, or all the time since an instant. */
function isSo(versions: readonly Stored[], rate: Stored["unitsPerHour"], since: Date | null): boolean {
  const before = since === null ? versions.slice(-1) : versions.filter(({ validFrom }) => validFrom <= since).slice(-1);
  const after = since === null ? [] : versions.filter(({ validFrom }) => validFrom > since);
  const known = [...before, ...after];
  return (
    known.length > 0 &&
    (since === null || before.length > 0) &&
    known.every(({ unitsPerHour }) => (unitsPerHour === null || rate === null ? unitsPerHour === rate : unitsPerHour.eq(rate)))
  );
}
