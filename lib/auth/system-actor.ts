import type { Actor } from "./actor";
import type { Permission } from "./permissions";

/** The actor of a process of ours, such as the worker: exactly these permissions at exactly these sites. */
export function systemActor(name: string, permissions: readonly Permission[], sites: readonly { siteId: string; code: string }[]): Actor {
  return {
    kind: "SYSTEM",
    name,
    accountId: null,
    personId: null,
    sessionId: null,
    deviceId: null,
    machineKeyId: null,
    sites: sites.map(({ siteId, code }) => ({ siteId, code, roles: [] })),
    permissions,
  };
}
