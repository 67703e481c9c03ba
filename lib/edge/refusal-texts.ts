import "server-only";

type RefusalText = { readonly status: number; readonly title: string; readonly rule?: string };

/** What a refusal is called outside, its HTTP status, and the rule of the domain that it comes from. */
const TEXTS: Readonly<Record<string, RefusalText>> = {
  UNAUTHENTICATED: { status: 401, title: "Sign in, or send a valid key", rule: "SEC-03" },
  FORBIDDEN: { status: 403, title: "You may not do this here", rule: "SEC-03" },
  CROSS_ORIGIN: { status: 403, title: "The request came from another site", rule: "SEC-08" },
  NOT_FOUND: { status: 404, title: "There is no such thing in your sites", rule: "SEC-02" },
  INVALID_INPUT: { status: 400, title: "The request does not fit the schema" },
  TOO_LARGE: { status: 413, title: "The request is too large", rule: "SEC-15" },
  UNSUPPORTED_MEDIA: { status: 415, title: "Send JSON" },
  TOO_MANY_REQUESTS: { status: 429, title: "Too many requests; wait as long as Retry-After says" },
  FAULT: { status: 500, title: "Something failed on our side; the reference finds it in the log" },
  UNAVAILABLE: { status: 503, title: "Not ready; try again soon" },
  KEY_REUSED: { status: 409, title: "This command id was used for something else", rule: "EX-23" },
  STALE_TOTAL: { status: 409, title: "Somebody else recorded meanwhile", rule: "EX-05" },
  FIELD_OWNED_BY_ERP: { status: 403, title: "The ERP owns this field", rule: "OWN-01" },
  ORDER_CHANGE_CONFLICT: { status: 409, title: "The order has gone too far for this change", rule: "EX-04" },
  INVALID_TRANSITION: { status: 422, title: "Not possible in this state", rule: "EX-02" },
  START_BLOCKED: { status: 422, title: "The operation cannot start yet", rule: "EX-01" },
  FLOW_BLOCKED: { status: 422, title: "More than the operation before has given", rule: "EX-06" },
  ABOVE_TOLERANCE: { status: 422, title: "More than the order allows", rule: "EX-07" },
  BELOW_TOLERANCE: { status: 422, title: "Less than the order allows", rule: "EX-07" },
  LOT_REQUIRED: { status: 422, title: "This material needs a lot", rule: "EX-08" },
  ALREADY_REVERSED: { status: 422, title: "This entry is reversed already", rule: "EX-19" },
  IS_REVERSAL: { status: 422, title: "A reversal cannot be reversed", rule: "EX-19" },
  UNDO_EXPIRED: { status: 422, title: "Undo is over; a lead can reverse it", rule: "EX-19" },
  DOWNSTREAM_USED: { status: 422, title: "It is used further down already", rule: "EX-20" },
};

/** Text of a refusal; one without an entry keeps its code as words and answers 422. */
export function refusalText(code: string): RefusalText {
  return TEXTS[code] ?? { status: 422, title: code.charAt(0) + code.slice(1).toLowerCase().replaceAll("_", " ") };
}
