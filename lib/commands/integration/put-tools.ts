import "server-only";
import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { tool } from "@/db/schema/tool";
import type { WorkCentreData } from "@/lib/messages/erp-work-centre.v1";
import { newId } from "@/lib/platform/ids";

/** EX-01: the tools that a work centre has now, all of them; what it had before and has no more is nowhere until another one has it. */
export async function putTools(tx: Tx, siteId: string, workCentreId: string, { erpVersion, tools }: Pick<WorkCentreData, "erpVersion" | "tools">): Promise<void> {
  if (tools === undefined) return;
  const codes = tools.map((one) => one.tool);
  await tx
    .update(tool)
    .set({ active: false })
    .where(and(eq(tool.workCentreId, workCentreId), codes.length === 0 ? sql`true` : notInArray(tool.code, codes)));
  for (const one of tools) {
    const values = {
      workCentreId,
      name: one.text,
      status: one.status,
      validUntil: one.validUntil === null ? null : new Date(one.validUntil),
      erpVersion,
      active: true,
    };
    await tx
      .insert(tool)
      .values({ id: newId(), siteId, code: one.tool, ...values })
      .onConflictDoUpdate({ target: [tool.siteId, tool.code], set: values });
  }
}
