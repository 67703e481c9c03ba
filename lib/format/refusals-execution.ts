import type { RefusalEntry, RefusalReader } from "./refusal-text";

const OPERATION_STATE: Readonly<Record<string, string>> = {
  PENDING: "waiting for the operation before it",
  READY: "ready, but not started",
  SETUP: "in setup",
  RUNNING: "running",
  PAUSED: "paused",
  COMPLETED: "completed",
  SKIPPED: "skipped",
  ABORTED: "aborted",
};

const ORDER_STATE: Readonly<Record<string, string>> = {
  CREATED: "not released yet",
  RELEASED: "released",
  IN_PROGRESS: "in progress",
  ON_HOLD: "on hold",
  COMPLETED: "completed",
  CLOSED: "closed",
  CANCELLED: "cancelled",
  ABORTED: "aborted",
};

type Guard = { readonly why: (read: RefusalReader) => string; readonly next: string };

/** Guards of EX-01, with what helps. */
export const START_GUARDS: Readonly<Record<string, Guard>> = {
  ORDER_NOT_RELEASED: { why: (read) => `The order is ${ORDER_STATE[read.text("orderState")] ?? "not released"}.`, next: "Ask the planner." },
  OPERATION_NOT_READY: { why: (read) => `The operation is ${OPERATION_STATE[read.text("operationState")] ?? "not ready"}.`, next: "Open the list again." },
  PREDECESSOR_HAS_NO_GOOD: { why: () => "The operation before it has given nothing yet.", next: "Wait for its first good quantity, or take another order." },
  WORK_UNIT_UNKNOWN: { why: () => "The machine is not one of this site.", next: "Choose the machine again." },
  WORK_UNIT_NOT_QUALIFIED: { why: () => "This machine is not qualified for it.", next: "Take a machine of its own line, or call the shift lead." },
  WORK_UNIT_TAKEN: { why: (read) => `The machine is loaded with ${read.text("loadedWith") || "another operation"}.`, next: "Complete that one first." },
  PERSON_REQUIRED: { why: () => "Work is booked on people of the plant, and this account is none.", next: "Sign on with a badge." },
  PERSON_INACTIVE: { why: () => "You are not active in the plant's list of people.", next: "Call the shift lead." },
  PERSON_NOT_QUALIFIED: { why: (read) => `You lack the qualification ${read.list("capabilities").join(", ")}.`, next: "Let a qualified person start it." },
  CHECKS_OPEN: { why: () => "A required check is not done.", next: "Do the check first." },
  INSTRUCTIONS_NOT_READ: { why: () => "The work instruction has not been read.", next: "Open it and confirm it." },
};

/** What keeps an operation from completing (EX-03). */
export const COMPLETE_BLOCKERS: Readonly<Record<string, Guard>> = {
  REWORK_OPEN: { why: () => "Rework is still open.", next: "Record it as good or as scrap." },
  CHECKS_OPEN: { why: () => "A check is still due.", next: "Do the check." },
  COMPONENTS_OPEN: { why: (read) => `Nothing was scanned for ${read.list("components").join(", ")}.`, next: "Scan the lots that were used." },
  STOPS_UNCLASSIFIED: {
    why: (read) => (read.text("stops") === "1" ? "One stop has no reason." : `${read.text("stops")} stops have no reason.`),
    next: "Name the reason of each stop.",
  },
};

function guarded(what: string, table: Readonly<Record<string, Guard>>, names: readonly string[], read: RefusalReader) {
  const guards = names.flatMap((name) => table[name] ?? []);
  if (guards.length === 0) return { what, why: "A condition is not met.", next: "Call the shift lead." };
  return { what, why: guards.map((guard) => guard.why(read)).join(" "), next: [...new Set(guards.map((guard) => guard.next))].join(" ") };
}

/** What keeps a completed order open (§2.2). */
export const CLOSE_BLOCKERS: Readonly<Record<string, Guard>> = {
  NONCONFORMANCES_OPEN: { why: () => "A nonconformance is open.", next: "Let quality close it." },
  MESSAGES_OPEN: {
    why: (read) => (read.text("messages") === "1" ? "One message has not been accepted by the ERP." : `${read.text("messages")} messages have not been accepted by the ERP.`),
    next: "Wait until they are, or let IT repair them.",
  },
  COMPONENTS_OPEN: { why: (read) => `More may still be taken of ${read.list("components").join(", ")}.`, next: "Complete the operation that takes it." },
  LABOUR_OPEN: { why: () => "Somebody is still signed on.", next: "Let everybody sign off." },
};

