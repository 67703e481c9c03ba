import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { toCsv } from "@/lib/queries/finance/csv";
import type { Reader } from "@/lib/queries/reader";
import { DIFFERENCE_MOST, differencesForFile } from "./differences";
import { reconciliationRun } from "./runs";

const HEADER = [
  "site",
  "connection",
  "compared_at",
  "subject",
  "measure",
  "item",
  "lot",
  "uom",
  "millrace",
  "erp",
  "millrace_status",
  "erp_status",
  "in_transit",
  "rejected",
  "timing",
  "unexplained",
  "unexplained_value",
  "currency",
  "first_seen",
  "owner",
  "accepted_by",
  "reason",
  "activity",
  "element",
  "period",
  "rate",
  "quantity",
] as const;

/** All differences of a run as CSV, up to 50,000; null when the actor sees no such run. */
export async function differencesCsv(reader: Reader, actor: Actor, runId: string): Promise<{ readonly name: string; readonly text: string } | null> {
  const run = await reconciliationRun(reader, actor, runId);
  if (run === null) return null;
  const rows = await differencesForFile(reader, actor, runId, DIFFERENCE_MOST);
  const text = toCsv(
    HEADER,
    rows.map((row) => [
      run.site,
      run.connection,
      run.startedAt,
      row.subject,
      row.measure,
      row.item,
      row.lot,
      row.uom,
      row.ours,
      row.theirs,
      row.oursText,
      row.theirsText,
      row.inTransit,
      row.rejected,
      row.timing,
      row.unexplained,
      row.unexplainedValue,
      run.currency,
      row.firstSeenAt,
      row.owner,
      row.actedBy,
      row.note,
      row.activity,
      row.element,
      row.period,
      row.rate,
      row.quantity,
    ]),
  );
  return { name: `reconciliation-${run.site}-${run.onDate}.csv`, text };
}
