import { z } from "zod";
import { sitesWith } from "@/lib/auth/authorise";
import type { Refusal } from "@/lib/commands/refusal";
import { defineHandler } from "@/lib/edge/define-handler";
import { isBadge } from "@/lib/edge/known-badge";
import { floorReader } from "@/lib/edge/floor-reader";
import { type ScannedThing, scannedThing } from "@/lib/queries/operator/scanned-thing";

/** What a scanned code is. It comes in the body, for a badge number has no business in an address or a log. */
export const POST = defineHandler({
  name: "scan",
  // A badge hands the tablet over, whoever has it: what the reader may see is asked for the rest.
  access: { who: "signed-in" },
  body: z.strictObject({
    code: z.string().trim().min(1).max(200),
    /** Number of the trade item on the label. */ gtin: z
      .string()
      .regex(/^\d{14}$/)
      .optional(),
    /** The machine on the screen. */ unitId: z.uuid().optional(),
  }),
  perMinute: 120,
  run: async ({ actor, body: { code, ...asked } }): Promise<ScannedThing | Refusal> => {
    if (await isBadge(actor, code)) return { kind: "BADGE" };
    if (sitesWith(actor, "operation.read").length === 0) return { ok: false, code: "FORBIDDEN", params: { permission: "operation.read" } };
    return scannedThing(await floorReader(), actor, code, asked);
  },
});
