import type { RefusalEntry } from "./refusal-text";

/** Moving a part of an order to another line (domain §6.4), as planners read it; what the floor reads of it stands with its other texts. */
export const PLANNING_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  ORDER_NOT_MOVABLE: () => ({ what: "Nothing was moved.", why: "The order is finished or withdrawn.", next: "Choose an order that is still open." }),
  MORE_THAN_UNSTARTED: (read) => ({
    what: "It was not taken.",
    why: `Of the order ${read.figure("left")} ${read.text("uom")} are neither begun nor kept for another move.`,
    next: "Propose at most that much, or take another move back first.",
  }),
  LINE_NOT_QUALIFIED: () => ({
    what: "It was not proposed.",
    why: "That line is not qualified for what is left of the order, or not at one of your sites.",
    next: "Choose a line from the list; engineering says which are qualified.",
  }),
  PROPOSAL_NOT_TOLD: () => ({
    what: "It was not taken.",
    why: "The integration policy of this site does not let the ERP be told of moves, and the ERP owns both orders.",
    next: "Ask IT to switch the message on, or change the orders in the ERP.",
  }),
  BOTH_SITES_REQUIRED: () => ({ what: "It was not approved.", why: "The other site is not yours to plan.", next: "Ask a planner who has both sites." }),
  SECOND_PLANNER_REQUIRED: () => ({ what: "It was not approved.", why: "You proposed it yourself.", next: "Ask another planner to approve it." }),
  PROPOSAL_STALE: (read) => ({
    what: "It was not approved.",
    why: `Line ${read.text("line")} runs again since ${read.time("since")}; the proposal reckons with ${read.time("until")}.`,
    next: "Look at the line, then propose it again or take it back.",
  }),
  DOWNTIME_EMPTY: () => ({ what: "It was not planned.", why: "It ends where it begins, or before.", next: "Choose a later end." }),
  DOWNTIME_PASSED: () => ({
    what: "It was not planned.",
    why: "That time has passed: what a machine stood then is a stop, and its reason is named at the tablet.",
    next: "Choose a time from now on.",
  }),
  DOWNTIME_OVERLAPS: (read) => ({
    what: "It was not planned.",
    why: `${read.text("unit")} stands by plan from ${read.time("from")} to ${read.time("to")} already.`,
    next: "Choose another time, or change what is planned.",
  }),
  DOWNTIME_BEGUN: (read) => ({ what: "It was not changed.", why: `It has begun at ${read.time("from")}.`, next: "Change its end, or call the rest off." }),
  DOWNTIME_OVER: () => ({ what: "It was not changed.", why: "It is over, and what has passed stays as it was planned.", next: "Plan a new one." }),
  REASON_NOT_PLANNED: () => ({ what: "It was not planned.", why: "That reason is none of planned downtime.", next: "Choose a reason of the class PLANNED; IT keeps the list." }),
  PROPOSAL_ON_ITS_WAY: () => ({
    what: "It was not taken back.",
    why: "The ERP may have it already, and its answer has not come.",
    next: "Wait for the answer; change the orders in the ERP if it accepts.",
  }),
};
