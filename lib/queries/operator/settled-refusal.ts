import "server-only";
import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { needsAttention } from "@/db/schema/execution";
import { person } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import type { Reader } from "@/lib/queries/reader";

/** What a lead made of an entry that was not taken, and when. */
export type Settlement = { readonly by: string | null; readonly note: string; readonly at: string };

/** EX-22: what became of a command that the reader sent and that was refused, whatever else they may read; null while no lead has settled it, and for commands of others. */
export async function settledRefusal({ db }: Reader, actor: Actor, commandId: string): Promise<Settlement | null> {
  if (actor.personId === null) return null;
  const [row] = await db
    .select({ by: person.name, note: needsAttention.settlement, at: needsAttention.settledAt })
    .from(needsAttention)
    .leftJoin(person, eq(person.id, needsAttention.settledBy))
    .where(
      and(
        eq(needsAttention.commandId, commandId),
        eq(needsAttention.personId, actor.personId),
        inArray(
          needsAttention.siteId,
          actor.sites.map(({ siteId }) => siteId),
        ),
        isNotNull(needsAttention.settledAt),
        isNotNull(needsAttention.settlement),
      ),
    );
  return row === undefined || row.note === null || row.at === null ? null : { by: row.by, note: row.note, at: row.at.toISOString() };
}
