import "server-only";
import { cookieName, readCookie, servedOverHttps, sessionIdOf } from "@/lib/auth/cookies";
import type { Actor } from "@/lib/auth/actor";
import type { AuthContext } from "@/lib/auth/context";
import { personActor, type SignedIn } from "@/lib/auth/person-actor";
import { touchSession } from "@/lib/auth/sessions";
import { tabletActor } from "@/lib/auth/tablet-actor";
import { wallActor } from "@/lib/auth/wall-actor";
import { env } from "@/lib/platform/env";

/** True when cookies are Secure and bound to this host. */
export const secureCookies = servedOverHttps(env.NEXTAUTH_URL);

/**
 * The person behind the session cookie of a request, or null. Opening a page or sending a form is activity and keeps the session open;
 * what a screen fetches by itself is not (SEC-07).
 */
export async function whoCalls(auth: AuthContext, headers: Headers): Promise<SignedIn | null> {
  const sessionId = await sessionIdOf(auth.secret, readCookie(headers.get("cookie"), cookieName(secureCookies, "session")));
  if (sessionId === null) return null;
  const signedIn = await personActor(auth, sessionId);
  if (signedIn !== null && isActivity(headers)) await touchSession(auth, signedIn.session);
  return signedIn;
}

/**
 * Who looks at a wall display: the display itself where this browser is enrolled as one, whoever has signed in there meanwhile, for their session ends; else the person who is
 * signed in; else null.
 */
export async function whoWatches(auth: AuthContext, headers: Headers): Promise<Actor | null> {
  const token = readCookie(headers.get("cookie"), cookieName(secureCookies, "device"));
  const wall = token === null ? null : await wallActor(auth, token);
  return wall ?? (await whoCalls(auth, headers))?.actor ?? null;
}

/** The enrolled tablet that a request comes from, as who calls, whoever is signed on there. Null in any other browser. */
export async function whichTablet(auth: AuthContext, headers: Headers): Promise<Actor | null> {
  const token = readCookie(headers.get("cookie"), cookieName(secureCookies, "device"));
  return token === null ? null : tabletActor(auth, token);
}

function isActivity(headers: Headers): boolean {
  return headers.get("sec-fetch-mode") === "navigate" || headers.has("next-action");
}
