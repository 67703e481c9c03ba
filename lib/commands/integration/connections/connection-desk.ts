import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { execute } from "@/lib/commands/execute";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import type { ErpChannel } from "@/lib/commands/integration/erp-channel";
import { dryRun } from "@/lib/commands/integration/dry-run/dry-run";
import type { LoadReport, LoadStep } from "@/lib/commands/integration/dry-run/load-report";
import type { Services } from "@/lib/commands/services";
import type { SystemOpener } from "@/lib/integration/adapters";
import type { ConnectionKind } from "@/lib/integration/connections/check-connection";
import { fingerprintOf, readConnection, type StoredConnection } from "@/lib/integration/connections/store-connection";
import { sealSecrets } from "@/lib/integration/secrets";
import { storedWords } from "@/lib/integration/words/stored-words";
import { newId } from "@/lib/platform/ids";
import { addConnection } from "./add-connection";
import { changeConnection } from "./change-connection";
import { ConnectionDraft, prepareDraft, type PreparedDraft, secretsOf } from "./connection-draft";
import { mayConfigure } from "./connection-scope";
import { fieldText, type FormField, formOf } from "./settings-form";

/** A kind of ERP with the forms of its settings and secrets. */
export type ConnectionForm = { readonly system: string; readonly title: string; readonly settings: readonly FormField[]; readonly secrets: readonly FormField[] };

/** A stored connection as its form shows it. Of secrets only which are stored; null: they cannot be opened any more. */
export type ConnectionDetail = Pick<ConnectionDraft, "code" | "adapter" | "name" | "pollSeconds" | "settings"> &
  Pick<StoredConnection, "sites"> & {
    readonly connectionId: string;
    readonly seen: string;
    readonly secretsSet: readonly string[] | null;
  };

/** What a test of a connection found: who answered, or why nobody did. */
export type Tested = { readonly ok: boolean; readonly words: string; readonly milliseconds: number };

/** What IT does with connections beyond single commands. All of it takes an actor and asks for the right at every site concerned. */
export type ConnectionDesk = {
  /** Every kind of ERP that a connection can be made to. */
  forms(): readonly ConnectionForm[];
  /** For editing; NOT_FOUND unless the actor configures every site of it. */
  detail(actor: Actor, connectionId: string): Promise<CommandResult<ConnectionDetail>>;
  /** Asks the ERP who it is with what was typed; stores nothing. INVALID_INPUT names the fields. */
  test(actor: Actor, raw: unknown): Promise<CommandResult<Tested>>;
  /** Adds or changes a connection. INVALID_INPUT names the fields; otherwise the refusals of the two commands. */
  save(actor: Actor, raw: unknown): Promise<CommandResult<{ readonly connectionId: string }>>;
  /** What a load would do; `tell` hears how far it has come, and it stops once `left` says that nobody listens. NOT_FOUND unless the actor configures every site of the connection. */
  dryRun(
    actor: Actor,
    connectionId: string,
    from: LoadReport["from"],
    listener: { readonly tell: (step: LoadStep) => void; readonly left?: AbortSignal },
  ): Promise<CommandResult<LoadStep>>;
};

export type DeskOptions = {
  readonly systems: ReadonlyMap<string, ConnectionKind & { readonly title: string }>;
  readonly open: SystemOpener;
  readonly channel: Pick<ErpChannel, "adapterFor">;
  readonly masterSecret: string;
};

/** An ERP that does not answer within this is not answering. */
export const PATIENCE_MS = 15_000;
const NOT_FOUND: Refusal = { ok: false, code: "NOT_FOUND", params: {} };

