"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { DEVICE_KINDS } from "@/lib/auth/devices";
import { createCode, revoke } from "@/lib/edge/device-admin";

export type CodeState = { readonly step: "form"; readonly problem?: string } | { readonly step: "made"; readonly code: string; readonly expiresAt: string; readonly name: string };

const NewCode = z.object({
  kind: z.enum(DEVICE_KINDS, "Choose what it is"),
  name: z.string().trim().min(1, "Give the device a name").max(60, "At most 60 characters"),
  place: z.string().regex(/^[\w-]+(\/[\w-]+)?$/, "Choose where it stands"),
});

/** Makes a code that enrols one browser; it is shown here once. Asks for device.manage inside. */
export async function createCodeAction(_: CodeState, form: FormData): Promise<CodeState> {
  const input = NewCode.safeParse({ kind: form.get("kind"), name: form.get("name"), place: form.get("place") });
  if (!input.success) return { step: "form", problem: input.error.issues[0]?.message };
  const [siteId = "", workCentreId] = input.data.place.split("/");
  const made = await createCode({ kind: input.data.kind, siteId, workCentreId: workCentreId ?? null, name: input.data.name });
  return made.ok
    ? { step: "made", code: made.code, expiresAt: made.expiresAt, name: input.data.name }
    : { step: "form", problem: "That place is not one of yours. Reload the page and choose again." };
}

/** Takes a device out of use; who is signed on there is signed off. Asks for device.manage inside. */
export async function revokeDeviceAction(deviceId: string): Promise<{ ok: boolean }> {
  const done = await revoke(z.uuid().parse(deviceId));
  revalidatePath("/devices");
  return done;
}
