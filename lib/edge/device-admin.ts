import "server-only";
import { headers } from "next/headers";
import * as devices from "@/lib/auth/devices";
import { composition } from "@/lib/composition";
import { isSameOrigin } from "./origin";
import { requireActor } from "./require-actor";

/** Devices of the actor's sites, and the places at which new ones may be enrolled. Needs device.manage. */
export async function deviceAdministration() {
  const actor = await requireActor("device.manage");
  const { auth } = composition();
  const [list, places] = await Promise.all([devices.listDevices(auth, actor), devices.enrolmentPlaces(auth, actor)]);
  return { actor, list, places, now: auth.clock.now() };
}

/** Makes an enrolment code. Refusals: NOT_FOUND, CROSS_ORIGIN. */
export async function createCode(of: devices.NewEnrolment): Promise<{ ok: true; code: string; expiresAt: string } | { ok: false; code: string }> {
  const actor = await requireActor("device.manage");
  if (!isSameOrigin(await headers())) return { ok: false, code: "CROSS_ORIGIN" };
  const made = await devices.createEnrolmentCode(composition().auth, actor, of);
  return made.ok ? { ok: true, code: made.value.code, expiresAt: made.value.expiresAt.toISOString() } : { ok: false, code: made.code };
}

/** Takes a device out of use. Refusals: NOT_FOUND, CROSS_ORIGIN. */
export async function revoke(deviceId: string): Promise<{ ok: boolean }> {
  const actor = await requireActor("device.manage");
  if (!isSameOrigin(await headers())) return { ok: false };
  return { ok: (await devices.revokeDevice(composition().auth, actor, deviceId)).ok };
}
