import "server-only";
import { eq } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { connectionSite } from "@/db/schema/integration";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";

/** A site of the connection that is among the actor's, for the frame; null when there is none, and then there is no such connection for the actor. */
export async function siteOfConnection(db: Queryable, connectionId: string, actor: Actor): Promise<string | null> {
  const sites = await db.select({ siteId: connectionSite.siteId }).from(connectionSite).where(eq(connectionSite.connectionId, connectionId));
  return sites.find(({ siteId }) => actor.sites.some((own) => own.siteId === siteId))?.siteId ?? null;
}

/** What concerns every site of a connection takes the permission at each (SEC-02). */
export function mayConfigure(actor: Actor, siteIds: readonly string[]): boolean {
  return siteIds.length > 0 && siteIds.every((siteId) => authorise(actor, "integration.configure", siteId));
}
