import type { Actor } from "./actor";
import { authorise } from "./authorise";
import type { Permission } from "./permissions";

/** Who may hear that something of a kind has changed: holders of any of these. What it is now, the query asks again. */
const WATCHERS: Readonly<Record<string, readonly Permission[]>> = {
  wip: ["plan.read", "operation.read", "stop.read", "cost.read"],
  order: ["plan.read", "operation.read", "cost.read", "message.read"],
  operation: ["plan.read", "operation.read"],
  line: ["plan.read", "operation.read", "stop.read"],
  unit: ["plan.read", "operation.read", "stop.read"],
  lot: ["trace.read", "operation.read"],
  exception: ["plan.read", "operation.read", "stop.read", "message.read", "exception.end"],
  message: ["message.read"],
  nonconformance: ["trace.read", "hold.place"],
  instruction: ["instruction.read"],
  reconciliation: ["message.read"],
  source: ["integration.configure"],
  cost: ["cost.read"],
};

/** SEC-02: may this actor be told of a change of this kind at this site? A kind nobody has thought of is told to nobody. */
export function mayWatch(actor: Actor, kind: string, siteId: string): boolean {
  return (WATCHERS[kind] ?? []).some((permission) => authorise(actor, permission, siteId));
}