const HOLDERS: Readonly<Record<string, string>> = { LEAD: "a shift lead", QUALITY: "quality", PLANNER: "a planner" };
const holder = (read: RefusalReader): string => HOLDERS[read.text("class")] ?? "somebody";

/** What only a lead decides. */
const LEADS_DECISION: Readonly<Record<string, string>> = {
  SHORT_CLOSE: "Closing an order short is a lead's decision.",
  TOLERANCE: "Making more than the order allows is a lead's decision.",
};

const OWNER: Readonly<Record<string, string>> = { LEAD: "the shift lead", MAINTENANCE: "maintenance", QUALITY: "quality", PLANNER: "the planner", IT: "IT" };

const state = (read: RefusalReader): string => OPERATION_STATE[read.text("state")] ?? "in another state";

/** Starting, pausing, recording, completing and taking back. */
export const EXECUTION_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  START_BLOCKED: (read) => guarded("It cannot start yet.", START_GUARDS, read.list("guards"), read),
  COMPLETION_BLOCKED: (read) => guarded("It cannot be completed yet.", COMPLETE_BLOCKERS, read.list("blockers"), read),
  INVALID_TRANSITION: (read) => ({
    what: "That is not possible now.",
    why: `${read.text("of") === "ORDER" ? `The order is ${ORDER_STATE[read.text("state")] ?? "in another state"}` : `The operation is ${state(read)}`}; somebody may have been faster.`,
    next: "The screen shows the present state: go on from there.",
  }),
  OUT_OF_ORDER: (read) => ({
    what: "The entry was not taken.",
    why: `It happened before the operation came into its present state${read.time("since") === "" ? "" : ` at ${read.time("since")}`}.`,
    next: "Tell the shift lead what was done and when.",
  }),
  ORDER_NOT_EXECUTABLE: (read) => ({
    what: "The order cannot be worked on.",
    why: `It is ${ORDER_STATE[read.text("state")] ?? "not released"}.`,
    next: "Ask the planner, or take another order.",
  }),
  ORDER_ON_HOLD: (read) => ({ what: "The order is on hold.", why: `It was stopped by ${holder(read)}.`, next: "Wait until the hold is lifted, or take another order." }),
  HOLD_FORBIDDEN: () => ({ what: "The order was not held.", why: "A shift lead, quality or a planner holds orders.", next: "Call the shift lead." }),
  HOLD_OF_OTHERS: (read) => ({
    what: "The hold was not lifted.",
    why: `It was placed by ${holder(read)}.`,
    next: read.text("class") === "QUALITY" ? "Ask the quality manager, who alone lifts it." : `Ask ${holder(read)} to lift it.`,
  }),
  CLOSE_BLOCKED: (read) => guarded("It cannot be closed yet.", CLOSE_BLOCKERS, read.list("blockers"), read),
  CLOSED_IN_ERP: (read) => ({ what: "It was not opened again.", why: `The ERP closed the order ${read.time("since")}.`, next: "Ask finance to open it in the ERP first." }),
  REOPEN_FIRST: (read) => ({
    what: "It cannot be taken back yet.",
    why: `The order is completed, and without it ${read.figure("left")} good of at least ${read.figure("min")} would be left.`,
    next: "Let the shift lead reopen the order, take the entry back, then make the rest or close the order short.",
  }),
  NOT_OPTIONAL: () => ({ what: "It was not skipped.", why: "The routing does not let this operation be left out.", next: "Do it, or ask the planner." }),
  LAST_OPERATION: () => ({ what: "It was not skipped.", why: "The last operation brings the order's output into stock.", next: "Do it." }),
  WORK_RECORDED: (read) => ({ what: "It was not skipped.", why: `Work is recorded here already: ${read.figure("processed")} processed.`, next: "Complete it instead." }),
  WORK_UNIT_UNKNOWN: () => ({ what: "The machine was not found.", why: "It is not one of this site.", next: "Choose the machine again." }),
  PERSON_REQUIRED: () => ({ what: "It was not recorded.", why: "Work is booked on people of the plant, and this account is none, or not active.", next: "Sign on with a badge." }),
  ALREADY_SIGNED_ON: () => ({ what: "You are on this run already.", why: "Your time is being booked here.", next: "Nothing to do." }),
  NOT_SIGNED_ON: () => ({ what: "You were not on this run.", why: "No time of yours is being booked here.", next: "Nothing to do." }),
  REASON_REQUIRED: () => ({ what: "A reason is missing.", why: "Scrap and rework are always recorded with their cause.", next: "Tap a reason and save again." }),
  REASON_UNKNOWN: (read) => ({ what: "The reason was not accepted.", why: `${read.text("reason")} is no longer in this site's list.`, next: "Choose another reason." }),
  COMMENT_REQUIRED: () => ({ what: "A comment is missing.", why: "This reason needs a few words.", next: "Type what happened and save again." }),
  INVALID_QUANTITY: (read) => ({
    what: "The quantity was not accepted.",
    why:
      read.text("decimals") === "0"
        ? `${read.text("uom") || "It"} is counted in whole pieces above zero.`
        : `It must be above zero, with at most ${read.text("decimals")} decimals.`,
    next: "Correct it and save again.",
  }),
  STALE_TOTAL: (read) => ({
    what: "Nothing was added.",
    why: `Somebody else recorded meanwhile: the total is ${read.figure("actual")}, not ${read.figure("expected")}.`,
    next: "Look at the new total, then enter what is still missing.",
  }),
  FLOW_BLOCKED: (read) => ({
    what: "More than has arrived.",
    why: `The operation before gave ${read.figure("available")} more, the entry needs ${read.figure("asked")}.`,
    next: "Let the earlier operation record its quantity first, or correct yours.",
  }),
  ABOVE_TOLERANCE: (read) => ({
    what: "More than the order allows.",
    why: `At most ${read.figure("max")} good; ${read.figure("left")} more can be recorded.`,
    next: "Record no more than that, or let the shift lead approve it.",
  }),
  BELOW_TOLERANCE: (read) => ({
    what: "The order would end short.",
    why: `${read.figure("good")} good of at least ${read.figure("min")}: ${read.figure("missing")} are missing.`,
    next: "Make the rest, or let the shift lead close it short with a reason.",
  }),
  NO_OPEN_REWORK: (read) => ({ what: "There is no such rework.", why: `${read.figure("open")} are open for rework.`, next: "Record no more than that." }),
  LEAD_REQUIRED: (read) => ({
    what: "This needs the shift lead.",
    why: LEADS_DECISION[read.text("for")] ?? "Taking another lot than the first to expire is a lead's decision.",
    next: "Call the shift lead, who signs on and does it.",
  }),
  NOT_REVERSIBLE: () => ({ what: "It cannot be taken back.", why: "Only quantities and issued material can.", next: "Tell the shift lead what is wrong." }),
  ALREADY_REVERSED: () => ({ what: "It was taken back already.", why: "An entry is taken back once.", next: "Look at the last entries." }),
  IS_REVERSAL: () => ({ what: "It cannot be taken back.", why: "It is itself what took an entry back.", next: "Enter the quantity again." }),
  ORDER_CLOSED: () => ({ what: "It cannot be taken back here.", why: "The order is closed.", next: "Tell finance; the ERP has to reopen the order." }),
  UNDO_EXPIRED: (read) => ({ what: "Undo is over.", why: `Own entries can be taken back for ${read.text("seconds") || "30"} s.`, next: "The shift lead can take it back." }),
  ALREADY_ACKNOWLEDGED: (read) => ({
    what: "Somebody has it already.",
    why: `${read.text("owner") || "Another person"} took it on.`,
    next: "Talk to them, or give an estimate of when it will be over.",
  }),
  STOP_CHANGED: () => ({ what: "The reason was not saved.", why: "Somebody else named it, or the machine told more about this stop meanwhile.", next: "Look at the stops again." }),
  NOT_A_STOP: () => ({ what: "The reason was not saved.", why: "The machine did not stand still then.", next: "Name the reasons of stops only." }),
  EXCEPTION_OVER: () => ({ what: "It is over already.", why: "Somebody else has ended it.", next: "Nothing to do." }),
  EXCEPTION_OPEN: () => ({ what: "It cannot be closed yet.", why: "It is not resolved.", next: "Resolve it first." }),
  NOT_YOURS: (read) => ({
    what: "You cannot end this.",
    why: `It belongs to ${
      read
        .list("owners")
        .flatMap((owner) => OWNER[owner] ?? [])
        .join(" or ") || "somebody else"
    }, or to whoever called or has taken it.`,
    next: "Let one of them end it, or take it first.",
  }),
  ESTIMATE_PASSED: (read) => ({ what: "The estimate was not taken.", why: `${read.time("estimate") || "The time"} is not ahead of us.`, next: "Enter a time to come." }),
  DOWNSTREAM_USED: () => ({ what: "It cannot be taken back.", why: "What it made is already used further down, or blocked.", next: "Take back the later step first." }),
};
