"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { CommandResult } from "@/lib/commands/refusal";
import { MACHINE_SCOPES } from "@/lib/auth/machine-scopes";
import { issueKey, revokeKey } from "@/lib/edge/machine-key-admin";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { machineKeys } from "@/lib/queries/admin/machine-keys";

export type IssueState = { readonly step: "form"; readonly problem?: string } | { readonly step: "made"; readonly token: string; readonly name: string };

const NewKey = z.object({
  name: z.string().trim().min(1, "Give the key a name").max(80, "At most 80 characters"),
  scopes: z.array(z.enum(MACHINE_SCOPES)).min(1, "Choose what it may do"),
  sites: z.array(z.uuid()).min(1, "Choose at least one site"),
  days: z.enum(["30", "90", "365", "never"]),
});

/** Issues a key; its token is answered this once. */
export async function issueKeyAction(_: IssueState, form: FormData): Promise<IssueState> {
  const actor = await requireActor("device.manage");
  const input = NewKey.safeParse({ name: form.get("name"), scopes: form.getAll("scope"), sites: form.getAll("site"), days: form.get("days") });
  if (!input.success) return { step: "form", problem: input.error.issues[0]?.message };
  const { name, scopes, sites, days } = input.data;
  const issued = await issueKey(actor, { name, scopes, siteIds: sites, days: days === "never" ? null : Number(days) });
  revalidatePath("/machine-keys");
  return issued.ok ? { step: "made", token: issued.data.token, name } : { step: "form", problem: "One of the sites is not yours. Reload the page and choose again." };
}

/** Ends a key at once. */
export async function revokeKeyAction(id: string): Promise<CommandResult<{ readonly id: string }>> {
  const actor = await requireActor("device.manage");
  const { keys } = await machineKeys(reader(), actor);
  const result: CommandResult<{ readonly id: string }> = keys.some((key) => key.id === id && key.mine) ? await revokeKey(actor, id) : { ok: false, code: "NOT_FOUND", params: {} };
  revalidatePath("/machine-keys");
  return result;
}
