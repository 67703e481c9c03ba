import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { isAway } from "@/lib/platform/is-away";
import { type Decision, refuse, type RefusalParams } from "@/lib/domain/shared/decision";
import type { AuthContext } from "./context";
import { cookieName, cookieOptions, readCookie, SESSION_COOKIE_SECONDS } from "./cookies";
import { signInDesk } from "./desk-sign-in";
import { oidcProvider, type OidcSettings } from "./oidc-provider";
import { signInOidc } from "./oidc-sign-in";
import { endSession } from "./sessions";
import { signInTablet } from "./tablet-sign-in";

export type AuthSettings = {
  readonly secure: boolean;
  readonly oidc: OidcSettings | null;
  /** Where the request came from: its address and browser. */
  readonly address: string;
  readonly userAgent: string | null;
  readonly cookieHeader: string | null;
  /** Logs a fault and answers its reference, because next-auth would put the message of an error into an address. */
  readonly report: (fault: unknown) => string;
  /** Counts an attempt, by way and outcome. */
  readonly counted: (way: "desk" | "tablet" | "oidc", outcome: string) => void;
  /** Somebody has signed on at a tablet, with this session. */
  readonly signedOn: (sessionId: string) => Promise<void>;
};

const DeskInput = z.object({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) });
const TabletInput = z.object({ badge: z.string().min(1).max(64), pin: z.string().regex(/^\d{6}$/) });

/** A refusal on its way through next-auth, which knows only an error's text: the code, and what the screen needs to say. */
class SignInRefused extends Error {
  constructor(code: string, params: RefusalParams = {}) {
    super(new URLSearchParams([["code", code], ...Object.entries(params).map(([key, value]): [string, string] => [key, String(value)])]).toString());
  }
}

/** Settings of next-auth for one request. Its token carries our session id and nothing else; `identity.session` decides. */
export function authOptions(auth: AuthContext, settings: AuthSettings): NextAuthOptions {
  const { secure, userAgent } = settings;
  const cookie = (name: Parameters<typeof cookieName>[1]) => ({ name: cookieName(secure, name), options: cookieOptions(secure) });
  const guarded = async (way: "desk" | "tablet", signIn: () => Promise<Decision<{ sessionId: string }>>) => {
    try {
      const signedIn = await signIn();
      settings.counted(way, signedIn.ok ? "DONE" : signedIn.code);
      if (!signedIn.ok) throw new SignInRefused(signedIn.code, signedIn.params);
      return { id: signedIn.value.sessionId };
    } catch (fault) {
      if (fault instanceof SignInRefused) throw fault;
      // As if nobody had answered: a tablet goes on with whom it knows (EX-22), and no try is counted.
      if (isAway(fault)) {
        settings.counted(way, "UNREACHABLE");
        throw new SignInRefused("UNREACHABLE");
      }
      settings.counted(way, "FAULT");
      throw new SignInRefused("FAULT", { reference: settings.report(fault) });
    }
  };

  return {
    secret: auth.secret,
    useSecureCookies: secure,
    session: { strategy: "jwt", maxAge: SESSION_COOKIE_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    cookies: {
      sessionToken: cookie("session"),
      csrfToken: cookie("csrf"),
      callbackUrl: cookie("callback"),
      pkceCodeVerifier: cookie("pkce"),
      state: cookie("state"),
      nonce: cookie("nonce"),
    },
    providers: [
      Credentials({
        id: "desk",
        name: "E-mail and password",
        credentials: { email: {}, password: {} },
        authorize: (given) =>
          guarded("desk", async () => {
            const input = DeskInput.safeParse(given);
            return input.success ? signInDesk(auth, { ...input.data, address: settings.address, userAgent }) : refuse("BAD_CREDENTIALS");
          }),
      }),
      Credentials({
        id: "tablet",
        name: "Badge and PIN",
        credentials: { badge: {}, pin: {} },
        authorize: (given) =>
          guarded("tablet", async () => {
            const deviceToken = readCookie(settings.cookieHeader, cookieName(secure, "device"));
            if (deviceToken === null) return refuse("DEVICE_UNKNOWN");
            const input = TabletInput.safeParse(given);
            if (!input.success) return refuse("BAD_BADGE_OR_PIN");
            const signedIn = await signInTablet(auth, { ...input.data, deviceToken, userAgent });
            if (signedIn.ok) await settings.signedOn(signedIn.value.sessionId);
            return signedIn;
          }),
      }),
      ...(settings.oidc === null ? [] : [oidcProvider(settings.oidc)]),
    ],
    callbacks: {
      async signIn({ user, account: way, profile }) {
        if (way?.provider !== "oidc" || settings.oidc === null) return true;
        const claims = z.object({ sub: z.string(), email: z.string().optional(), email_verified: z.boolean().optional() }).parse(profile);
        const signedIn = await signInOidc(
          auth,
          { issuer: settings.oidc.issuer, subject: claims.sub, email: claims.email ?? null, emailVerified: claims.email_verified ?? false },
          userAgent,
        );
        settings.counted("oidc", signedIn.ok ? "DONE" : signedIn.code);
        if (!signedIn.ok) return "/sign-in?error=code%3DNO_ACCOUNT";
        user.id = signedIn.value.sessionId;
        return true;
      },
      // At sign-in `user.id` is the session that was just started; afterwards the token passes through unchanged.
      jwt: ({ token, user }) => (user === undefined ? { sid: token.sid } : { sid: user.id }),
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => (url.startsWith("/") && !url.startsWith("//") ? `${baseUrl}${url}` : url.startsWith(`${baseUrl}/`) ? url : baseUrl),
    },
    events: {
      async signOut({ token }) {
        if (typeof token.sid === "string") await endSession(auth, token.sid);
      },
    },
    logger: { error: (code, detail) => void settings.report(new Error(`next-auth ${code}`, { cause: detail })), warn: () => undefined, debug: () => undefined },
  };
}
