import "server-only";
import { headers } from "next/headers";
import type { Actor } from "@/lib/auth/actor";
import type { CommandResult } from "@/lib/commands/refusal";
import { replayQuarantined, type Replayed } from "@/lib/commands/telemetry/replay-quarantined";
import { composition } from "@/lib/composition";
import { failed } from "./failed";
import { isSameOrigin } from "./origin";

/** Ingests a quarantined message and those like it again. Refusals: NOT_FOUND, CROSS_ORIGIN, UNAVAILABLE, FAULT with `reference`. */
export async function replayFromQuarantine(actor: Actor, id: string): Promise<CommandResult<Replayed>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  try {
    return await replayQuarantined(composition().services, actor, id);
  } catch (fault) {
    return failed(fault, "replay from quarantine");
  }
}
