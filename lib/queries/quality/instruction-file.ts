import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { instructionFile as table } from "@/db/schema/instruction";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Reader } from "@/lib/queries/reader";

/** A stored picture or PDF by its digest, or null when none of the reader's sites has it (SEC-02). */
export async function instructionFile({ db }: Reader, actor: Actor, sha256: string): Promise<{ readonly contentType: string; readonly bytes: Buffer } | null> {
  const [row] = await db
    .select({ contentType: table.contentType, bytes: table.bytes })
    .from(table)
    .where(and(eq(table.sha256, sha256), inArray(table.siteId, [...sitesWith(actor, "instruction.read")])))
    .limit(1);
  return row ?? null;
}
