import { eq } from "drizzle-orm";
import type { IssueOrder } from "@/lib/domain/materials/lot-order";
import type { Queryable } from "./client";
import { site } from "./schema/reference";

/** EX-10: in which order a site takes its lots. */
export async function issueOrder(db: Queryable, siteId: string): Promise<IssueOrder> {
  const [row] = await db.select({ order: site.issueOrder }).from(site).where(eq(site.id, siteId));
  if (row === undefined) throw new Error(`there is no site ${siteId}`);
  return row.order;
}
