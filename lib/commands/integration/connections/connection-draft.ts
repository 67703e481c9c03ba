import "server-only";
import { z } from "zod";
import type { CommandResult } from "@/lib/commands/refusal";
import { type ConnectionKind, connectionProblems } from "@/lib/integration/connections/check-connection";
import type { StoredConnection } from "@/lib/integration/connections/store-connection";
import { openSecrets } from "@/lib/integration/secrets";
import { log } from "@/lib/platform/log";
import { type FormField, formOf, readForm } from "./settings-form";

/** What a person typed of a connection. Secrets hold only what was set anew; settings are texts as the form has them. */
export const ConnectionDraft = z.strictObject({
  /** Null: a new one. */
  connectionId: z.uuid().nullable(),
  /** What the connection was like when the form was opened; null for a new one. */
  seen: z.string().nullable(),
  adapter: z.string().max(80),
  code: z.string().trim().max(80),
  name: z.string().trim().max(200),
  pollSeconds: z.number(),
  sites: z.array(z.strictObject({ siteId: z.uuid(), erpCode: z.string().trim().max(200) })).max(200),
  settings: z.record(z.string().max(80), z.string().max(200_000)),
  secrets: z.record(z.string().max(80), z.string().max(20_000)),
});
export type ConnectionDraft = z.infer<typeof ConnectionDraft>;

/** A draft as its kind of ERP takes it. `replaced` names the secrets that were set anew. */
export type PreparedDraft = { readonly settings: Record<string, unknown>; readonly secrets: Record<string, unknown>; readonly replaced: readonly string[] };

const ANEW = "Set it again: the address has changed, and a stored secret goes only where it was entered for.";

/** Turns a draft into settings and secrets by the schemas of its kind; the refusal INVALID_INPUT names each field: `settings.baseUrl`, `secrets.apiKey`. */
export function prepareDraft(draft: ConnectionDraft, kind: ConnectionKind, stored: StoredConnection | null, masterSecret: string): CommandResult<PreparedDraft> {
  const settings = readForm(formOf(kind.settings), draft.settings);
  const known = stored === null ? null : secretsOf(stored, masterSecret);
  const secretFields = formOf(kind.secrets);
  const elsewhere = stored !== null && movedElsewhere(formOf(kind.settings), stored.settings, settings.value);
  const secrets = readSecrets(secretFields, draft.secrets, elsewhere ? null : known);
  const missing = elsewhere && known !== null ? secretFields.filter(({ name }) => name in known && name in secrets.problems).map(({ name }) => [`secrets.${name}`, ANEW]) : [];
  const typed = [...named("settings", settings.problems), ...named("secrets", secrets.problems), ...missing];
  if (typed.length > 0) return invalid(typed);
  const problems = connectionProblems(kind, settings.value, secrets.value);
  if (problems.length > 0) return invalid(problems.map(({ part, field, message }) => [`${part}.${field}`, message]));
  return { ok: true, repeated: false, data: { settings: recordOf(settings.value), secrets: recordOf(secrets.value), replaced: secrets.replaced } };
}

/** Names of the stored secrets; null when they cannot be opened any more and all have to be set again. */
export function secretsOf({ id, secrets }: Pick<StoredConnection, "id" | "secrets">, masterSecret: string): Record<string, unknown> | null {
  if (secrets === null) return {};
  try {
    return recordOf(openSecrets(secrets, id, masterSecret));
  } catch (fault) {
    log.warn({ err: fault, connectionId: id }, "stored credentials cannot be opened");
    return null;
  }
}

function readSecrets(fields: readonly FormField[], typed: Readonly<Record<string, string>>, known: Record<string, unknown> | null) {
  const value: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  const replaced: string[] = [];
  for (const field of fields) {
    const text = typed[field.name] ?? "";
    if (text.trim() === "" && known !== null && field.name in known) {
      value[field.name] = known[field.name];
      continue;
    }
    const read = readForm([field], { [field.name]: text });
    Object.assign(problems, read.problems);
    Object.assign(value, recordOf(read.value));
    if (text.trim() !== "") replaced.push(field.name);
  }
  return { value, problems, replaced };
}

/** True when a draft speaks to another host than what is stored: whoever edits an address must not get to see the key that belongs to the old one. */
function movedElsewhere(fields: readonly FormField[], before: unknown, after: unknown): boolean {
  const [old, next] = [recordOf(before), recordOf(after)];
  return fields.some(({ kind, name }) => kind === "url" && originOf(old[name]) !== originOf(next[name]));
}

function originOf(address: unknown): string | null {
  return typeof address === "string" && URL.canParse(address) ? new URL(address).origin : null;
}

function recordOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

function named(part: string, problems: Readonly<Record<string, string>>): (readonly [string, string])[] {
  return Object.entries(problems).map(([field, message]) => [`${part}.${field}`, message]);
}

function invalid(fields: Iterable<readonly [string, string] | readonly string[]>): CommandResult<never> {
  return { ok: false, code: "INVALID_INPUT", params: {}, fields: Object.fromEntries([...fields].map(([field = "", message = ""]) => [field, message])) };
}
