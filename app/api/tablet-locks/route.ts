import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { tellLock } from "@/lib/edge/tablet-lock";

/** As long as a tablet keeps what it has to tell. */
const WEEK_MS = 7 * 86_400_000;

/** A badge, or the whole tablet, that wrong PINs have locked there without the network (SEC-05). It is what the tablet says, and it is answered nothing of anybody. */
export const POST = defineHandler({
  name: "tablet-lock",
  access: { who: "tablet" },
  body: z.strictObject({ lockId: z.uuid(), accountId: z.uuid().nullable(), whole: z.boolean(), agoMs: z.int().min(0).max(WEEK_MS) }),
  // A pair of hands brings about six in a quarter of an hour; what is more waits at the tablet.
  perMinute: 10,
  run: ({ actor, body }) => tellLock(actor, body),
});
