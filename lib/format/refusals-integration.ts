import type { RefusalEntry } from "./refusal-text";

/** What can be wrong with a mapping of signals, or with the filter of a source. */
const MAPPING_PROBLEMS: Readonly<Record<string, string>> = {
  EMPTY: "A topic is missing.",
  TOO_LONG: "The topic is longer than 512 characters.",
  WILDCARD_IN_LEVEL: "+ and # stand for whole levels of a topic, not for parts of one.",
  HASH_NOT_LAST: "# stands for all that follows, so nothing may follow it.",
  BAD_NAME: "A name in braces is a whole level, in small letters: {line}. The filter of a source has none.",
  NAME_TWICE: "The topic names two levels alike.",
  SPARKPLUG: "Topics of spBv1.0 are Sparkplug; their metrics are mapped from the list of what nobody has mapped.",
  NOT_SPARKPLUG: "The filter of a Sparkplug source begins with spBv1.0/ and a group.",
  HEARS_SPARKPLUG: "The filter takes in the topics of spBv1.0, which are Sparkplug. Begin it with the first level of the topics.",
  OTHER_SITE: "A source of another site listens to some of these topics.",
  NOT_JSON: "The source speaks Sparkplug, not JSON.",
  NEVER_HEARD: "The source does not listen to such topics.",
  NO_PATH: "A path names one value: data.values[0].v",
  WILDCARD:
    'A path names one value, so *, .. and conditions of JSONPath are not taken. Name the field, the position or the element: values[id="temp"].v. Each further value is a mapping of its own.',
  NAME_NOT_IN_PATTERN: "The work unit asks for a name that the topic does not give.",
  NO_UNIT: "The site has no such work unit.",
  NO_UOM: "There is no such unit of measure.",
};

/** What a machine has one of, as a rule. */
const SIGNAL_MEANINGS: Readonly<Record<string, string>> = { GOOD: "a counter of good pieces", TOTAL: "a counter of all pieces", SCRAP: "a counter of scrap", STATE: "a state" };

