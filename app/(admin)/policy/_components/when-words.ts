import type { PolicyRow } from "@/lib/queries/admin/policies";

/** When messages of a line travel: "at once", "in batches, 0 22 * * *", "… or as soon as 50 wait", or for what the ERP says, "as it comes, read every 15 s". */
export function whenWords({ direction, mode, schedule, bundle, pollSeconds }: Pick<PolicyRow, "direction" | "mode" | "schedule" | "bundle" | "pollSeconds">): string {
  if (direction === "IN") return `as it comes, read every ${pollSeconds}\u00a0s`;
  if (mode === "EVENT") return "at once";
  return `in batches, ${schedule ?? ""}${bundle === null ? "" : `, or as soon as ${bundle} wait`}`;
}
