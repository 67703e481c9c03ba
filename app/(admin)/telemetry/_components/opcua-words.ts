import type { Translator } from "@/lib/i18n/translator";

const PROBLEMS = [
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
] as const;

/** What is wrong with an OPC UA server, and the next step. */
export function problemWords(t: Translator<"telemetry">, { code, detail }: { readonly code: string; readonly detail: string }): string {
  return t(`opcua.problems.${PROBLEMS.find((problem) => problem === code) ?? "SERVER_SAYS"}`, { detail });
}
