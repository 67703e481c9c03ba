import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { readSession, touchSession } from "@/lib/auth/sessions";
import { composition } from "@/lib/composition";

/** The person in front of the screen did something: the session stays open (SEC-07). */
export async function noteActivity(actor: Actor): Promise<void> {
  const { auth } = composition();
  const session = actor.sessionId === null ? null : await readSession(auth, actor.sessionId);
  if (session !== null) await touchSession(auth, session);
}
