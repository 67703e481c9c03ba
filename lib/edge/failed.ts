import "server-only";
import { isAway } from "@/lib/platform/is-away";
import type { Refusal } from "@/lib/commands/refusal";
import { log } from "@/lib/platform/log";
import { report } from "./report";

/** What a fault is answered with: UNAVAILABLE while the database is away, for whoever asked can ask again; else FAULT with the reference under which it is logged. */
export function failed(fault: unknown, place: string): Refusal & { readonly params: { readonly reference?: string } } {
  if (!isAway(fault)) return { ok: false, code: "FAULT", params: { reference: report(fault, place) } };
  log.warn({ place, reason: fault instanceof Error && fault.cause instanceof Error ? fault.cause.message : String(fault) }, "the database is away");
  return { ok: false, code: "UNAVAILABLE", params: {} };
}
