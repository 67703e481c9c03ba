import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { composition } from "@/lib/composition";
import { readJson } from "./read-json";

/** Names of fields that are kept of an attempt; what they were to become is nobody's business. */
const MOST_FIELDS = 20;
const MOST_BYTES = 65_536;

/** OWN-01, SEC-09: keeps who tried to write what the ERP owns, with the names of the fields that the body had. */
export async function noteOwnedWrite(actor: Actor, request: Request, resource: string): Promise<void> {
  const { auth } = composition();
  const body = await readJson(request, MOST_BYTES);
  const fields = body.ok && typeof body.value === "object" && body.value !== null && !Array.isArray(body.value) ? Object.keys(body.value) : [];
  await audit(auth.db, auth.clock.now(), {
    action: "api.write-owned",
    subject: new URL(request.url).pathname.slice(0, 200),
    siteId: actor.sites.length === 1 ? (actor.sites[0]?.siteId ?? null) : null,
    accountId: actor.accountId,
    deviceId: actor.deviceId,
    machineKeyId: actor.machineKeyId,
    outcome: "DENIED",
    detail: { rule: "OWN-01", method: request.method, resource, fields: fields.slice(0, MOST_FIELDS).map((name) => name.slice(0, 60)) },
  });
}
