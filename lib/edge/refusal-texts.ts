import "server-only";

type RefusalText = { readonly status: number; readonly title: string; readonly rule?: string };

/** Who calls, and how the call is made. */
const CALLS = {
  UNAUTHENTICATED: { status: 401, title: "Sign in, or send a valid key", rule: "SEC-03" },
  FORBIDDEN: { status: 403, title: "You may not do this here", rule: "SEC-03" },
  CROSS_ORIGIN: { status: 403, title: "The request came from another site", rule: "SEC-08" },
  NOT_FOUND: { status: 404, title: "There is no such thing in your sites", rule: "SEC-02" },
  INVALID_INPUT: { status: 400, title: "The request does not fit the schema", rule: "SEC-17" },
  TOO_LARGE: { status: 413, title: "The request is too large", rule: "SEC-15" },
  UNSUPPORTED_MEDIA: { status: 415, title: "Send JSON", rule: "SEC-15" },
  TOO_MANY_REQUESTS: { status: 429, title: "Too many requests; wait as long as Retry-After says", rule: "SEC-15" },
  FAULT: { status: 500, title: "Something failed on our side; the reference finds it in the log", rule: "SEC-17" },
  UNAVAILABLE: { status: 503, title: "Not ready; try again soon", rule: "IN-09" },
  KEY_REUSED: { status: 409, title: "This command id was used for something else", rule: "EX-23" },
  PERSON_REQUIRED: { status: 422, title: "This command needs a person", rule: "SEC-06" },
  LEAD_REQUIRED: { status: 403, title: "Only a lead may do this", rule: "§10.1" },
  LOCKED: { status: 423, title: "Too many failures; wait", rule: "SEC-05" },
  BAD_BADGE_OR_PIN: { status: 401, title: "Badge and PIN do not belong together", rule: "SEC-05" },
  BAD_CREDENTIALS: { status: 401, title: "Name and password do not belong together", rule: "SEC-04" },
  DEVICE_UNKNOWN: { status: 401, title: "This device is not registered", rule: "SEC-05" },
  CODE_INVALID: { status: 422, title: "This code does not enrol a device", rule: "SEC-05" },
  NO_ACCOUNT: { status: 403, title: "No account belongs to this sign-in", rule: "SEC-04" },
} as const satisfies Readonly<Record<string, RefusalText>>;

/** Orders, operations and what is recorded at them. */
const EXECUTION = {
  INVALID_TRANSITION: { status: 422, title: "Not possible in this state", rule: "§2.2" },
  ORDER_ON_HOLD: { status: 422, title: "The order is on hold", rule: "§2.2" },
  HOLD_FORBIDDEN: { status: 403, title: "This class of hold is not yours to place", rule: "§2.2" },
  HOLD_OF_OTHERS: { status: 403, title: "Only those who placed this class of hold lift it", rule: "§2.2" },
  CLOSE_BLOCKED: { status: 422, title: "The order cannot close yet", rule: "§2.2" },
  CLOSED_IN_ERP: { status: 422, title: "The ERP has closed the order", rule: "§2.2" },
  REOPEN_FIRST: { status: 422, title: "The operation is complete; reopen it first", rule: "§2.2" },
  LAST_OPERATION: { status: 422, title: "The last operation cannot be skipped", rule: "§2.2" },
  NOT_OPTIONAL: { status: 422, title: "The routing does not allow to skip it", rule: "§2.2" },
  WORK_RECORDED: { status: 422, title: "Work is recorded on it already", rule: "§2.2" },
  STOP_CHANGED: { status: 409, title: "The stop was changed meanwhile", rule: "ST-05" },
  NOT_A_STOP: { status: 422, title: "The machine did not stop then", rule: "ST-03" },
  START_BLOCKED: { status: 422, title: "The operation cannot start yet", rule: "EX-01" },
  ORDER_NOT_EXECUTABLE: { status: 422, title: "The order may not be worked on now", rule: "EX-01" },
  WORK_UNIT_UNKNOWN: { status: 422, title: "There is no such work unit at this site", rule: "EX-01" },
  COMPLETION_BLOCKED: { status: 422, title: "The operation cannot end yet", rule: "EX-03" },
  ORDER_CHANGE_CONFLICT: { status: 409, title: "The order has gone too far for this change", rule: "EX-04" },
  STALE_TOTAL: { status: 409, title: "Somebody else recorded meanwhile", rule: "EX-05" },
  FLOW_BLOCKED: { status: 422, title: "More than the operation before has given", rule: "EX-06" },
  ABOVE_TOLERANCE: { status: 422, title: "More than the order allows", rule: "EX-07" },
  BELOW_TOLERANCE: { status: 422, title: "Less than the order allows", rule: "EX-07" },
  REASON_REQUIRED: { status: 422, title: "This needs a reason", rule: "EX-13" },
  NO_OPEN_REWORK: { status: 422, title: "That much is not waiting for rework", rule: "EX-13" },
  ALREADY_SIGNED_ON: { status: 422, title: "The person is signed on already", rule: "EX-17" },
  NOT_SIGNED_ON: { status: 422, title: "The person is not signed on", rule: "EX-17" },
  ALREADY_REVERSED: { status: 422, title: "This entry is reversed already", rule: "EX-19" },
  IS_REVERSAL: { status: 422, title: "A reversal cannot be reversed", rule: "EX-19" },
  NOT_REVERSIBLE: { status: 422, title: "This kind of entry cannot be reversed", rule: "EX-19" },
  PARTLY_RETURNED: { status: 422, title: "Some of the issue went back already", rule: "EX-19" },
  NOT_ISSUED: { status: 422, title: "None of it is with the operation", rule: "C-03" },
  RETURN_TOO_MUCH: { status: 422, title: "That is more than is with the operation", rule: "C-03" },
  UNDO_EXPIRED: { status: 422, title: "Undo is over; a lead can reverse it", rule: "§10.1" },
  DOWNSTREAM_USED: { status: 422, title: "It is used further down already", rule: "EX-20" },
  ORDER_CLOSED: { status: 422, title: "The order is closed", rule: "EX-20" },
  OUT_OF_ORDER: { status: 422, title: "Something later is recorded already", rule: "EX-21" },
  REASON_UNKNOWN: { status: 422, title: "There is no such reason code", rule: "§2.5" },
  COMMENT_REQUIRED: { status: 422, title: "This reason needs a comment", rule: "ST-03" },
  INVALID_QUANTITY: { status: 422, title: "The unit does not allow this quantity", rule: "§2.1" },
  ALREADY_ACKNOWLEDGED: { status: 422, title: "Somebody has taken this exception already", rule: "§2.2" },
  EXCEPTION_OVER: { status: 422, title: "The exception is over already", rule: "§2.2" },
  EXCEPTION_OPEN: { status: 422, title: "The exception is not resolved yet", rule: "§2.2" },
  NOT_YOURS: { status: 403, title: "Another role owns this exception", rule: "§2.5" },
  ESTIMATE_PASSED: { status: 422, title: "The estimate lies in the past", rule: "§6.1" },
} as const satisfies Readonly<Record<string, RefusalText>>;

