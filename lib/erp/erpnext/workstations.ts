import type { ErpnextSettings } from "./settings";

/** ERPNext's workstations are machines: each is a work centre of ours with one work unit in it. */
export function workUnitOf(workstation: string, { unitSuffix }: Pick<ErpnextSettings, "unitSuffix">): string {
  return `${workstation}.${unitSuffix}`;
}

/** The workstation behind a work unit; null for a unit that ERPNext knows nothing of. */
export function workstationOf(workUnit: string, { unitSuffix }: Pick<ErpnextSettings, "unitSuffix">): string | null {
  return workUnit.endsWith(`.${unitSuffix}`) ? workUnit.slice(0, -unitSuffix.length - 1) : null;
}
