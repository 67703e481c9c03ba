import { type NextRequest, NextResponse } from "next/server";
import { env } from "@/lib/platform/env";

/** Pages for which nobody needs to be signed in. */
const OPEN = /^\/(sign-in|enrol|floor)(\/|$)/;
/** With and without https: the cookie's own check happens where the page is made. */
const SESSION_COOKIES = ["__Host-millrace.session", "millrace.session"];
/** A browser that is enrolled as a wall display shows its page without anybody signed in. */
const WALL = /^\/wall(\/|$)/;
const DEVICE_COOKIES = ["__Host-millrace.device", "millrace.device"];
const YEAR_SECONDS = 31_536_000;
/** Pages with a camera that reads codes: a decoder compiled to WebAssembly does it. */
const READS_CODES = /^\/(station|lead|calls|floor)(\/|$)/;

/**
 * Runs before every page: a nonce for the only scripts that may run, headers that the browser holds us to, and an early way to the
 * sign-in page. It is no lock: each page asks `requireActor` itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  const keys = WALL.test(pathname) ? [...SESSION_COOKIES, ...DEVICE_COOKIES] : SESSION_COOKIES;
  if (!OPEN.test(pathname) && !keys.some((name) => request.cookies.has(name))) {
    const signIn = request.nextUrl.clone();
    signIn.pathname = "/sign-in";
    signIn.search = pathname === "/" ? "" : `?to=${encodeURIComponent(pathname + search)}`;
    return secured(NextResponse.redirect(signIn));
  }
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = contentSecurityPolicy(nonce, READS_CODES.test(pathname));
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("x-millrace-path", pathname + search);
  // Next reads the nonce from here and puts it on its own scripts.
  headers.set("content-security-policy", policy);
  const response = secured(NextResponse.next({ request: { headers } }));
  response.headers.set("content-security-policy", policy);
  return response;
}

function contentSecurityPolicy(nonce: string, wasm: boolean): string {
  // React's development build evaluates source text to show where an error came from.
  const development = env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${wasm ? " 'wasm-unsafe-eval'" : ""}${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // Positions of charts and overlays are style attributes; they can't load or run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function secured(response: NextResponse): NextResponse {
  const { headers } = response;
  headers.set("x-content-type-options", "nosniff");
  headers.set("x-frame-options", "DENY");
  headers.set("referrer-policy", "same-origin");
  headers.set("cross-origin-opener-policy", "same-origin");
  headers.set("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()");
  if (env.NEXTAUTH_URL?.startsWith("https://")) headers.set("strict-transport-security", `max-age=${YEAR_SECONDS}; includeSubDomains`);
  return response;
}

export const config = {
  // Route handlers answer data and set their own headers; what Next and public/ serve is static.
  matcher: [{ source: "/((?!api/|_next/|contract/|icons/|floor-worker\\.js|manifest\\.webmanifest|icon\\.svg|apple-icon\\.png|favicon\\.ico).*)" }],
};
