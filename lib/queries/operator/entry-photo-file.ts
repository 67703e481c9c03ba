import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { entryPhoto, photoFile } from "@/db/schema/entry-photo";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Reader } from "@/lib/queries/reader";

/** The bytes of an entry's photo with their digest, or null when none of the reader's sites has it (SEC-02). Whoever may see what happened to material may see it. */
export async function entryPhotoFile({ db }: Reader, actor: Actor, photoId: string) {
  const [row] = await db
    .select({ contentType: photoFile.contentType, sha256: photoFile.sha256, bytes: photoFile.bytes })
    .from(entryPhoto)
    .innerJoin(photoFile, and(eq(photoFile.siteId, entryPhoto.siteId), eq(photoFile.sha256, entryPhoto.sha256)))
    .where(and(eq(entryPhoto.id, photoId), inArray(entryPhoto.siteId, [...sitesWith(actor, "trace.read")])))
    .limit(1);
  return row ?? null;
}
