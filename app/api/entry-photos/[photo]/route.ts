import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { storedFile } from "@/lib/edge/stored-file";
import { entryPhotoFile } from "@/lib/queries/operator/entry-photo-file";

/** The photo of an entry of scrap or rework. No browser keeps it: tablets are shared, and rights end. */
export const GET = defineHandler({
  name: "entry-photos.show",
  access: { who: "person", permission: "trace.read" },
  params: z.object({ photo: z.uuid() }),
  run: async ({ actor, params: { photo } }) => {
    const file = await entryPhotoFile(reader(), actor, photo);
    return file === null ? { ok: false, code: "NOT_FOUND", params: {} } : storedFile(file, `photo-${photo.slice(-12)}`, "not at all");
  },
});
