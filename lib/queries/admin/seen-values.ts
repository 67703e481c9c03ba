import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { ReportedState } from "@/lib/domain/equipment/equipment-state";
import { parseJsonPath, valueAt } from "@/lib/domain/equipment/json-path";
import { stateOf } from "@/lib/domain/equipment/state-words";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

const Kept = z.object({ bytes: z.instanceof(Uint8Array), path: z.string(), sparkplug: z.boolean() });

/** What was kept is looked at as far back, and as many values are told. */
const MESSAGES = 1000;
const MOST = 40;

/** A value that came, and the state that it is by its name or number; null where that is for a person to say. */
export type SeenValue = { readonly value: string; readonly state: ReportedState | null };

/** The different values that were kept of one that nobody has mapped, the latest first; none where the actor's sites have no such. */
export async function seenValues({ db }: Reader, actor: Actor, metricId: string): Promise<readonly SeenValue[]> {
  const kept = await readRows(
    db,
    Kept,
    sql`
    select m.bytes, u.path, k.kind = 'SPARKPLUG' as sparkplug
    from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id
    join telemetry.unmapped_message m on m.source_id = u.source_id and m.address = u.address and m.metric = case k.kind when 'SPARKPLUG' then u.path else '' end
    where u.id = ${metricId}::uuid and u.site_id = any (${ids(sitesWith(actor, "integration.configure"))}) order by m.id desc limit ${MESSAGES}`,
  );
  const seen = new Map<string, SeenValue>();
  for (const { bytes, path, sparkplug } of kept) {
    // What is kept was JSON when it came; of a metric we wrote it ourselves.
    const message: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const value = valueAt(message, (sparkplug ? ["value"] : parseJsonPath(path)) ?? []);
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") continue;
    const text = String(value).trim().slice(0, 128);
    if (text !== "") seen.set(text, { value: text, state: stateOf(value, null) ?? null });
    if (seen.size === MOST) break;
  }
  return [...seen.values()];
}
