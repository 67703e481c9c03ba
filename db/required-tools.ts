import { and, eq, inArray, sql } from "drizzle-orm";
import type { RequiredTool } from "@/lib/domain/execution/tool";
import type { Queryable } from "./client";
import { orderOperation, productionOrder } from "./schema/execution";
import { tool } from "./schema/tool";

/** EX-01: tools of a site by their codes, as a start at that work centre finds them; `exceptOperationId` is not in its own way. */
export async function requiredTools(
  db: Queryable,
  { siteId, workCentreId, exceptOperationId }: { readonly siteId: string; readonly workCentreId: string | null; readonly exceptOperationId: string | null },
  codes: readonly string[],
): Promise<readonly RequiredTool[]> {
  if (codes.length === 0) return [];
  const rows = await db
    .select()
    .from(tool)
    .where(and(eq(tool.siteId, siteId), inArray(tool.code, [...codes]), eq(tool.active, true)));
  const loaded = await db
    .select({ id: orderOperation.id, order: productionOrder.number, opNo: orderOperation.opNo, tools: orderOperation.tools })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(
      and(
        eq(orderOperation.siteId, siteId),
        inArray(orderOperation.state, ["SETUP", "RUNNING", "PAUSED"]),
        sql`${orderOperation.tools} && ${`{${codes.map((code) => JSON.stringify(code)).join(",")}}`}::text[]`,
      ),
    );
  return codes.map((code) => {
    const row = rows.find((one) => one.code === code);
    if (row === undefined) return { code, known: null };
    const user = loaded.find((one) => one.id !== exceptOperationId && one.tools.includes(code));
    return {
      code,
      known: { status: row.status, validUntil: row.validUntil, here: row.workCentreId === workCentreId, usedBy: user === undefined ? null : `${user.order} / ${user.opNo}` },
    };
  });
}
