import { v7 } from "uuid";
import type { Database } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { setSource } from "@/lib/commands/telemetry/set-source";
import { SIX, telemetryPlant } from "./telemetry-plant";

/** The plant with a source `hall` that listens to `hall/#`, nothing of it mapped yet, and whoever maps signals there. */
export async function plantWithHall(db: Database) {
  const plant = await telemetryPlant(db);
  const informatics: Actor = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] };
  plant.setNow(SIX + 1000_000);
  const hall = { sourceId: null, siteId: plant.siteId, code: "hall", kind: "PLAIN_JSON", topicFilter: "hall/#", active: true } as const;
  const added = await execute(plant.services, informatics, setSource, { commandId: v7(), ...hall });
  if (!added.ok) throw new Error(added.code);
  return { plant, informatics, sourceId: added.data.sourceId };
}
