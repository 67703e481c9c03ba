import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { Code } from "@/lib/messages/primitives";

export const ConnectionCode = z.string().regex(/^[a-z0-9-]{1,40}$/, "must be lower-case letters, digits and dashes, at most 40");

/** Sites that the ERP governs, each under the name that it has there. */
export const GovernedSites = z
  .array(z.strictObject({ siteId: z.uuid(), erpCode: Code }))
  .min(1, "must govern at least one site")
  .superRefine((sites, context) => {
    for (const [index, { erpCode }] of sites.entries()) {
      if (sites.findIndex((one) => one.erpCode === erpCode) < index) context.addIssue({ code: "custom", path: [index, "erpCode"], message: "names another site already" });
    }
  });

const Head = { name: z.string().trim().min(1, "is needed").max(80), pollSeconds: z.number().int().min(1).max(86_400), sites: GovernedSites };

/** Settings are checked by the schema of their kind of ERP, and secrets sealed, before they come here: nothing readable of a secret enters a command. */
const Prepared = { settings: z.record(z.string(), z.unknown()), sealed: z.string().min(1) };

export const AddConnectionInput = z.strictObject({ ...CommandHeadShape, connectionId: z.uuid(), code: ConnectionCode, adapter: Code, ...Head, ...Prepared });
export type AddConnectionInput = z.infer<typeof AddConnectionInput>;

export const ChangeConnectionInput = z.strictObject({
  ...CommandHeadShape,
  connectionId: z.uuid(),
  /** What the connection was like when it was opened for editing. */
  seen: z.string(),
  ...Head,
  settings: Prepared.settings,
  /** Null: the secrets stay as they are. */
  sealed: Prepared.sealed.nullable(),
  /** Names of the secrets that were set anew, for the audit trail. */
  replaced: z.array(z.string().max(80)).max(20),
});
export type ChangeConnectionInput = z.infer<typeof ChangeConnectionInput>;

/** What a test found; `words` as the ERP or its adapter said them. */
export const NoteConnectionTestInput = z.strictObject({ ...CommandHeadShape, connectionId: z.uuid(), works: z.boolean(), words: z.string().max(2000) });
export type NoteConnectionTestInput = z.infer<typeof NoteConnectionTestInput>;

export const LoadConnectionInput = z.strictObject({ ...CommandHeadShape, connectionId: z.uuid(), from: z.enum(["START", "CURSOR"]) });
export type LoadConnectionInput = z.infer<typeof LoadConnectionInput>;
