import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { standardCost } from "@/db/schema/reference";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { makeRoom } from "./make-room";
import { findItems, known, missingItems } from "./references";

/** A frozen standard cost. Corrected under the same version name, it supersedes the former, which stays readable. */
export const applyStandardCost: Applier<"erp.standard-cost.v1"> = async ({ tx, siteId }, data) => {
  const items = await findItems(tx, siteId, [data.item]);
  const missing = missingItems(data.site, [data.item], items);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const itemId = known(items, data.item).id;
  const [stored] = await tx
    .select()
    .from(standardCost)
    .where(and(eq(standardCost.itemId, itemId), eq(standardCost.version, data.version)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  if (stored !== undefined) {
    await tx
      .update(standardCost)
      .set({ version: `${stored.version}~${stored.erpVersion}`, validTo: stored.validFrom })
      .where(eq(standardCost.id, stored.id));
  }
  const from = new Date(data.validFrom);
  const validTo = await makeRoom(tx, standardCost, sql`item_id = ${itemId}`, from, data.validTo === null ? null : new Date(data.validTo));
  await tx.insert(standardCost).values({
    id: newId(),
    siteId,
    itemId,
    version: data.version,
    erpVersion: data.erpVersion,
    costingLotSize: decimal(data.costingLotSize),
    material: decimal(data.material),
    labour: decimal(data.labour),
    machine: decimal(data.machine),
    overhead: decimal(data.overhead),
    total: decimal(data.total),
    currency: data.currency,
    validFrom: from,
    validTo,
  });
  return DONE;
};
