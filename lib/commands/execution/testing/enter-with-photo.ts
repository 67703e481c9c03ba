import { addEntryPhoto } from "@/lib/commands/execution/add-entry-photo";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { newId } from "@/lib/platform/ids";
import type { Entering } from "./play-example-1";

/** The first entry of Example 1 as it is told there, with a photo of its scrap. */
export const enterWithPhoto: Entering = async ({ does, second }, operationId, at) => {
  const commandId = newId();
  const { entryId } = await does(second, confirmProduction, at, { operationId, commandId, good: "200", scrap: "4", scrapReason: "SURFACE" });
  await does(second, addEntryPhoto, at, { entryCommandId: commandId, bytes: Buffer.from("ffd8ffe000104a464946", "hex").toString("base64") });
  return entryId;
};
