import type { RefusalEntry } from "./refusal-text";

const STATUS: Readonly<Record<string, string>> = { PENDING: "not released yet", ON_HOLD: "on hold", REJECTED: "rejected", RECALLED: "recalled" };

/** Scanning, issuing and mounting (EX-08 to EX-11): each check has its own words and next step. */
export const MATERIAL_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  LOT_UNKNOWN: (read) => ({
    what: `Lot ${read.text("lot")} is not known.`,
    why: "No lot at this site has that number.",
    next: "Scan the label again or type it; if it is new, ask the store to receive it.",
  }),
  LOT_WRONG_ITEM: (read) => ({
    what: `Lot ${read.text("lot")} is the wrong material.`,
    why: `It is ${read.text("item")}; here goes ${read.list("wanted").join(", ") || "no material with lots"}.`,
    next: "Put it back and take the material that the screen names.",
  }),
  LOT_NOT_RELEASED: (read) => ({
    what: `Lot ${read.text("lot")} may not be used.`,
    why: `Quality has it ${STATUS[read.text("status")] ?? "blocked"}.`,
    next: "Put it aside and take another lot; quality decides on it.",
  }),
  LOT_EXPIRED: (read) => ({
    what: `Lot ${read.text("lot")} expires too early.`,
    why: `Use by ${read.time("expiresAt")}, needed until ${read.time("usedUntil")}.`,
    next: "Put it aside for quality and take a later lot.",
  }),
  LOT_EMPTY: (read) => ({
    what: `Lot ${read.text("lot")} has not enough.`,
    why: `${read.figure("available")} are booked in stock.`,
    next: "Take what is there and scan the next lot, or ask the store to count it.",
  }),
  LOT_RESERVED: (read) => ({
    what: `Lot ${read.text("lot")} is reserved.`,
    why: `${read.figure("free")} of it are free; the rest is promised to another order.`,
    next: "Take another lot, or ask the planner.",
  }),
  LOT_NOT_FIRST: (read) => ({
    what: `Take lot ${read.text("first")} first.`,
    why: read.time("expiresAt") === "" ? "It is the next in order." : `It goes before this one, use by ${read.time("expiresAt")}.`,
    next: `Fetch ${read.text("first")}; only the shift lead may allow lot ${read.text("lot")}.`,
  }),
  WRONG_ISSUE_MODE: (read) => ({
    what: `${read.text("item")} is not issued by hand here.`,
    why: "Each confirmation takes it from stock; an issue would take it twice.",
    next: read.text("lot") === "" ? "Confirm what was made; nothing has to be issued." : `Mount lot ${read.text("lot")} on the machine instead.`,
  }),
  LOT_REQUIRED: (read) => ({ what: "A lot is missing.", why: `${read.text("item")} is traced by lot.`, next: "Scan the lot." }),
  NOTHING_NEEDED: (read) => ({ what: "Nothing was taken.", why: `The order has all the ${read.text("item")} it plans for.`, next: "If more is needed, type the quantity." }),
  COMPONENT_UNKNOWN: () => ({ what: "The material was not issued.", why: "It is not on this operation's list.", next: "Choose a line of the list." }),
  ALREADY_MOUNTED: (read) => ({ what: `Lot ${read.text("lot")} is on already.`, why: "The machine is being fed from it.", next: "Nothing to do." }),
  NO_LOTS: () => ({ what: "Nothing is held.", why: "The order has made no lot yet.", next: "Hold the order itself, so that it makes none." }),
  HOLD_OVER: () => ({ what: "The hold was not lifted.", why: "Somebody has lifted it already.", next: "Look at the lot again." }),
  SECOND_PERSON_REQUIRED: () => ({ what: "The hold was not lifted.", why: "You placed it yourself: a second person decides.", next: "Ask another quality manager." }),
  PLAN_UNKNOWN: (read) => ({
    what: "No check was asked for.",
    why: `No inspection plan ${read.text("plan")} counts here now.`,
    next: "Choose another plan, or have it sent by the ERP.",
  }),
  PLAN_ELSEWHERE: (read) => ({ what: "No check was asked for.", why: `Plan ${read.text("plan")} is for another item or another operation.`, next: "Choose the plan of this one." }),
  CHECK_OVER: () => ({
    what: "The check was not recorded.",
    why: "It is not due any more: somebody recorded it.",
    next: "Look at what was recorded; ask for another check if it must be repeated.",
  }),
  RESULT_MISSING: (read) => ({
    what: "The check was not recorded.",
    why: `Position ${read.text("position")} has ${read.text("given")} of ${read.text("samples")} samples; a missing result is not a pass.`,
    next: "Enter every sample of every position.",
  }),
  RESULT_UNKNOWN: (read) => ({
    what: "The check was not recorded.",
    why: `The plan asks for position ${read.text("position")} not at all, or once only.`,
    next: "Enter the positions of the plan.",
  }),
  RESULT_KIND: (read) => ({
    what: "The check was not recorded.",
    why: read.text("kind") === "VARIABLE" ? `Position ${read.text("position")} is measured.` : `Position ${read.text("position")} is a yes or a no.`,
    next: read.text("kind") === "VARIABLE" ? "Enter the value." : "Say whether it is accepted.",
  }),
  DEFECT_UNKNOWN: (read) => ({ what: "The check was not recorded.", why: `The plan knows no defect ${read.text("defect")}.`, next: "Choose one of the plan." }),
  NOT_MOUNTED: () => ({ what: "The lot is not on.", why: "It was taken off before.", next: "Nothing to do." }),
};
