import { readFileSync } from "node:fs";
import { env } from "./env";

/** What a TLS connection to the broker is made with, in PEM. Empty: what the system trusts, and no certificate of our own. */
export type BrokerIdentity = { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };

/** SEC-15: the files that `MQTT_CA_FILE`, `MQTT_CERT_FILE` and `MQTT_KEY_FILE` name. Throws when one cannot be read. */
export function brokerIdentity(): BrokerIdentity {
  return {
    ...(env.MQTT_CA_FILE === undefined ? {} : { ca: readFileSync(env.MQTT_CA_FILE) }),
    ...(env.MQTT_CERT_FILE === undefined ? {} : { cert: readFileSync(env.MQTT_CERT_FILE) }),
    ...(env.MQTT_KEY_FILE === undefined ? {} : { key: readFileSync(env.MQTT_KEY_FILE) }),
  };
}
