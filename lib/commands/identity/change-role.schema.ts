import { z } from "zod";
import { ROLES } from "@/lib/auth/permissions";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

/** A role that an account gets or loses at a site, and why. */
export const ChangeRoleInput = z.strictObject({
  ...CommandHeadShape,
  accountId: z.uuid(),
  siteId: z.uuid(),
  role: z.enum(ROLES),
  change: z.enum(["GRANT", "WITHDRAW"]),
  reason: z.string().trim().min(1, "say it in words").max(500),
});
export type ChangeRoleInput = z.infer<typeof ChangeRoleInput>;