/** Lots and components. */
const MATERIALS = {
  WRONG_ISSUE_MODE: { status: 422, title: "Confirmations take this material; it is not issued by hand", rule: "EX-08" },
  LOT_REQUIRED: { status: 422, title: "This material needs a lot", rule: "EX-08" },
  ALREADY_MOUNTED: { status: 422, title: "The lot is on the work unit already", rule: "EX-08" },
  NOT_MOUNTED: { status: 422, title: "The lot is not on the work unit", rule: "EX-08" },
  LOT_NOT_FIRST: { status: 422, title: "Another lot must be taken first", rule: "EX-10" },
  LOT_UNKNOWN: { status: 422, title: "There is no such lot at this site", rule: "EX-11" },
  LOT_WRONG_ITEM: { status: 422, title: "The lot is of another material", rule: "EX-11" },
  LOT_NOT_RELEASED: { status: 422, title: "The lot is not released", rule: "EX-11" },
  LOT_EXPIRED: { status: 422, title: "The lot expires before the end of its use", rule: "EX-11" },
  LOT_EMPTY: { status: 422, title: "The lot has less than is asked for", rule: "EX-11" },
  LOT_RESERVED: { status: 422, title: "The lot is reserved for something else", rule: "EX-11" },
  NO_LOTS: { status: 422, title: "The order has made no lot yet", rule: "§2.2" },
  HOLD_OVER: { status: 422, title: "The hold was lifted already", rule: "§2.2" },
  SECOND_PERSON_REQUIRED: { status: 403, title: "Who placed a hold does not lift it", rule: "SEC-01" },
  PLAN_UNKNOWN: { status: 422, title: "No such inspection plan counts now", rule: "EX-14" },
  PLAN_ELSEWHERE: { status: 422, title: "The inspection plan is for another item or operation", rule: "EX-14" },
  UNDER_NONCONFORMANCE: { status: 422, title: "An open nonconformance covers this output", rule: "§2.1" },
  DISPOSITION_SUM: { status: 422, title: "The parts do not add up to the quantity of the nonconformance", rule: "§2.1" },
  NOT_PURCHASED: { status: 422, title: "No supplier delivered it", rule: "§2.1" },
  RAISER_DECIDES_NOT: { status: 403, title: "Who raised a nonconformance does not decide over it", rule: "SEC-01" },
  SIGNATURE_REQUIRED: { status: 403, title: "A person must sign this at a desk", rule: "SEC-12" },
  CHECK_OVER: { status: 422, title: "The check is not due any more", rule: "EX-14" },
  RESULT_MISSING: { status: 422, title: "A sample is missing, which is not a pass", rule: "§2.1" },
  RESULT_UNKNOWN: { status: 422, title: "The plan does not ask for this result", rule: "§2.1" },
  RESULT_KIND: { status: 422, title: "The plan asks for another kind of result", rule: "§2.1" },
  DEFECT_UNKNOWN: { status: 422, title: "The plan does not know this defect", rule: "§2.1" },
  COMPONENT_UNKNOWN: { status: 422, title: "The operation does not take this material", rule: "EX-12" },
  NOTHING_NEEDED: { status: 422, title: "Nothing more of this is needed", rule: "§2.2" },
} as const satisfies Readonly<Record<string, RefusalText>>;

