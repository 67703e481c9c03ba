import { hostname } from "node:os";
import { CertificatePurpose, convertPEMtoDER, createSelfSignedCertificate, generateKeyPair, privateKeyToPEM } from "node-opcua-crypto";
import type { OpcuaIdentity } from "./settings";

const VALID_DAYS = 20 * 365;
const KEY_BITS = 2048;

/** Makes Millrace's own certificate, by which OPC UA servers know it; whoever runs a server accepts it there once. */
export async function makeIdentity(): Promise<OpcuaIdentity> {
  const host = hostname();
  const applicationUri = `urn:${host}:millrace`;
  const keys = await generateKeyPair(KEY_BITS);
  const { cert } = await createSelfSignedCertificate({
    privateKey: keys.privateKey,
    subject: "/CN=Millrace/O=Millrace",
    applicationUri,
    dns: [host],
    validity: VALID_DAYS,
    purpose: CertificatePurpose.ForApplication,
  });
  const { privPem } = await privateKeyToPEM(keys.privateKey);
  return { applicationUri, certificate: convertPEMtoDER(cert), privateKeyPem: privPem };
}
