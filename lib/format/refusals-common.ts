import type { RefusalEntry } from "./refusal-text";

const CAPABILITY: Readonly<Record<string, string>> = {
  "operation.execute": "record production",
  "entry.reverse-own": "take entries back",
  "entry.reverse-any": "take back entries of others",
  "override.approve": "approve exceptions",
  "hold.place": "hold a lot",
  "hold.release": "lift a hold",
  "check.record": "record checks",
  "stop.classify": "name the reason of a stop",
  "exception.end": "end what was called or raised",
  "message.replay": "send a message again",
};

/** Who is calling, from where, and whether the request could be read at all. */
export const COMMON_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  UNAUTHENTICATED: () => ({ what: "Nobody is signed on.", why: "The session ended, or somebody else signed on.", next: "Sign on again; the entry is kept and sends itself." }),
  FORBIDDEN: (read) => ({
    what: "You may not do this.",
    why: `Your role here does not let you ${CAPABILITY[read.text("permission")] ?? "do it"}.`,
    next: "Ask the shift lead to do it, or to have your role changed.",
  }),
  CROSS_ORIGIN: () => ({ what: "The request was turned away.", why: "It came from another site than this one.", next: "Open this page again from its own address." }),
  NOT_FOUND: () => ({ what: "It was not found.", why: "It does not exist, or belongs to another site.", next: "Go back to the list and open it again." }),
  INVALID_INPUT: () => ({
    what: "The entry could not be read.",
    why: "A value is missing or has the wrong form.",
    next: "Check the values and save again; if it repeats, reload the page.",
  }),
  KEY_REUSED: () => ({
    what: "The entry was not taken a second time.",
    why: "Its number was already used for something else.",
    next: "Look at the last entries, then enter it again if it is missing.",
  }),
  FAULT: (read) => ({
    what: "Something failed on our side.",
    why: `It is logged under ${read.text("reference") || "its time"}.`,
    next: "Try again; if it repeats, give IT that reference.",
  }),
  TOO_LARGE: () => ({ what: "The request was too large.", why: "There is a limit to what is taken at once.", next: "Send less at a time." }),
  TOO_MANY_REQUESTS: () => ({ what: "Too many requests.", why: "This device or key asks faster than it may.", next: "Wait a minute and try again." }),
  UNSUPPORTED_MEDIA: () => ({ what: "The request could not be read.", why: "It is not JSON.", next: "Send JSON." }),
  UNAVAILABLE: () => ({ what: "The service is not ready.", why: "It is starting, or a part of it is away.", next: "Wait a moment and try again." }),
  LOCKED: (read) => ({ what: "Signing on is locked.", why: "There were too many wrong tries.", next: `Wait until ${read.time("until")}, or call the shift lead.` }),
  DEVICE_UNKNOWN: () => ({ what: "This tablet is not enrolled.", why: "Badge and PIN work on enrolled tablets only.", next: "Ask IT for an enrolment code." }),
  BAD_BADGE_OR_PIN: (read) => ({ what: "Badge and PIN do not fit.", why: `${read.text("left") || "Few"} tries are left before it locks.`, next: "Try again, slowly." }),
  BAD_CREDENTIALS: () => ({ what: "Address and password do not fit.", why: "One of the two is wrong.", next: "Try again, or ask an administrator." }),
  CODE_INVALID: () => ({ what: "The code was not accepted.", why: "It is unknown, used already, or older than a day.", next: "Ask IT for a new one." }),
  NO_ACCOUNT: () => ({ what: "You have no account here.", why: "Your company knows you, this plant does not yet.", next: "Ask an administrator to add you." }),
};
