import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { bomLine, bomLineSubstitute, bomVersion } from "@/db/schema/engineering";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { makeRoom } from "./make-room";
import { findItems, known, missingItems } from "./references";
import { ensureUom } from "./units-of-measure";

/** A version of a BOM. What the ERP changed under the same version name supersedes it; the former stays readable under a name of its own. */
export const applyBom: Applier<"erp.bom.v1"> = async ({ tx, siteId, recordedAt }, data) => {
  const codes = [data.item, ...data.components.flatMap((line) => [line.item, ...line.substitutes.map((one) => one.item)])];
  const items = await findItems(tx, siteId, codes);
  const missing = missingItems(data.site, codes, items);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const parent = known(items, data.item);
  const [stored] = await tx
    .select()
    .from(bomVersion)
    .where(and(eq(bomVersion.itemId, parent.id), eq(bomVersion.version, data.version)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const inputs = data.components.map((line) => known(items, line.item).id);
  if (await contains(tx, inputs, parent.id)) return { outcome: "REFUSED", code: "BOM_CYCLE", reason: `${data.item} would be needed to make itself.` };
  const from = new Date(data.validFrom);
  const to = data.validTo === null ? null : new Date(data.validTo);
  if (stored !== undefined) {
    await tx
      .update(bomVersion)
      .set({ version: `${stored.version}~${stored.erpVersion}`, status: "RETIRED", validTo: recordedAt })
      .where(eq(bomVersion.id, stored.id));
  }
  const validTo = data.status === "ACTIVE" ? await makeRoom(tx, bomVersion, sql`item_id = ${parent.id} and status = 'ACTIVE'`, from, to) : to;
  const bomVersionId = newId();
  await tx
    .insert(bomVersion)
    .values({ id: bomVersionId, siteId, itemId: parent.id, version: data.version, erpVersion: data.erpVersion, status: data.status, validFrom: from, validTo });
  for (const line of data.components) {
    await ensureUom(tx, line.uom);
    const bomLineId = newId();
    await tx.insert(bomLine).values({
      id: bomLineId,
      siteId,
      bomVersionId,
      position: line.pos,
      itemId: known(items, line.item).id,
      uom: line.uom,
      quantityPer: decimal(line.qty),
      scrapFactor: decimal(line.scrapFactor),
      opNo: line.operation,
      issueMode: line.issueMode,
      mixGroup: line.mixGroup,
    });
    if (line.substitutes.length === 0) continue;
    await tx.insert(bomLineSubstitute).values(
      line.substitutes.map((one) => ({
        bomLineId,
        siteId,
        priority: one.priority,
        itemId: known(items, one.item).id,
        factor: decimal(one.factor),
        validFrom: new Date(one.validFrom ?? data.validFrom),
        validTo: one.validTo === null ? null : new Date(one.validTo),
      })),
    );
  }
  return DONE;
};

const Found = z.array(z.object({ found: z.boolean() }));

/** True when the item is among these or needed for one of them, over all levels of the active BOMs (§2.1: acyclic). */
async function contains(tx: Tx, itemIds: readonly string[], wanted: string): Promise<boolean> {
  if (itemIds.length === 0) return false;
  const rows: unknown = await tx.execute(sql`
    with recursive needed (item_id) as (
      select unnest(array[${sql.join(
        itemIds.map((id) => sql`${id}::uuid`),
        sql`, `,
      )}])
      union
      select l.item_id from needed n
      join reference.bom_version v on v.item_id = n.item_id and v.status = 'ACTIVE'
      join reference.bom_line l on l.bom_version_id = v.id
    )
    select exists (select 1 from needed where item_id = ${wanted}::uuid) as found`);
  return Found.parse(rows)[0]?.found === true;
}
