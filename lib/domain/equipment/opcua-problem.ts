/** Why an OPC UA server cannot be listened to; each has its words and its next step on the page. */
export const OPCUA_PROBLEMS = [
  "NAME_NOT_FOUND",
  "REFUSED",
  "NO_ANSWER",
  "NO_SUCH_SECURITY",
  "CERTIFICATE_NEW",
  "CERTIFICATE_CHANGED",
  "WE_ARE_NOT_TRUSTED",
  "PASSWORD_UNREADABLE",
  "WRONG_PASSWORD",
  "NO_ANONYMOUS",
  "NO_PASSWORDS",
  "NODES_UNKNOWN",
  "TOO_MANY_NODES",
  "NOTHING_BELOW",
  "LOST",
  "SERVER_SAYS",
] as const;
export type OpcuaProblemCode = (typeof OPCUA_PROBLEMS)[number];
