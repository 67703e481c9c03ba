import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import { confirmIdentity } from "@/lib/auth/confirm-identity";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import type { Command } from "@/lib/commands/define-command";
import { execute } from "@/lib/commands/execute";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { failed } from "./failed";
import { isSameOrigin } from "./origin";
import { currentPerson } from "./require-actor";

/** The two components stay outside of the command's input: nothing of them is kept, not even in a digest. */
const Signed = z.strictObject({ email: z.string().max(200), password: z.string().max(200), input: z.unknown() });

/**
 * A server action around a command that is signed (SEC-12): it takes `{ email, password, input }`, asks for both components anew each time, and carries the
 * command out as somebody who has just signed. Besides the refusals of `defineAction`: BAD_CREDENTIALS, LOCKED and NO_PASSWORD_HERE.
 */
export function defineSignedAction<Input extends CommandHead, Output>(command: Command<Input, Output>): (raw: unknown) => Promise<CommandResult<Output>> {
  return async (raw) => {
    try {
      return await run(command, raw);
    } catch (fault) {
      // Redirects travel as exceptions of Next's own.
      unstable_rethrow(fault);
      return failed(fault, `signed action ${command.name}`);
    }
  };
}

async function run<Input extends CommandHead, Output>(command: Command<Input, Output>, raw: unknown): Promise<CommandResult<Output>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  const person = await currentPerson();
  if (person === null) return { ok: false, code: "UNAUTHENTICATED", params: {} };
  const given = Signed.safeParse(raw);
  if (!given.success) return { ok: false, code: "INVALID_INPUT", params: {}, fields: { email: "state who signs", password: "and the password" } };
  const { auth, services } = composition();
  const confirmed = await confirmIdentity(auth, person.actor, given.data);
  if (!confirmed.ok) return confirmed;
  return execute(services, { ...person.actor, signing: { name: confirmed.value.name } }, command, given.data.input);
}
