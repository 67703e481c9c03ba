import "server-only";
import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { sitesWith } from "@/lib/auth/authorise";
import type { Permission } from "@/lib/auth/permissions";
import type { Refusal } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { metrics } from "@/lib/platform/metrics";
import { failed } from "./failed";
import { addressOf, isSameOrigin } from "./origin";
import { problem } from "./problem";
import { createRateLimit } from "./rate-limit";
import { readJson } from "./read-json";
import { requireMachine } from "./require-machine";
import { whichTablet, whoCalls, whoWatches } from "./who";

/** How soon a database that is away is worth asking again; what asks for pages and queues has a rhythm of its own. */
const AWAY_SECONDS = 5;

/** Parts of the path that Next matched. */
type PathParams = Record<string, string | string[] | undefined>;

/**
 * Who may call a handler. The permission may follow from the path, where null is an address that does not exist. `open` names why
 * nobody needs to sign in, such as a signature that `run` checks itself.
 */
export type Access =
  | { readonly who: "person" | "machine" | "either"; readonly permission: Permission | ((path: PathParams) => Permission | null) }
  /** A person, or a browser that is enrolled as a wall display; without a permission, whatever they may do. */
  | { readonly who: "watcher"; readonly permission?: Permission }
  | { readonly who: "signed-in" }
  /** An enrolled tablet, whoever is signed on there or nobody: it may nothing by itself, and `run` says what is done for it. */
  | { readonly who: "tablet" }
  /** A person by session or a machine by key, whatever they may do. */
  | { readonly who: "known" }
  | { readonly who: "open"; readonly why: string };

export type Call<Params, Query, Body> = {
  readonly request: Request;
  /** Null where access is open. */
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
};

type OpenCall<Params, Query, Body> = Omit<Call<Params, Query, Body>, "actor"> & { readonly actor: null };

type Shape<Params, Query, Body> = {
  /** Name in metrics and logs. */
  readonly name: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  /** Read and parsed as JSON; a handler that needs the bytes leaves it out and reads `request` itself. */
  readonly body?: z.ZodType<Body>;
  /** One JSON value a line is read as a list of them, of which no more than one above this many are read. */
  readonly mostLines?: number;
  /** Largest body in bytes, unpacked; 1 MiB unless told. */
  readonly maxBytes?: number;
  /** Calls a minute of one caller; 600 unless told. */
  readonly perMinute?: number;
  /** Bytes a minute of the bodies of one caller, unpacked; no limit of their own unless told. */
  readonly bytesPerMinute?: number;
};

type Run<A extends Access, Params, Query, Body> = A extends { who: "open" }
  ? (call: OpenCall<Params, Query, Body>) => Promise<unknown>
  : (call: Call<Params, Query, Body>) => Promise<unknown>;

type Limits = { readonly calls: ReturnType<typeof createRateLimit>; readonly bytes: ReturnType<typeof createRateLimit> | null };
type Context = { readonly params: Promise<PathParams> };
export type RouteHandler = (request: Request, context: Context) => Promise<Response>;

/**
 * A route handler: access, rate limit, origin of state changes, parsing, and answers. `run` returns a Response, a command's result, or
 * data that goes out as JSON; refusals become problem details that name the rule (RFC 9457), faults a reference.
 */
export function defineHandler<const A extends Access, Params = undefined, Query = undefined, Body = undefined>(
  spec: Shape<Params, Query, Body> & { readonly access: A; readonly run: Run<A, Params, Query, Body> },
): RouteHandler {
  const limits = { calls: createRateLimit(spec.perMinute ?? 600), bytes: spec.bytesPerMinute === undefined ? null : createRateLimit(spec.bytesPerMinute) };
  return async (request, context) => {
    const stop = metrics.handlerSeconds.startTimer({ handler: spec.name });
    const response = await answer(spec, limits, request, context);
    stop({ status: response.status });
    return response;
  };
}

async function answer<A extends Access, Params, Query, Body>(
  spec: Shape<Params, Query, Body> & { readonly access: A; readonly run: Run<A, Params, Query, Body> },
  limits: Limits,
  request: Request,
  context: Context,
): Promise<Response> {
  try {
    const caller = await identify(spec.access, request, await context.params);
    if (!caller.ok) return problem(caller, caller.code === "UNAUTHENTICATED" ? { headers: { "www-authenticate": "Bearer" } } : {});
    const who = caller.actor?.machineKeyId ?? caller.actor?.accountId ?? caller.actor?.deviceId ?? addressOf(request.headers);
    for (const [of, limit] of [["calls", limits.calls] as const, ["bytes", limits.bytes] as const]) {
      const taken = limit?.take(who, Date.now()) ?? { ok: true };
      if (taken.ok) continue;
      const { retrySeconds } = taken;
      metrics.rateLimited.inc({ handler: spec.name });
      const most = of === "calls" ? (spec.perMinute ?? 600) : (spec.bytesPerMinute ?? 0);
      return problem({ code: "TOO_MANY_REQUESTS", params: { retrySeconds, limit: `${most} ${of} a minute` } }, { headers: { "retry-after": String(retrySeconds) } });
    }
    const parsed = await parse(spec, request, context, (size) => limits.bytes?.charge(who, size));
    if (!parsed.ok) return problem(parsed);
    // `identify` gives an actor exactly where `access` is not open; TypeScript can't tie the two together across a generic.
    const run = spec.run as (call: Omit<Call<Params, Query, Body>, "actor"> & { actor: Actor | null }) => Promise<unknown>;
    return toResponse(await run({ request, actor: caller.actor, ...parsed.value }));
  } catch (fault) {
    // Redirects and "not found" travel as exceptions of Next's own.
    unstable_rethrow(fault);
    const { code, params } = failed(fault, `handler ${spec.name}`);
    return problem({ code }, code === "UNAVAILABLE" ? { headers: { "retry-after": String(AWAY_SECONDS) } } : { reference: params.reference });
  }
}

