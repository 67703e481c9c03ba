import type { MachineState } from "@/lib/queries/operator/floor-unit";

/** What the bar of state shows: a state of the equipment or PAUSED, why, and since when; `free`: nothing is loaded and it stands idle. */
export type ShownState = { readonly panel: string; readonly free?: true; readonly detail?: string; readonly since: string | null };

/** States of the machine that matter more than that the operation runs. */
const ABNORMAL = ["DOWN", "HELD", "STARVED", "BLOCKED", "MICRO_STOP", "PLANNED_DOWN"];

/** A pause by a person says more than the machine; a machine that stands says more than an operation that should run. */
export function stateOf(
  operation: "SETUP" | "RUNNING" | "PAUSED" | null,
  machine: MachineState | null,
  own?: { readonly since: string; readonly reason: string | null },
): ShownState {
  if (operation === "PAUSED") return { panel: "PAUSED", detail: own?.reason ?? undefined, since: own?.since ?? machine?.since ?? null };
  if (operation === "SETUP") return { panel: "SETUP", since: own?.since ?? null };
  if (machine !== null && ABNORMAL.includes(machine.state)) return { panel: machine.state, detail: machine.reasonName ?? undefined, since: machine.since };
  if (operation === "RUNNING") return { panel: "PRODUCING", since: own?.since ?? null };
  if (machine === null || machine.state === "UNKNOWN") return { panel: "STANDBY", free: true, since: null };
  return machine.state === "STANDBY"
    ? { panel: "STANDBY", free: true, since: machine.since }
    : { panel: machine.state, detail: machine.reasonName ?? undefined, since: machine.since };
}

/** A machine that has stood for at least its threshold and nobody has said why (EX-03). */
export function standsWithoutReason(machine: MachineState | null, microStopSeconds: number, nowMs: number): boolean {
  return machine !== null && ["DOWN", "HELD", "UNKNOWN"].includes(machine.state) && machine.reason === null && nowMs - Date.parse(machine.since) >= microStopSeconds * 1000;
}
