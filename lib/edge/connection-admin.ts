import "server-only";
import { headers } from "next/headers";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import type { CommandResult } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { isSameOrigin } from "./origin";
import { report } from "./report";

/** An ERP that does not answer within this is not answering. */
const PATIENCE_MS = 15_000;

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

/** What a test of a connection found: who answered, or why nobody did. */
export type Tested = { readonly ok: boolean; readonly words: string; readonly milliseconds: number };

/** Proves address, credentials and rights of a connection that the caller has checked to be the actor's. Changes nothing in the ERP. */
export async function testConnection(actor: Actor, connectionId: string): Promise<CommandResult<Tested>> {
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  const { auth, channel } = composition();
  const startedAt = Date.now();
  try {
    const answer = await (await channel.adapterFor(connectionId)).test(AbortSignal.timeout(PATIENCE_MS));
    const milliseconds = Date.now() - startedAt;
    await audit(auth.db, auth.clock.now(), { action: "connection.tested", subject: connectionId, accountId: actor.accountId, outcome: answer.kind === "ok" ? "DONE" : "FAILED" });
    return {
      ok: true,
      data: answer.kind === "ok" ? { ok: true, words: `${answer.system}. ${answer.detail}`, milliseconds } : { ok: false, words: answer.reason, milliseconds },
      repeated: false,
    };
  } catch (fault) {
    return { ok: false, code: "FAULT", params: { reference: report(fault, "test of a connection") } };
  }
}
