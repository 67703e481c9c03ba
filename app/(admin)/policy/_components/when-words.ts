import type { PolicyRow } from "@/lib/queries/admin/policies";

/** When messages of a line travel: "at once", "in batches, 0 22 * * *", or for what the ERP says, "as it comes, read every 15 s". */
export function whenWords({ direction, mode, schedule, pollSeconds }: Pick<PolicyRow, "direction" | "mode" | "schedule" | "pollSeconds">): string {
  if (direction === "IN") return `as it comes, read every ${pollSeconds}\u00a0s`;
  return mode === "EVENT" ? "at once" : `in batches, ${schedule ?? ""}`;
}