async function identify(access: Access, request: Request, path: PathParams): Promise<{ readonly ok: true; readonly actor: Actor | null } | Refusal> {
  if (access.who === "open") return { ok: true, actor: null };
  const anyRight = access.who === "signed-in" || access.who === "tablet" || access.who === "known" || (access.who === "watcher" && access.permission === undefined);
  const permission = "permission" in access ? ((typeof access.permission === "function" ? access.permission(path) : access.permission) ?? null) : null;
  if (permission === null && !anyRight) return { ok: false, code: "NOT_FOUND", params: {} };
  const byKey = access.who === "machine" || ((access.who === "either" || access.who === "known") && request.headers.has("authorization"));
  if (byKey) return requireMachine(request, permission);
  const actor = await callerOf(access.who, request.headers);
  if (actor === null) return { ok: false, code: "UNAUTHENTICATED", params: {} };
  if (request.method !== "GET" && request.method !== "HEAD" && !isSameOrigin(request.headers)) return { ok: false, code: "CROSS_ORIGIN", params: {} };
  if (permission === null || sitesWith(actor, permission).length > 0) return { ok: true, actor };
  const { auth } = composition();
  await audit(auth.db, auth.clock.now(), {
    action: "api.call",
    subject: new URL(request.url).pathname,
    accountId: actor.accountId,
    deviceId: actor.deviceId,
    outcome: "DENIED",
    detail: { permission },
  });
  return { ok: false, code: "FORBIDDEN", params: { permission } };
}

async function callerOf(who: Access["who"], headers: Headers): Promise<Actor | null> {
  const { auth } = composition();
  if (who === "watcher") return whoWatches(auth, headers);
  if (who === "tablet") return whichTablet(auth, headers);
  return (await whoCalls(auth, headers))?.actor ?? null;
}

async function parse<Params, Query, Body>(
  spec: Shape<Params, Query, Body>,
  request: Request,
  context: Context,
  charge: (bytes: number) => void,
): Promise<{ ok: true; value: { params: Params; query: Query; body: Body } } | Refusal> {
  const raw = spec.body === undefined ? { ok: true as const, value: undefined } : await readJson(request, spec.maxBytes ?? 1_048_576, { mostLines: spec.mostLines });
  if ("size" in raw && raw.size !== undefined) charge(raw.size);
  if (!raw.ok) return raw;
  const fits = {
    params: (spec.params ?? z.undefined()).safeParse(spec.params === undefined ? undefined : await context.params),
    query: (spec.query ?? z.undefined()).safeParse(spec.query === undefined ? undefined : queryOf(request)),
    body: (spec.body ?? z.undefined()).safeParse(raw.value),
  };
  const wrong = Object.entries(fits).flatMap(([part, fit]) =>
    fit.success ? [] : fit.error.issues.map((issue) => [[part === "body" ? "" : part, ...issue.path].filter((step) => step !== "").join("."), issue.message] as const),
  );
  if (wrong.length > 0) return { ok: false, code: "INVALID_INPUT", params: {}, fields: Object.fromEntries(wrong) };
  // All three parsed: a part without a schema is undefined, which is what its type parameter defaults to.
  const value = { params: fits.params.data, query: fits.query.data, body: fits.body.data } as { params: Params; query: Query; body: Body };
  return { ok: true, value };
}

/** Query parameters; one that is repeated becomes a list. */
function queryOf(request: Request): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  const { searchParams } = new URL(request.url);
  for (const key of new Set(searchParams.keys())) {
    const values = searchParams.getAll(key);
    query[key] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return query;
}

function toResponse(result: unknown): Response {
  if (result instanceof Response) return result;
  if (isRefusal(result)) return problem(result);
  return Response.json(isAccepted(result) ? result.data : (result ?? null), { headers: { "cache-control": "no-store" } });
}

function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "ok" in value && value.ok === false && "code" in value;
}

function isAccepted(value: unknown): value is { ok: true; data: unknown } {
  return typeof value === "object" && value !== null && "ok" in value && value.ok === true && "data" in value;
}
