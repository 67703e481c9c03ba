import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { actorForPerson } from "@/lib/auth/person-of-machine";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import { UNSTORABLE } from "@/lib/commands/storable-input";
import { composition } from "@/lib/composition";
import { isStorable } from "@/lib/platform/storable-text";

/** Carries out a command for a caller of the public API, with this process's services. */
export function runCommand<Input extends CommandHead, Output>(actor: Actor, command: Command<Input, Output>, raw: unknown): Promise<CommandResult<Output>> {
  return execute(composition().services, actor, command, raw);
}

/**
 * Who acts when a machine names a person: the key, for that person of its own sites. Refusals: NOT_FOUND (SEC-02), INVALID_INPUT when
 * several sites have that number, when one of both cannot be the name of anything, or when somebody who is a person already names another (SEC-06).
 */
export async function actingFor(actor: Actor, number: string | undefined, site: string | undefined): Promise<{ readonly ok: true; readonly actor: Actor } | Refusal> {
  if (number === undefined) return { ok: true, actor };
  for (const [field, text] of [
    ["person", number],
    ["site", site ?? ""],
  ] as const)
    if (!isStorable(text)) return { ok: false, code: "INVALID_INPUT", params: { unstorable: [field] }, fields: { [field]: UNSTORABLE } };
  if (actor.kind !== "MACHINE") return { ok: false, code: "INVALID_INPUT", params: {}, fields: { person: "only a machine key acts for somebody else" } };
  const acting = await actorForPerson(composition().auth, actor, { number, site: site ?? null });
  if (acting.ok) return acting;
  if (acting.why === "ambiguous") return { ok: false, code: "INVALID_INPUT", params: {}, fields: { site: "several sites have a person of this number" } };
  return { ok: false, code: "NOT_FOUND", params: { person: number } };
}
