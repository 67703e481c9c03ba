import { keyedHash } from "@/lib/platform/keyed-hash";

/** Letters and blanks that scanners and people add around a badge number do not make another badge. */
export function badgeHash(secret: string, badge: string): string {
  return keyedHash(secret, "badge", badge.trim().toUpperCase());
}

/** Hash under which the token of an enrolled device is stored. */
export function deviceTokenHash(secret: string, token: string): string {
  return keyedHash(secret, "device-token", token);
}

/** Hash under which an enrolment code is stored; case and dashes do not count. */
export function enrolmentCodeHash(secret: string, code: string): string {
  return keyedHash(secret, "enrolment-code", code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ""));
}

/** Hash under which the secret half of a machine key is stored. */
export function machineSecretHash(secret: string, machineSecret: string): string {
  return keyedHash(secret, "machine-key", machineSecret);
}

/** Name of a person or address in the table of failures: it counts without storing what was typed. */
export function guardSubject(secret: string, kind: "account" | "badge" | "address", value: string): string {
  return `${kind}:${keyedHash(secret, `guard-${kind}`, value.trim().toLowerCase())}`;
}
