import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { MappingDetail } from "@/lib/commands/integration/connections/mapping-desk";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { answerPerson } from "./answer-person";
import { runCommand } from "./run-command";

export type { MappingDetail } from "@/lib/commands/integration/connections/mapping-desk";

type Desk = ReturnType<typeof composition>["connections"]["mapping"];
/** A message before and after an edit of the mapping. */
export type WordPreview = Extract<Awaited<ReturnType<Desk["preview"]>>, { ok: true }>["data"];

/** The mapping of a connection with what helps to edit it; null when the actor does not configure all of it. */
export async function mappingDetail(actor: Actor, connectionId: string): Promise<MappingDetail | null> {
  const detail = await composition().connections.mapping.detail(actor, connectionId);
  return detail.ok ? detail.data : null;
}

/** A recent message as it would read with other lines. Stores nothing. */
export function previewMapping(actor: Actor, raw: unknown): Promise<CommandResult<WordPreview>> {
  return answerPerson("preview of a mapping", () => composition().connections.mapping.preview(actor, raw));
}

/** Stores the mapping of a connection; it counts from the next message on. */
export function saveMapping(actor: Actor, raw: unknown): Promise<CommandResult<{ readonly waiting: number }>> {
  return answerPerson("mapping of a connection", () => runCommand(actor, composition().connections.setMapping, raw));
}
