import type { OpcuaProblemCode } from "@/lib/domain/equipment/opcua-problem";
import { faultCode } from "@/lib/platform/fault-code";

/** A certificate as a person compares it. */
export type CertificateFacts = { /** SHA-256 of the DER, as hexadecimal digits. */ readonly fingerprint: string; readonly subject: string; readonly validTo: string };

/** What is known of a problem; `detail` is the server's or the network's own word, or the nodes. */
export type OpcuaProblemFacts = { readonly code: OpcuaProblemCode; readonly detail: string; readonly certificate: CertificateFacts | null };

/** A problem with a server that a person can do something about. */
export class OpcuaProblem extends Error implements OpcuaProblemFacts {
  constructor(
    readonly code: OpcuaProblemCode,
    readonly detail = "",
    readonly certificate: CertificateFacts | null = null,
    options?: ErrorOptions,
  ) {
    super(`${code} ${detail}`.trimEnd(), options);
    this.name = "OpcuaProblem";
  }
}

// The library tells most of it in words alone.
const WORDS: readonly (readonly [RegExp, OpcuaProblemCode])[] = [
  [/ENOTFOUND|EAI_AGAIN/, "NAME_NOT_FOUND"],
  [/ECONNREFUSED/, "REFUSED"],
  [/ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|timeout|BadTimeout|Timeout|timed out/i, "NO_ANSWER"],
  [/BadUserAccessDenied|BadIdentityTokenRejected|BadIdentityTokenInvalid/, "WRONG_PASSWORD"],
  [/BadSecurityChecksFailed|BadCertificate\w+/, "WE_ARE_NOT_TRUSTED"],
  [/BadSecurityPolicyRejected|BadSecurityModeRejected|cannot find (?:an )?endpoint/i, "NO_SUCH_SECURITY"],
  [/ECONNRESET|disconnected|BadConnectionClosed|BadSessionClosed|BadSessionIdInvalid|BadSecureChannelClosed/i, "LOST"],
];

/** What a fault of the library means; anything that is no answer of a server or network is `SERVER_SAYS` with its words. */
export function problemOf(fault: unknown): OpcuaProblem {
  if (fault instanceof OpcuaProblem) return fault;
  const words = `${faultCode(fault) ?? ""} ${fault instanceof Error ? fault.message : String(fault)}`.trim();
  const found = WORDS.find(([pattern]) => pattern.test(words));
  return new OpcuaProblem(found?.[1] ?? "SERVER_SAYS", words.replaceAll(/\s+/g, " ").slice(0, 300), null, { cause: fault });
}
