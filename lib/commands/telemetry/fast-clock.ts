import "server-only";
import { raise } from "@/lib/commands/execution/facts";
import type { NewEvent } from "@/lib/eventlog/event";
import type { FoundClock } from "@/lib/telemetry/sink/limit-to-receipt";

const MINUTE_MS = 60_000;

/** TIME_SUSPECT: a machine says times that have not been yet. What it says is taken at the time at which it came; its clock is put before the lead, once for a machine. */
export function fastClockFact({ unit, aheadMs, from }: FoundClock): NewEvent {
  return raise({
    class: "TIME_SUSPECT",
    severity: 3,
    subject: `${unit.code} clock`,
    workUnitId: unit.id,
    orderId: null,
    owner: "LEAD",
    detail: { address: from, aheadMinutes: Math.ceil(aheadMs / MINUTE_MS) },
  });
}
