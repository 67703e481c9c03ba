import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { type Tapped, type TappedBy, tapper } from "@/lib/auth/tapped-by";
import { refuseUnknown } from "@/lib/commands/execute";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { noteActivity } from "./activity";

type FloorCall = {
  readonly actor: Actor;
  readonly params: { readonly command: string };
  readonly body: { readonly accountId: string; readonly input?: Readonly<Record<string, unknown>>; readonly tapped?: Pick<TappedBy, "signOn" | "proof"> | undefined };
};

/**
 * Finds what a tablet asks for among `commands`, by the name in the path, and runs it as activity of the session, for whoever it speaks for. Refusals besides the
 * command's own: UNKNOWN_COMMAND, which is kept as theirs are, and those of `speaker`.
 */
export async function carryOut<Command>(
  commands: Readonly<Record<string, Command>>,
  { actor, params, body }: FloorCall,
  run: (command: Command, actor: Actor) => Promise<CommandResult<unknown>>,
): Promise<CommandResult<unknown>> {
  const command = Object.hasOwn(commands, params.command) ? commands[params.command] : undefined;
  const by = body.tapped === undefined ? undefined : { ...body.tapped, accountId: body.accountId };
  const spoken = await speaker(actor, body.accountId, by, { command: params.command, input: body.input ?? {} });
  if (!spoken.ok) return spoken;
  await noteActivity(actor);
  return command === undefined ? refuseUnknown(composition().services, spoken.actor, params.command, body.input) : run(command, spoken.actor);
}

/**
 * For whom something speaks that a tablet sends, since its queue outlives the session that it was filled in (SEC-06): for whoever is signed on, or for whoever is
 * proven to have tapped it at this tablet. Refusals: UNPROVEN, and UNAUTHENTICATED where nothing is there to prove it.
 */
export async function speaker(actor: Actor, accountId: string, by: TappedBy | undefined, tapped: Tapped): Promise<{ readonly ok: true; readonly actor: Actor } | Refusal> {
  if (accountId === actor.accountId) return { ok: true, actor };
  if (by === undefined) return { ok: false, code: "UNAUTHENTICATED", params: {} };
  const author = await tapper(composition().auth, actor, by, tapped);
  return author === null ? { ok: false, code: "UNPROVEN", params: {} } : { ok: true, actor: author };
}
