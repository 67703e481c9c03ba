import "server-only";
import type { Services } from "@/lib/commands/services";
import { markSilent } from "@/lib/telemetry/sink/mark-silent";

/** KP-04: machines that fell silent become UNKNOWN. The worker calls it every few seconds; answers how many there were. */
export async function markSilentUnits(services: Services): Promise<number> {
  const units = await services.db.transaction((tx) => markSilent(tx, services.clock.now()));
  if (units.length > 0) services.tellLive(units.map(({ unitId, siteId }) => ({ siteId, kind: "equipment", id: unitId, orderId: null })));
  return units.length;
}
