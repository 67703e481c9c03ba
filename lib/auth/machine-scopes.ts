import type { Permission } from "./permissions";

/** Scopes that a machine can be given in the browser. Approving, planning, configuring and administering are for people (SEC-01); the company's file can make exceptions. */
export const MACHINE_SCOPES = [
  "operation.read",
  "operation.execute",
  "entry.reverse-own",
  "check.record",
  "hold.place",
  "plan.read",
  "stop.read",
  "stop.classify",
  "trace.read",
  "cost.read",
  "message.read",
  "message.replay",
  "telemetry.write",
] as const satisfies readonly Permission[];
export type MachineScope = (typeof MACHINE_SCOPES)[number];

const GIVEN: ReadonlySet<string> = new Set(MACHINE_SCOPES);

/** Whether a key from the browser can have this permission. */
export function isMachineScope(permission: string): permission is MachineScope {
  return GIVEN.has(permission);
}