/** Makes the desk of a process. */
export function connectionDesk(services: Services, { systems, open, channel, masterSecret }: DeskOptions): ConnectionDesk {
  const { db } = services;

  /** What is stored, when the actor may change all of it. */
  async function storedFor(actor: Actor, connectionId: string): Promise<StoredConnection | null> {
    const stored = await readConnection(db, connectionId);
    return stored !== null &&
      mayConfigure(
        actor,
        stored.sites.map(({ siteId }) => siteId),
      )
      ? stored
      : null;
  }

  async function prepared(actor: Actor, raw: unknown): Promise<CommandResult<{ draft: ConnectionDraft; stored: StoredConnection | null } & PreparedDraft>> {
    const parsed = ConnectionDraft.safeParse(raw);
    if (!parsed.success)
      return { ok: false, code: "INVALID_INPUT", params: {}, fields: Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join("."), issue.message])) };
    const draft = parsed.data;
    const stored = draft.connectionId === null ? null : await storedFor(actor, draft.connectionId);
    if (draft.connectionId !== null && stored === null) return NOT_FOUND;
    if (draft.connectionId === null && sitesWith(actor, "integration.configure").length === 0) return NOT_FOUND;
    const kind = systems.get(stored?.adapter ?? draft.adapter);
    if (kind === undefined) return { ok: false, code: "INVALID_INPUT", params: {}, fields: { adapter: "choose one of the list" } };
    const ready = prepareDraft(draft, kind, stored, masterSecret);
    return ready.ok ? { ok: true, repeated: false, data: { draft, stored, ...ready.data } } : ready;
  }

  return {
    forms: () => [...systems].map(([system, { title, settings, secrets }]) => ({ system, title, settings: formOf(settings), secrets: formOf(secrets) })),

    async detail(actor, connectionId) {
      const stored = await storedFor(actor, connectionId);
      const kind = systems.get(stored?.adapter ?? "");
      if (stored === null || kind === undefined) return NOT_FOUND;
      const values: Record<string, unknown> = stored.settings !== null && typeof stored.settings === "object" ? { ...stored.settings } : {};
      const { id, code, adapter, name, pollSeconds, sites } = stored;
      const settings = Object.fromEntries(formOf(kind.settings).map((field) => [field.name, fieldText(field, field.name === "" ? values : values[field.name])]));
      const secrets = secretsOf(stored, masterSecret);
      const data = { connectionId: id, seen: fingerprintOf(stored), code, adapter, name, pollSeconds, sites, settings, secretsSet: secrets === null ? null : Object.keys(secrets) };
      return { ok: true, repeated: false, data };
    },

    async test(actor, raw) {
      const ready = await prepared(actor, raw);
      if (!ready.ok) return ready;
      const { draft, stored, settings, secrets } = ready.data;
      const pairs = stored === null ? [] : await storedWords(db, stored.id);
      const startedAt = performance.now();
      const answer = await open(stored?.adapter ?? draft.adapter, settings, secrets, pairs).test(AbortSignal.timeout(PATIENCE_MS));
      const milliseconds = Math.round(performance.now() - startedAt);
      return { ok: true, repeated: false, data: { ok: answer.kind === "ok", words: answer.kind === "ok" ? `${answer.system}. ${answer.detail}` : answer.reason, milliseconds } };
    },

    async save(actor, raw) {
      const ready = await prepared(actor, raw);
      if (!ready.ok) return ready;
      const { draft, stored, settings, secrets, replaced } = ready.data;
      const { code, name, pollSeconds, sites } = draft;
      const connectionId = stored?.id ?? newId();
      const seal = () => sealSecrets(secrets, connectionId, masterSecret);
      const head = { commandId: newId(), connectionId, name, pollSeconds, sites, settings };
      return stored === null
        ? execute(services, actor, addConnection, { ...head, code, adapter: draft.adapter, sealed: seal() })
        : execute(services, actor, changeConnection, { ...head, seen: draft.seen ?? "", sealed: replaced.length > 0 ? seal() : null, replaced });
    },

    async dryRun(actor, connectionId, from, listener) {
      if ((await storedFor(actor, connectionId)) === null) return NOT_FOUND;
      return { ok: true, repeated: false, data: await dryRun(services, channel, { connectionId, from, ...listener, seesCost: (siteId) => authorise(actor, "cost.read", siteId) }) };
    },
  };
}
