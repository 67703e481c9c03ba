import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { opcuaSource, source } from "@/db/schema/telemetry-source";
import { openSecrets } from "@/lib/integration/secrets";
import { log } from "@/lib/platform/log";
import { OpcuaSettings } from "@/lib/telemetry/opcua/settings";

const Secrets = z.object({ password: z.string() });

/** An OPC UA source as it is stored. */
export type StoredOpcuaSource = {
  readonly id: string;
  readonly siteId: string;
  readonly code: string;
  readonly active: boolean;
  readonly topicFilter: string;
  readonly version: string;
  readonly settings: OpcuaSettings;
  readonly sealed: string | null;
};

/** The OPC UA sources, all or one. */
export async function storedOpcuaSources(db: Database, sourceId?: string): Promise<readonly StoredOpcuaSource[]> {
  const rows = await db
    .select({ id: source.id, siteId: source.siteId, code: source.code, active: source.active, topicFilter: source.topicFilter, server: opcuaSource })
    .from(source)
    .innerJoin(opcuaSource, eq(opcuaSource.sourceId, source.id))
    .where(sourceId === undefined ? undefined : eq(source.id, sourceId))
    .orderBy(source.id);
  return rows.map(({ server, ...row }) => ({ ...row, version: server.version, settings: OpcuaSettings.parse(server.settings), sealed: server.secrets }));
}

/** The password of a source; null when it has none, or when it was sealed under another MILLRACE_SECRET and has to be set again, which is logged. */
export function passwordOf({ id, sealed }: Pick<StoredOpcuaSource, "id" | "sealed">, masterSecret: string): string | null {
  if (sealed === null) return null;
  try {
    return Secrets.parse(openSecrets(sealed, id, masterSecret)).password;
  } catch (fault) {
    log.warn({ err: fault, sourceId: id }, "the stored password of an OPC UA source cannot be opened");
    return null;
  }
}
