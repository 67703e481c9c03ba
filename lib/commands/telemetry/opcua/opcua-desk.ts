import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { execute } from "@/lib/commands/execute";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import type { Services } from "@/lib/commands/services";
import { sealSecrets } from "@/lib/integration/secrets";
import { newId } from "@/lib/platform/ids";
import type { ServerTest } from "@/lib/telemetry/opcua/test-server";
import { ownIdentity } from "./opcua-identity";
import { OpcuaDraft } from "./opcua-source.schema";
import { setOpcuaSource } from "./set-opcua-source";
import { passwordOf, type StoredOpcuaSource, storedOpcuaSources } from "./stored-source";

export type { ServerTest } from "@/lib/telemetry/opcua/test-server";

/** A stored source as its form shows it; of the password only whether there is one. */
export type OpcuaDetail = Omit<OpcuaDraft, "password"> & { readonly hasPassword: boolean };

/** What IT does with OPC UA sources. All of it asks for the right at the site. */
export type OpcuaDesk = {
  /** For editing; NOT_FOUND unless the actor configures its site. */
  detail(actor: Actor, sourceId: string): Promise<CommandResult<OpcuaDetail>>;
  /** Asks a server with what was typed; stores nothing. INVALID_INPUT names the fields. */
  test(actor: Actor, raw: unknown): Promise<CommandResult<ServerTest>>;
  /** Adds or changes a source. INVALID_INPUT names the fields; otherwise the refusals of the command. */
  save(actor: Actor, raw: unknown): Promise<CommandResult<{ readonly sourceId: string }>>;
  /** Our own certificate, PEM, for whoever runs a server. */
  certificate(): Promise<string>;
};

const NOT_FOUND: Refusal = { ok: false, code: "NOT_FOUND", params: {} };
const ANEW = "Set it again: it goes only to the server and the person that it was entered for.";

/** Makes the desk of a process. */
export function opcuaDesk(services: Services, masterSecret: string): OpcuaDesk {
  const { db } = services;

  async function storedFor(actor: Actor, sourceId: string): Promise<StoredOpcuaSource | null> {
    const [stored] = await storedOpcuaSources(db, sourceId);
    return stored !== undefined && authorise(actor, "integration.configure", stored.siteId) ? stored : null;
  }

  async function prepared(actor: Actor, raw: unknown): Promise<CommandResult<{ draft: OpcuaDraft; stored: StoredOpcuaSource | null; password: string | null }>> {
    const parsed = OpcuaDraft.safeParse(raw);
    if (!parsed.success) return invalid(Object.fromEntries(parsed.error.issues.map(({ path, message }) => [fieldOf(path), message])));
    const draft = parsed.data;
    if (!authorise(actor, "integration.configure", draft.siteId)) return NOT_FOUND;
    const stored = draft.sourceId === null ? null : await storedFor(actor, draft.sourceId);
    if (draft.sourceId !== null && stored?.siteId !== draft.siteId) return NOT_FOUND;
    const { settings } = draft;
    if (settings.userName === null) return ready({ draft, stored, password: null });
    if (draft.password !== null && draft.password !== "") return ready({ draft, stored, password: draft.password });
    const known = stored !== null && stored.sealed !== null;
    // Whoever edits an address, or accepts another certificate, must not get to see the password that belongs to the old one.
    const password = known && goesTo(stored.settings) === goesTo(settings) ? passwordOf(stored, masterSecret) : null;
    return password === null ? invalid({ password: known ? ANEW : "is needed" }) : ready({ draft, stored, password });
  }

  return {
    async detail(actor, sourceId) {
      const stored = await storedFor(actor, sourceId);
      if (stored === null) return NOT_FOUND;
      const { id, siteId, code, active, version, settings, sealed } = stored;
      return ready({ sourceId: id, seen: version, siteId, code, active, settings, hasPassword: sealed !== null });
    },

    async test(actor, raw) {
      const checked = await prepared(actor, raw);
      if (!checked.ok) return checked;
      const { draft, password } = checked.data;
      // Loaded only where OPC UA is used.
      const { testServer } = await import("@/lib/telemetry/opcua/test-server");
      return ready(await testServer({ settings: draft.settings, password, identity: await ownIdentity(db, masterSecret) }));
    },

    async save(actor, raw) {
      const checked = await prepared(actor, raw);
      if (!checked.ok) return checked;
      const { draft, stored, password } = checked.data;
      const { password: typed, ...head } = draft;
      const id = stored?.id ?? newId();
      const sealed = password === null ? null : sealSecrets({ password }, id, masterSecret);
      return execute(services, actor, setOpcuaSource, { commandId: newId(), ...head, newId: id, sealed, replaced: password !== null && typed !== null && typed !== "" });
    },

    async certificate() {
      const { certificate } = await ownIdentity(db, masterSecret);
      const lines =
        Buffer.from(certificate)
          .toString("base64")
          .match(/.{1,64}/g) ?? [];
      return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
    },
  };
}

/** Where a password goes, and to whom it opens. */
function goesTo({ endpointUrl, userName, certificate }: OpcuaDraft["settings"]): string {
  const { hostname, port } = new URL(endpointUrl);
  return JSON.stringify([hostname, port, userName, certificate]);
}

/** The field of the form; entries of a list are one field. */
function fieldOf(path: readonly PropertyKey[]): string {
  return path
    .map(String)
    .filter((part) => part !== "settings" && !/^\d+$/.test(part))
    .join(".");
}

function ready<Data>(data: Data): CommandResult<Data> & { readonly ok: true } {
  return { ok: true, repeated: false, data };
}

function invalid(fields: Readonly<Record<string, string>>): CommandResult<never> {
  return { ok: false, code: "INVALID_INPUT", params: {}, fields };
}
