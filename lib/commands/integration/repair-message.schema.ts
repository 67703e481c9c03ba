import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

export const ReplayMessageInput = z.strictObject({ ...CommandHeadShape, messageId: z.uuid(), reason: z.string().trim().max(500).default("") });
export type ReplayMessageInput = z.infer<typeof ReplayMessageInput>;

/** A reason is asked for: it travels to the ERP in the tombstone (IN-06). */
export const ResolveMessageInput = z.strictObject({ ...CommandHeadShape, messageId: z.uuid(), reason: z.string().trim().min(3, "say why").max(500) });
export type ResolveMessageInput = z.infer<typeof ResolveMessageInput>;

export const SyncConnectionInput = z.strictObject({ ...CommandHeadShape, connectionId: z.uuid() });
export type SyncConnectionInput = z.infer<typeof SyncConnectionInput>;

export const SetPolicyInput = z
  .strictObject({
    ...CommandHeadShape,
    policyId: z.uuid(),
    mode: z.enum(["EVENT", "BATCH"]),
    /** Cron expression in the site's zone; for BATCH. */
    schedule: z.string().trim().max(100).nullable(),
    /** Of a batch: as many as wait go before their time; null: they always wait for it. */
    bundle: z.number().int().min(2).max(50).nullable().default(null),
    enabled: z.boolean(),
    targetSeconds: z
      .number()
      .int()
      .positive()
      .max(7 * 86_400),
  })
  .refine((policy) => policy.mode === "EVENT" || policy.schedule !== null, { path: ["schedule"], message: "a batch needs a schedule" });
export type SetPolicyInput = z.infer<typeof SetPolicyInput>;
