import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { OpcuaSettings } from "@/lib/telemetry/opcua/settings";

const Head = {
  /** Null: a new one. */
  sourceId: z.uuid().nullable(),
  /** The version that was opened for editing; null for a new one. */
  seen: z.uuid().nullable(),
  siteId: z.uuid(),
  code: z.string().trim().min(1, "give it a name").max(60),
  active: z.boolean(),
  settings: OpcuaSettings,
} as const;

/** What a person typed of an OPC UA source. */
export const OpcuaDraft = z.strictObject({
  ...Head,
  /** Null: the stored one stays, as long as the address does. */
  password: z.string().max(500).nullable(),
});
export type OpcuaDraft = z.infer<typeof OpcuaDraft>;

/** The password is sealed before it comes here: nothing readable of it enters a command. */
export const SetOpcuaSourceInput = z.strictObject({
  ...CommandHeadShape,
  ...Head,
  newId: z.uuid(),
  sealed: z.string().min(1).nullable(),
  /** Whether the password was set anew, for the audit trail. */
  replaced: z.boolean(),
});
export type SetOpcuaSourceInput = z.infer<typeof SetOpcuaSourceInput>;
