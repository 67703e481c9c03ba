"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { replayFromQuarantine } from "@/lib/edge/replay-quarantined";
import { requireActor } from "@/lib/edge/require-actor";

/** Ingests a message, and those like it, once more. */
export async function replayQuarantinedAction(id: string): ReturnType<typeof replayFromQuarantine> {
  const actor = await requireActor("message.replay");
  const result = await replayFromQuarantine(actor, z.uuid().parse(id));
  revalidatePath("/quarantine");
  return result;
}
