import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { isBadge } from "@/lib/edge/known-badge";
import { floorReader } from "@/lib/edge/floor-reader";
import { type ScannedThing, scannedThing } from "@/lib/queries/operator/scanned-thing";

/** What a scanned code is. It comes in the body, for a badge number has no business in an address or a log. */
export const POST = defineHandler({
  name: "scan",
  access: { who: "person", permission: "operation.read" },
  body: z.strictObject({
    code: z.string().trim().min(1).max(200),
    /** Number of the trade item on the label. */ gtin: z
      .string()
      .regex(/^\d{14}$/)
      .optional(),
    /** The machine on the screen. */ unitId: z.uuid().optional(),
  }),
  perMinute: 120,
  run: async ({ actor, body: { code, ...asked } }): Promise<ScannedThing> =>
    (await isBadge(actor, code)) ? { kind: "BADGE" } : scannedThing(await floorReader(), actor, code, asked),
});
