import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { machineActor } from "@/lib/auth/machine-keys";
import type { Permission } from "@/lib/auth/permissions";
import { composition } from "@/lib/composition";
import type { Refusal } from "@/lib/commands/refusal";

/** The machine behind `Authorization: Bearer mr_…`, if its key holds the scope; null asks for none. Refusals: UNAUTHENTICATED, FORBIDDEN. */
export async function requireMachine(request: Request, scope: Permission | null): Promise<{ readonly ok: true; readonly actor: Actor } | Refusal> {
  const { auth } = composition();
  const actor = await machineActor(auth, request.headers.get("authorization"));
  if (actor === null) return { ok: false, code: "UNAUTHENTICATED", params: {} };
  if (scope === null || actor.permissions.includes(scope)) return { ok: true, actor };
  await audit(auth.db, auth.clock.now(), { action: "api.call", subject: new URL(request.url).pathname, machineKeyId: actor.machineKeyId, outcome: "DENIED", detail: { scope } });
  return { ok: false, code: "FORBIDDEN", params: { permission: scope } };
}
