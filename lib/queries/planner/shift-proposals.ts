import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { signatureOf } from "@/lib/auth/exception-owners";
import { decideProposalMove, type EarlyRestore } from "@/lib/domain/planning/shift-proposal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  targetSiteId: z.string(),
  targetSite: z.string(),
  order: z.string(),
  targetLine: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  state: z.enum(["PROPOSED", "APPROVED", "SENT", "ERP_ACCEPTED", "ERP_REJECTED", "EXECUTED", "CANCELLED"]),
  proposedBy: z.string(),
  proposedName: z.string(),
  proposedAt: InstantColumn,
  approvedName: z.string().nullable(),
  endedAt: InstantColumn.nullable(),
  reasonCode: z.string().nullable(),
  reason: z.string().nullable(),
  /** S14: the line that was back earlier than it reckons with, since when, and when it had been expected; null: it says how things stand. */
  staleLine: z.string().nullable(),
  staleSince: InstantColumn.nullable(),
  staleExpectedAt: InstantColumn.nullable(),
  document: z.string().nullable(),
  newOrder: z.string().nullable(),
  originalArrived: z.boolean(),
  targetArrived: z.boolean(),
  /** Hours by which the promises of the item come late, if everything waits and if the part is moved; null: not projectable. */
  score: z.object({ waiting: z.string(), moved: z.string() }).nullable(),
});

/** A proposal to make a part of an order elsewhere, and what the reader may do with it. */
export type ShiftProposalRow = Omit<z.infer<typeof Row>, "proposedBy"> & {
  readonly mayApprove: boolean;
  /** Why the reader may not approve it although a planner; null otherwise. */
  readonly approveHint: string | null;
  readonly mayCancel: boolean;
  readonly mayProposeAgain: boolean;
};

/** More than this nobody reads at once: what is open comes first. */
const LIMIT = 50;

/** Which proposals: of one order, or of one line, from or to it. */
export type ProposalsOf = { readonly orderId: string } | { readonly lineId: string };

/** Proposals that touch the reader's sites: open ones, and those that ended within a day. */
export async function shiftProposals(reader: Reader, actor: Actor, of: ProposalsOf): Promise<ShiftProposalRow[]> {
  const mine = ids(sitesWith(actor, "plan.read"));
  const which: SQL =
    "orderId" in of
      ? sql`p.order_id = ${of.orderId}::uuid`
      : sql`(p.target_work_centre_id = ${of.lineId}::uuid or exists (select 1 from execution.order_operation x where x.order_id = p.order_id and x.work_centre_id = ${of.lineId}::uuid))`;
  const since = new Date(reader.now.getTime() - 86_400_000).toISOString();
  const rows = await readRows(
    reader.db,
    Row,
    sql`select p.id, p.site_id as "siteId", s.code as site, s.time_zone as "timeZone", p.target_site_id as "targetSiteId", t.code as "targetSite", o.number as "order",
        l.code as "targetLine", p.quantity::text, o.uom, p.state, p.proposed_by as "proposedBy", p.proposed_name as "proposedName", p.proposed_at as "proposedAt",
        p.approved_name as "approvedName", p.ended_at as "endedAt", p.reason_code as "reasonCode", p.reason, p.stale_line as "staleLine",
        p.stale_since as "staleSince", p.stale_expected_at as "staleExpectedAt", p.document, p.new_order as "newOrder",
        p.original_arrived_at is not null as "originalArrived", p.target_arrived_at is not null as "targetArrived", p.projection -> 'score' as score
      from execution.shift_proposal p
      join execution.production_order o on o.id = p.order_id
      join reference.site s on s.id = p.site_id
      join reference.site t on t.id = p.target_site_id
      join reference.equipment l on l.id = p.target_work_centre_id
      where ${which} and (p.site_id = any (${mine}) or p.target_site_id = any (${mine})) and (p.ended_at is null or p.ended_at > ${since}::timestamptz)
      order by p.ended_at is not null, p.proposed_at desc limit ${LIMIT}`,
  );
  const me = signatureOf(actor);
  return rows.map(({ proposedBy, ...row }) => {
    const plans = authorise(actor, "plan.write", row.siteId);
    const stale = staleOf(row);
    const approves = decideProposalMove("APPROVE", row.state, stale).ok && authorise(actor, "shift.approve", row.siteId);
    const hint = !approves ? null : me === proposedBy ? "another" : authorise(actor, "shift.approve", row.targetSiteId) ? null : "both";
    return {
      ...row,
      mayApprove: approves && hint === null,
      approveHint: hint === "another" ? "Another planner approves what you proposed." : hint === "both" ? `A planner of ${row.site} and ${row.targetSite} approves it.` : null,
      mayCancel: plans && decideProposalMove("CANCEL", row.state).ok,
      mayProposeAgain: plans && decideProposalMove("PROPOSE_AGAIN", row.state, stale).ok,
    };
  });
}

function staleOf({ staleLine, staleSince, staleExpectedAt }: Pick<z.infer<typeof Row>, "staleLine" | "staleSince" | "staleExpectedAt">): EarlyRestore | null {
  if (staleLine === null || staleSince === null || staleExpectedAt === null) return null;
  return { line: staleLine, restoredAt: new Date(staleSince), expectedAt: new Date(staleExpectedAt) };
}
