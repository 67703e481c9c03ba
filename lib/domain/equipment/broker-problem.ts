/** Why the broker cannot be heard; each has its words and its next step on the page. */
export const BROKER_PROBLEMS = ["WE_ARE_NOT_TRUSTED", "BROKER_NOT_TRUSTED", "NOT_AUTHORISED", "UNREACHABLE", "HANGS_UP", "BROKER_SAYS"] as const;
export type BrokerProblemCode = (typeof BROKER_PROBLEMS)[number];
