import type { Refusal } from "@/lib/commands/refusal";

/** The only one of these; NOT_FOUND without any, INVALID_INPUT that names what tells them apart when there are several. */
export function oneOf<Thing>(things: readonly Thing[], ask: Readonly<Record<string, string>>): { readonly ok: true; readonly value: Thing } | Refusal {
  const [only, another] = things;
  if (only === undefined) return { ok: false, code: "NOT_FOUND", params: {} };
  if (another !== undefined) return { ok: false, code: "INVALID_INPUT", params: {}, fields: ask };
  return { ok: true, value: only };
}
