import type { Tx } from "@/db/client";
import { SIMULATED_SITE, simulatedSite } from "@/lib/sandbox/company/simulated-site";
import { seedPlace } from "./demo-plant";

export { SIMULATED_SITE };

/** The machines of `npm run simulate` in a site of their own, as plain JSON or as Sparkplug nodes. Answers the site's id. Fails where the site is there already. */
export async function seedSimulatedPlant(tx: Tx, lines: number, sparkplug: boolean): Promise<string> {
  const place = simulatedSite(lines);
  return seedPlace(tx, place, sparkplug ? place.areas.flatMap(({ workCentres }) => workCentres.map(({ workCentre }) => workCentre)) : []);
}
