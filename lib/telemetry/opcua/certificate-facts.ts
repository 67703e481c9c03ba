import { createHash, X509Certificate } from "node:crypto";
import type { CertificateFacts } from "./problem";

/** What a person sees of a certificate in DER; of a chain, of the server's own, which comes first. */
export function certificateFacts(der: Uint8Array): CertificateFacts {
  const certificate = new X509Certificate(der);
  return {
    fingerprint: createHash("sha256").update(certificate.raw).digest("hex"),
    subject: certificate.subject.replaceAll("\n", ", ").slice(0, 300),
    validTo: new Date(certificate.validTo).toISOString(),
  };
}
