import { decode, encode } from "next-auth/jwt";

/** Attributes of every cookie that says who is calling (SEC-08). */
export type CookieOptions = { readonly httpOnly: true; readonly sameSite: "lax"; readonly path: "/"; readonly secure: boolean };

/** Nobody stays signed in for longer than a shift and a half (SEC-07). */
export const SESSION_COOKIE_SECONDS = 12 * 3600;
/** An enrolled browser stays enrolled until it is revoked; browsers keep a cookie for 400 days at most. */
export const DEVICE_COOKIE_SECONDS = 400 * 24 * 3600;

/** True when people reach this installation over https: only then can cookies be Secure. */
export function servedOverHttps(url: string | undefined): boolean {
  return url?.startsWith("https://") ?? false;
}

/** Name of a cookie: `__Host-` binds it to this host and to https, where there is https. */
export function cookieName(secure: boolean, name: "session" | "device" | "csrf" | "callback" | "pkce" | "state" | "nonce"): string {
  return `${secure ? "__Host-" : ""}millrace.${name}`;
}

/** HttpOnly, SameSite=Lax, Path=/, and Secure over https. */
export function cookieOptions(secure: boolean): CookieOptions {
  return { httpOnly: true, sameSite: "lax", path: "/", secure };
}

/** Value of a cookie in a `Cookie` header. */
export function readCookie(header: string | null, name: string): string | null {
  for (const part of header?.split(";") ?? []) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return decodeURIComponent(value.join("="));
  }
  return null;
}

/** Session id inside an encrypted session cookie, or null when it was not made here or has expired. */
export async function sessionIdOf(secret: string, cookie: string | null | undefined): Promise<string | null> {
  if (!cookie) return null;
  try {
    const token = await decode({ token: cookie, secret });
    return typeof token?.sid === "string" ? token.sid : null;
  } catch {
    // Forged, damaged or expired: whoever sends it is nobody.
    return null;
  }
}

/** The encrypted cookie that carries a session id, as next-auth writes it at sign-in. */
export function sessionCookie(secret: string, sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret, maxAge: SESSION_COOKIE_SECONDS });
}