/** The other system, master data, and what is computed from them. */
const INTEGRATION = {
  FIELD_OWNED_BY_ERP: { status: 403, title: "The ERP owns this field; change it there", rule: "OWN-01" },
  STALE_VERSION: { status: 409, title: "A newer version is here already", rule: "IN-07" },
  CODE_TAKEN: { status: 409, title: "Another connection has this code", rule: "§8.2" },
  CHANGED_MEANWHILE: { status: 409, title: "Somebody else changed it meanwhile", rule: "SEC-09" },
  SITE_IN_USE: { status: 409, title: "Orders or messages of the site are still open on this connection", rule: "IN-04" },
  WORD_UNKNOWN: { status: 422, title: "There is no such word on our side", rule: "IN-06" },
  RECONCILIATION_RUNNING: { status: 409, title: "This site is being compared already", rule: "IN-11" },
  RECONCILIATION_ENDED: { status: 409, title: "This comparison cannot be tried again", rule: "IN-11" },
  DIFFERENCE_EXPLAINED: { status: 422, title: "Messages explain this difference", rule: "IN-11" },
  DIFFERENCE_ACCEPTED: { status: 409, title: "Somebody accepted this difference already", rule: "IN-11" },
  NOT_PROPOSED: { status: 422, title: "Nobody has proposed to resolve this message", rule: "IN-06" },
  SAME_PERSON: { status: 403, title: "It takes a second person", rule: "SEC-01" },
  INVALID_SCHEDULE: { status: 422, title: "This is not a schedule", rule: "§8.1" },
  URGENT_AT_ONCE: { status: 422, title: "Urgent messages go at once", rule: "§8.1" },
  INBOUND_AS_IT_COMES: { status: 422, title: "What the ERP says is taken as it comes", rule: "§8.1" },
  ORDER_NOT_MOVABLE: { status: 422, title: "The order is over; nothing of it can be moved", rule: "PL-01" },
  MORE_THAN_UNSTARTED: { status: 422, title: "More than nobody has begun or reserved", rule: "PL-01" },
  QUANTITY_RESERVED: { status: 422, title: "It is reserved for a move to another line", rule: "PL-02" },
  LINE_NOT_QUALIFIED: { status: 422, title: "The line is not qualified for this order, or not at one of your sites", rule: "§6.2" },
  PROPOSAL_NOT_TOLD: { status: 422, title: "The integration policy does not tell this ERP of proposals", rule: "PL-03" },
  BOTH_SITES_REQUIRED: { status: 403, title: "A planner of both sites approves it", rule: "PL-04" },
  SECOND_PLANNER_REQUIRED: { status: 403, title: "Who proposed it does not approve it", rule: "SEC-01" },
  PROPOSAL_ON_ITS_WAY: { status: 409, title: "The ERP may have it already", rule: "§6.4" },
  RATE_MISSING: { status: 422, title: "No rate is valid at that time", rule: "C-04" },
  PRICE_MISSING: { status: 422, title: "An item has no price", rule: "§4.2" },
  BOM_CYCLE: { status: 422, title: "A bill of material contains itself", rule: "§2.1" },
  UNKNOWN_WORK_UNIT: { status: 422, title: "The plan names a work unit that is not there", rule: "§6.1" },
  SEQUENCE_CYCLE: { status: 422, title: "The sequence waits for itself", rule: "§6.1" },
} as const satisfies Readonly<Record<string, RefusalText>>;

/** What a refusal is called outside, its HTTP status, and the rule or section of the domain that it comes from. */
const TEXTS: Readonly<Record<string, RefusalText>> = { ...CALLS, ...EXECUTION, ...MATERIALS, ...INTEGRATION };

/** Codes that have a title, a status and a rule. */
export const namedCodes: readonly string[] = Object.keys(TEXTS);

/** Text of a refusal; one without an entry keeps its code as words and answers 422. */
export function refusalText(code: string): RefusalText {
  return TEXTS[code] ?? { status: 422, title: code.charAt(0) + code.slice(1).toLowerCase().replaceAll("_", " ") };
}
