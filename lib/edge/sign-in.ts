import "server-only";
import { cache } from "react";
import { cookies, headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import { cookieName, cookieOptions, DEVICE_COOKIE_SECONDS, readCookie, sessionIdOf } from "@/lib/auth/cookies";
import { enrolDevice, type EnrolledDevice, findDevice, isRevoked } from "@/lib/auth/devices";
import { authOptions } from "@/lib/auth/options";
import type { OidcSettings } from "@/lib/auth/oidc-provider";
import { personActor } from "@/lib/auth/person-actor";
import { endSession } from "@/lib/auth/sessions";
import { type SignOnContext, signOnContext } from "@/lib/auth/sign-on-context";
import { execute } from "@/lib/commands/execute";
import { beginShift } from "@/lib/commands/execution/attend";
import { composition } from "@/lib/composition";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/ids";
import { metrics } from "@/lib/platform/metrics";
import { addressOf, isSameOrigin } from "./origin";
import { report } from "./report";
import { secureCookies } from "./who";

/** Single sign-on, when all three settings are there. */
export function oidcSettings(): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  return issuer !== undefined && clientId !== undefined && clientSecret !== undefined ? { issuer, clientId, clientSecret } : null;
}

/** Settings of next-auth for one request. */
export function signInOptions(from: Headers): NextAuthOptions {
  return authOptions(composition().auth, {
    secure: secureCookies,
    oidc: oidcSettings(),
    address: addressOf(from),
    userAgent: from.get("user-agent"),
    cookieHeader: from.get("cookie"),
    report: (fault) => report(fault, "sign-in"),
    counted: (way, outcome) => metrics.signIns.inc({ way, outcome }),
    signedOn: attend,
  });
}

/** C-15: who signs on at a tablet is at work from then on. That it can't be written down keeps nobody from their work: it is reported, and a lead can say it. */
async function attend(sessionId: string): Promise<void> {
  try {
    const { auth, services } = composition();
    const person = await personActor(auth, sessionId);
    if (person === null || person.actor.personId === null) return;
    // Most often they are there already: that is refused, and all is well.
    await execute(services, person.actor, beginShift, { commandId: newId() });
  } catch (fault) {
    report(fault, "attendance");
  }
}

/** What this browser is enrolled as; null when it is not. */
export const thisDevice = cache(async (): Promise<EnrolledDevice | null> => {
  const token = deviceToken(await headers());
  return token === null ? null : findDevice(composition().auth, token);
});

/** The tablet that the request comes from, with what goes on at its line; null in a browser that is none. */
export async function signOnScreen(): Promise<{ readonly device: EnrolledDevice; readonly context: SignOnContext } | null> {
  const device = await thisDevice();
  return device?.kind === "TABLET" ? { device, context: await signOnContext(composition().auth, device) } : null;
}

/** True in a browser that was a tablet until it was taken out of use. */
export async function wasTablet(): Promise<boolean> {
  const token = deviceToken(await headers());
  return token !== null && (await isRevoked(composition().auth, token));
}

/** Takes the token of a tablet that was taken out of use away. */
export async function leaveTablet(): Promise<void> {
  if (!isSameOrigin(await headers()) || !(await wasTablet())) return;
  (await cookies()).set(cookieName(secureCookies, "device"), "", { ...cookieOptions(secureCookies), maxAge: 0 });
}

function deviceToken(from: Headers): string | null {
  return readCookie(from.get("cookie"), cookieName(secureCookies, "device"));
}

/** Ends the session of the request and takes its cookie away. */
export async function signOut(): Promise<void> {
  const from = await headers();
  if (!isSameOrigin(from)) return;
  const { auth } = composition();
  const name = cookieName(secureCookies, "session");
  const sessionId = await sessionIdOf(auth.secret, readCookie(from.get("cookie"), name));
  if (sessionId !== null) await endSession(auth, sessionId);
  (await cookies()).set(name, "", { ...cookieOptions(secureCookies), maxAge: 0 });
}

/** Spends an enrolment code: this browser becomes the device that is answered. Refusals: CODE_INVALID, LOCKED, CROSS_ORIGIN. */
export async function enrolThisBrowser(code: string): Promise<{ ok: true; device: EnrolledDevice } | { ok: false; code: string }> {
  const from = await headers();
  if (!isSameOrigin(from)) return { ok: false, code: "CROSS_ORIGIN" };
  const { auth } = composition();
  const enrolled = await enrolDevice(auth, { code, address: addressOf(from) });
  if (!enrolled.ok) return { ok: false, code: enrolled.code };
  const device = await findDevice(auth, enrolled.value.token);
  // Taken out of use again within the moment.
  if (device === null) return { ok: false, code: "CODE_INVALID" };
  (await cookies()).set(cookieName(secureCookies, "device"), enrolled.value.token, { ...cookieOptions(secureCookies), maxAge: DEVICE_COOKIE_SECONDS });
  return { ok: true, device };
}
