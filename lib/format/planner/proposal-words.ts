import { formatWeekdayTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { ShiftProposalRow } from "@/lib/queries/planner/shift-proposals";

/** What a proposal waits for or how it ended, in a few words; `wrong`: somebody has to look. */
export function proposalState(row: Pick<ShiftProposalRow, "state" | "reasonCode" | "staleSince" | "originalArrived" | "targetArrived" | "newOrder">): {
  readonly word: string;
  readonly wrong: boolean;
} {
  switch (row.state) {
    case "PROPOSED":
      if (row.staleSince !== null) return { word: "Out of date: propose it again or take it back", wrong: true };
      return { word: row.reasonCode === null ? "Waits for approval" : "Must be approved again", wrong: row.reasonCode !== null };
    case "APPROVED":
      return { word: "Approved, goes to the ERP", wrong: false };
    case "SENT":
      return { word: "Sent, waits for the ERP", wrong: false };
    case "ERP_ACCEPTED":
      return { word: waitsFor(row), wrong: row.newOrder === null };
    case "ERP_REJECTED":
      return { word: "Refused by the ERP", wrong: true };
    case "EXECUTED":
      return { word: "Done, both orders are here", wrong: false };
    case "CANCELLED":
      return { word: row.reasonCode === "EXPIRED" ? "Over after a day" : "Taken back", wrong: false };
  }
}

function waitsFor({ originalArrived, targetArrived, newOrder }: Parameters<typeof proposalState>[0]): string {
  if (newOrder === null) return "Accepted, but the ERP named no new order";
  const missing = [...(originalArrived ? [] : ["the changed order"]), ...(targetArrived ? [] : [`order ${newOrder}`])];
  return `Accepted, waits for ${missing.join(" and ")}`;
}

/** S14: why a proposal is out of date, and that its figures are those of now; null where it is not. */
export function staleText({
  state,
  staleLine,
  staleSince,
  staleExpectedAt,
  timeZone,
}: Pick<ShiftProposalRow, "state" | "staleLine" | "staleSince" | "staleExpectedAt" | "timeZone">): string | null {
  if (state !== "PROPOSED" || staleLine === null || staleSince === null || staleExpectedAt === null) return null;
  const [since, expected] = [formatWeekdayTime(staleSince, { timeZone }), formatWeekdayTime(staleExpectedAt, { timeZone })];
  return `${staleLine} runs again since ${since}; the proposal reckoned with ${expected}. As things stand now:`;
}

/** What the move does to the promises of its item, by the projection that it is judged by. */
export function scoreText(score: ShiftProposalRow["score"]): string {
  if (score === null) return "Not projectable";
  if (score.waiting === "0" && score.moved === "0") return "No promise of this item comes late either way";
  return `Promises come ${formatQuantity(score.waiting)} h late if it waits, ${formatQuantity(score.moved)} h if it moves`;
}
