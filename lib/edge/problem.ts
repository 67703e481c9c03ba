import "server-only";
import type { Refusal } from "@/lib/commands/refusal";
import { refusalText } from "./refusal-texts";

type ProblemExtra = { readonly detail?: string; readonly reference?: string; readonly headers?: Readonly<Record<string, string>> };

/** An answer of RFC 9457: what kind of problem, which rule, with which figures, in which fields. Never the message of a fault. */
export function problem(refusal: Omit<Refusal, "ok" | "params"> & { readonly params?: Refusal["params"] }, extra: ProblemExtra = {}): Response {
  const { status, title, rule } = refusalText(refusal.code);
  const body = {
    title,
    status,
    code: refusal.code,
    ...(rule === undefined ? {} : { rule }),
    ...(extra.detail === undefined ? {} : { detail: extra.detail }),
    ...(extra.reference === undefined ? {} : { instance: `urn:millrace:fault:${extra.reference}`, reference: extra.reference }),
    ...(refusal.params === undefined || Object.keys(refusal.params).length === 0 ? {} : { params: refusal.params }),
    ...(refusal.fields === undefined ? {} : { fields: refusal.fields }),
  };
  return problemOf(body, extra.headers);
}

/** The same for what has its own words. */
export function problemOf(body: { readonly title: string; readonly status: number; readonly code: string }, headers?: ProblemExtra["headers"]): Response {
  const type = `urn:millrace:problem:${body.code.toLowerCase().replaceAll("_", "-")}`;
  return new Response(JSON.stringify({ type, ...body }), { status: body.status, headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers } });
}
