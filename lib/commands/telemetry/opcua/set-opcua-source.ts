import "server-only";
import { and, eq, ne, or } from "drizzle-orm";
import { opcuaSession, opcuaSource, source } from "@/db/schema/telemetry-source";
import { site } from "@/db/schema/reference";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { heardBy, meetsAnotherSite } from "@/lib/commands/telemetry/set-source";
import { opcuaPrefix } from "@/lib/domain/equipment/opcua-topic";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { OpcuaSettings } from "@/lib/telemetry/opcua/settings";
import { SetOpcuaSourceInput } from "./opcua-source.schema";

/**
 * Adds an OPC UA server as a source, changes it, or switches it off: whoever listens begins anew within seconds. Its topics are made of the name that it is
 * added with, and stay. Old and new are kept in the audit trail, of the password only that it was set (SEC-09). Refusals: SOURCE_EXISTS for another of that name at
 * the site, or whose topics it would have; SOURCE_INVALID where another site listens to its topics (SEC-02); CHANGED_MEANWHILE; NOT_FOUND.
 */
export const setOpcuaSource = defineCommand<SetOpcuaSourceInput, { readonly sourceId: string }>({
  name: "set-opcua-source",
  permission: "integration.configure",
  input: SetOpcuaSourceInput,
  site: (_, { siteId }) => Promise.resolve(siteId),
  async run({ tx, actor, siteId, recordedAt }, input) {
    const { code, active, settings, sealed } = input;
    const sourceId = input.sourceId ?? input.newId;
    const [old] = await tx
      .select()
      .from(source)
      .where(and(eq(source.id, sourceId), eq(source.siteId, siteId), eq(source.kind, "OPC_UA")))
      .for("update");
    const [server] = await tx.select().from(opcuaSource).where(eq(opcuaSource.sourceId, sourceId)).for("update");
    if (input.sourceId !== null && (old === undefined || server === undefined)) return refuse("NOT_FOUND");
    if (server !== undefined && server.version !== input.seen) return refuse("CHANGED_MEANWHILE");
    const [at] = await tx.select({ code: site.code }).from(site).where(eq(site.id, siteId));
    const topicFilter = old?.topicFilter ?? `${opcuaPrefix(at?.code ?? "", code)}/#`;
    const [twin] = await tx
      .select({ code: source.code })
      .from(source)
      .where(and(ne(source.id, sourceId), or(eq(source.topicFilter, topicFilter), and(eq(source.siteId, siteId), eq(source.code, code)))));
    if (twin !== undefined) return refuse("SOURCE_EXISTS", { code: twin.code });
    if (active && (await meetsAnotherSite(tx, siteId, topicFilter))) return refuse("SOURCE_INVALID", { problem: "OTHER_SITE" });
    const twice = active ? await heardBy(tx, siteId, { id: sourceId, kind: "OPC_UA", topicFilter }) : null;
    if (twice !== null) return refuse("SOURCE_OVERLAPS", twice);
    const values = { settings, secrets: sealed, version: newId() };
    if (old === undefined) await tx.insert(source).values({ id: sourceId, siteId, code, kind: "OPC_UA", topicFilter, active });
    else await tx.update(source).set({ code, active }).where(eq(source.id, sourceId));
    await tx
      .insert(opcuaSource)
      .values({ sourceId, ...values })
      .onConflictDoUpdate({ target: opcuaSource.sourceId, set: values });
    // What was wrong before says nothing about it any more.
    await tx.delete(opcuaSession).where(eq(opcuaSession.sourceId, sourceId));
    await noteDone({ tx, actor, siteId, recordedAt }, "telemetry-source.set", sourceId, {
      old: old === undefined || server === undefined ? null : [old.code, old.active ? "on" : "off", ...wordsOf(OpcuaSettings.parse(server.settings))],
      new: [code, active ? "on" : "off", ...wordsOf(settings)],
      secretsSet: input.replaced ? ["password"] : [],
    });
    return accept({ events: [], output: { sourceId } });
  },
});

function wordsOf(settings: OpcuaSettings): string[] {
  return Object.entries(settings).map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ").slice(0, 2000) : String(value)}`);
}
