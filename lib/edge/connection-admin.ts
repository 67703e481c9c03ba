import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { noteConnectionTest } from "@/lib/commands/integration/connections/note-connection-test";
import { type ConnectionDetail, type ConnectionForm, PATIENCE_MS, type Tested } from "@/lib/commands/integration/connections/connection-desk";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { newId } from "@/lib/platform/ids";
import { answerPerson } from "./answer-person";
import { report } from "./report";
import { runCommand } from "./run-command";

export type { ConnectionDetail, ConnectionForm, Tested } from "@/lib/commands/integration/connections/connection-desk";
export type { FormField } from "@/lib/commands/integration/connections/settings-form";

type Adapter = Awaited<ReturnType<ReturnType<typeof composition>["channel"]["adapterFor"]>>;
/** What an ERP can hold, as its adapter declares it. */
export type Abilities = ReturnType<Adapter["capabilities"]>;

/** Abilities of a connection's ERP; null when its stored settings cannot be opened, which is logged. */
export async function connectionAbilities(connectionId: string): Promise<Abilities | null> {
  try {
    return (await composition().channel.adapterFor(connectionId)).capabilities();
  } catch (fault) {
    report(fault, "abilities of a connection");
    return null;
  }
}

/** Every kind of ERP that a connection can be made to, with the forms of its settings and secrets. */
export function connectionForms(): readonly ConnectionForm[] {
  return composition().connections.desk.forms();
}

/** A stored connection as its form shows it; NOT_FOUND unless the actor configures all of it. */
export function connectionDetail(actor: Actor, connectionId: string): Promise<CommandResult<ConnectionDetail>> {
  return answerPerson("detail of a connection", () => composition().connections.desk.detail(actor, connectionId));
}

/** Asks an ERP who it is with what was typed; stores nothing. */
export function testDraft(actor: Actor, raw: unknown): Promise<CommandResult<Tested>> {
  return answerPerson("test of a draft", () => composition().connections.desk.test(actor, raw));
}

/** Adds or changes a connection; all processes use it as it is from their next call on. */
export function saveConnection(actor: Actor, raw: unknown): Promise<CommandResult<{ readonly connectionId: string }>> {
  return answerPerson("saving a connection", () => composition().connections.desk.save(actor, raw));
}

/**
 * Proves address, credentials and rights of a stored connection that the caller has checked to be the actor's. Changes nothing in the ERP; one
 * that answers again is used again at once.
 */
export function testConnection(actor: Actor, connectionId: string): Promise<CommandResult<Tested>> {
  return answerPerson("test of a connection", async () => {
    const { channel, services } = composition();
    const startedAt = performance.now();
    const answer = await (await channel.adapterFor(connectionId)).test(AbortSignal.timeout(PATIENCE_MS));
    const milliseconds = Math.round(performance.now() - startedAt);
    const ok = answer.kind === "ok";
    const words = ok ? `${answer.system}. ${answer.detail}` : answer.reason;
    const noted = await runCommand(actor, noteConnectionTest, { commandId: newId(), connectionId, works: ok, words: words.slice(0, 2000) });
    if (!noted.ok) return noted;
    if (noted.data.due > 0) services.wakeOutbox();
    return { ok: true, data: { ok, words, milliseconds }, repeated: false };
  });
}