/** What an ERP sent and the plant could not take, and what planning and costing lack. */
export const INTEGRATION_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  STALE_VERSION: (read) => ({ what: "The change is old.", why: `Revision ${read.text("stored")} is already here, ${read.text("asked")} came.`, next: "Nothing to do." }),
  NEWER_VERSION_CAME: (read) => ({
    what: "The message was not applied again.",
    why: `Version ${read.text("stored")} of the same thing came after this version ${read.text("asked")}.`,
    next: "Look at that later message; this one has nothing to say any more.",
  }),
  ORDER_CHANGE_CONFLICT: (read) => ({
    what: "The order was not changed.",
    why: `It has gone too far to change ${read.list("fields").join(", ") || "it"}.`,
    next: "The ERP keeps its change or makes a new order; both sides have been told.",
  }),
  FIELD_OWNED_BY_ERP: () => ({ what: "The value was not changed.", why: "It belongs to the ERP.", next: "Change it there; it arrives here by itself." }),
  INVALID_SCHEDULE: (read) => ({
    what: "The schedule was not saved.",
    why: `The cron expression “${read.text("schedule")}” never comes round.`,
    next: "Write minute, hour, day, month and weekday, such as 0 6 * * 1-5.",
  }),
  URGENT_AT_ONCE: () => ({
    what: "The line was not changed.",
    why: "Somebody has to act on these messages now, so they never wait for others.",
    next: "Choose on or off, and how fast they must be there.",
  }),
  INBOUND_AS_IT_COMES: () => ({
    what: "The line was not changed.",
    why: "The ERP decides when it speaks; what it says is taken as it comes.",
    next: "Choose on or off, and how fast it must be here.",
  }),
  CODE_TAKEN: (read) => ({ what: "The connection was not added.", why: `Another connection has the code ${read.text("code")}.`, next: "Give it a code of its own." }),
  CHANGED_MEANWHILE: () => ({
    what: "Nothing was saved.",
    why: "Somebody else changed it since this page was opened.",
    next: "Open it again, look at what changed, and make your change there.",
  }),
  SITE_IN_USE: (read) => ({
    what: "Nothing was saved.",
    why: `Orders or messages of ${read.text("site")} are still open on this connection.`,
    next: "Close the orders and let the messages go out first.",
  }),
  WORD_UNKNOWN: (read) => ({ what: "The words were not saved.", why: `No site has a reason ${read.text("word")}.`, next: "Choose one of the list." }),
  MAPPING_INVALID: (read) => ({
    what: "The mapping was not saved.",
    why: MAPPING_PROBLEMS[read.text("problem")] ?? "It would never name a signal.",
    next: "Change it and save again.",
  }),
  MAPPING_EXISTS: (read) => ({
    what: "The mapping was not saved.",
    why: `This place of these messages is mapped already${read.text("name") === "" ? "" : `, as ${read.text("name")}`}.`,
    next: "Change that one.",
  }),
  SIGNAL_TWICE: (read) => ({
    what: "The mapping was not saved yet.",
    why: `${read.text("unit")} has ${SIGNAL_MEANINGS[read.text("meaning")] ?? "a signal of this meaning"} already${read.text("name") === "" ? "" : `, ${read.text("name")}`}, from ${read.text("address")}. ${read.text("meaning") === "STATE" ? "Each of the two would speak over the other." : "Both would be counted, and every piece twice where they count the same."}`,
    next: "Map this one as a parameter, or end the other one first. Where the machine really has two, save it beside the other one.",
  }),
  SOURCE_INVALID: (read) => ({
    what: "The source was not saved.",
    why: MAPPING_PROBLEMS[read.text("problem")] ?? "This is not a topic filter.",
    next: "Change the filter and save again.",
  }),
  SOURCE_OVERLAPS: (read) => ({
    what: "The source was not saved.",
    why: `The source ${read.text("code")} listens to ${read.text("topicFilter")}, which takes in some of these topics. A message that two sources hear would come twice.`,
    next: "Make one of the two filters narrower, or switch the other source off.",
  }),
  SOURCE_EXISTS: (read) => ({
    what: "The source was not saved.",
    why: `A source of the site has this name already${read.text("code") === "" ? "" : `: ${read.text("code")}`}.`,
    next: "Give it another name, or change that one.",
  }),
  RECONCILIATION_RUNNING: () => ({
    what: "No second comparison was started.",
    why: "This site is being compared with this ERP already.",
    next: "Wait for its result; the page shows how far it is.",
  }),
  RECONCILIATION_ENDED: () => ({ what: "The comparison was not tried again.", why: "It did not fail, or another one came after it.", next: "Reconcile now starts a new one." }),
  DIFFERENCE_EXPLAINED: () => ({
    what: "Nothing was changed.",
    why: "Messages, or of a cost another month, explain all of this difference.",
    next: "See to those messages: the next comparison shows what is left.",
  }),
  DIFFERENCE_ACCEPTED: (read) => ({
    what: "It was not accepted again.",
    why: `Accepted already${read.text("by") === "" ? "" : ` by ${read.text("by")}`}: “${read.text("reason")}”.`,
    next: "Nothing to do; another amount opens it again.",
  }),
  NOT_PROPOSED: () => ({
    what: "There is nothing to approve.",
    why: "Nobody has proposed to settle this message, or it was sent again meanwhile.",
    next: "Look at the message again.",
  }),
  SAME_PERSON: () => ({ what: "It was not approved.", why: "Who proposes may not approve.", next: "Ask a second person with that right, in finance." }),
  UNKNOWN_WORK_UNIT: () => ({
    what: "The plan could not be computed.",
    why: "An operation stands on a machine that is not in the calendar.",
    next: "Correct the routing in the ERP, or give the machine a calendar.",
  }),
  SEQUENCE_CYCLE: () => ({
    what: "The plan could not be computed.",
    why: "Two operations wait for each other in the sequence.",
    next: "Change the sequence of one of the two lines.",
  }),
  BOM_CYCLE: (read) => ({
    what: "The standard cost cannot be rolled up.",
    why: `The bill of material contains itself: ${read.list("items").join(" → ")}.`,
    next: "Correct the bill of material in the ERP.",
  }),
  CURRENCY_MISMATCH: () => ({
    what: "The cost was not compared.",
    why: "The ERP keeps it in another currency than Millrace.",
    next: "Give the site the currency of its company in the ERP.",
  }),
  PRICE_MISSING: (read) => ({ what: "The cost cannot be computed.", why: `${read.text("item")} has no price.`, next: "Give it one in the ERP." }),
  RATE_MISSING: (read) => ({
    what: "The cost cannot be computed.",
    why: `There is no ${read.text("element").toLowerCase()} rate${read.text("rateClass") === "" ? "" : ` of class ${read.text("rateClass")}`} for ${read.time("at")}.`,
    next: "Give the work centre one in the ERP.",
  }),
};
