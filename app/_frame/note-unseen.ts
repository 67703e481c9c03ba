import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { noteForeign } from "@/lib/edge/note-foreign";
import type { Whereabouts } from "@/lib/queries/whereabouts";

/** S26: keeps that somebody asked by number or id for a thing that only sites out of their scope have. Nothing is noted of what is nowhere. */
export async function noteUnseen(actor: Actor, action: string, subject: string, { foreign }: Whereabouts): Promise<void> {
  if (foreign !== null) await noteForeign(actor, action, subject, foreign);
}
