/** Why the broker cannot be heard, or is heard and holds machines up; each has its words and its next step on the page. */
export const BROKER_PROBLEMS = [
  "WE_ARE_NOT_TRUSTED",
  "BROKER_NOT_TRUSTED",
  "NOT_AUTHORISED",
  "UNREACHABLE",
  "HANGS_UP",
  "BROKER_SAYS",
  "REFUSES_TOPICS",
  "NO_ANSWER",
  "COMES_AND_GOES",
  "NOT_STORED",
  "TAKES_NOTHING",
] as const;
export type BrokerProblemCode = (typeof BROKER_PROBLEMS)[number];
