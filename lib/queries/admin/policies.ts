import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { DEFAULT_POLICIES } from "@/db/seed/site-defaults";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

const Row = z.object({
  id: z.string(),
  messageType: z.string(),
  direction: z.enum(["OUT", "IN"]),
  mode: z.enum(["EVENT", "BATCH"]),
  schedule: z.string().nullable(),
  /** Of a batch: as many as wait go before their time. */
  bundle: z.number().nullable(),
  enabled: z.boolean(),
  priority: z.number(),
  targetSeconds: z.number(),
  site: z.string(),
  timeZone: z.string(),
  connection: z.string(),
  pollSeconds: z.number(),
});

/** What a line of the policy says beyond who talks to whom. */
export type PolicyValues = Pick<z.infer<typeof Row>, "mode" | "schedule" | "bundle" | "enabled" | "targetSeconds">;

/** One line of the integration policy. `shipped` is what domain §8.1 gives it, null for a type that has no default; `changed` when it differs. */
export type PolicyRow = z.infer<typeof Row> & { readonly shipped: PolicyValues | null; readonly changed: boolean };

/** The policy of the sites at which the actor configures the integration: outgoing lines first, the urgent ones at the top. */
export async function policies({ db }: Reader, actor: Actor): Promise<PolicyRow[]> {
  const rows = await readRows(
    db,
    Row,
    sql`
    select p.id, p.message_type as "messageType", p.direction, p.mode, p.schedule, p.bundle, p.enabled, p.priority, p.target_seconds as "targetSeconds",
      s.code as site, s.time_zone as "timeZone", c.name as connection, c.poll_seconds as "pollSeconds"
    from integration.policy p
    join reference.site s on s.id = p.site_id
    join integration.connection c on c.id = p.connection_id
    where p.site_id = any (${ids(sitesWith(actor, "integration.configure"))})
    order by p.direction desc, p.priority, p.message_type, s.code, c.name
    limit 2000`,
  );
  return rows.map((row) => {
    const shipped = shippedOf(row.messageType, row.direction);
    return { ...row, shipped, changed: shipped !== null && !same(row, shipped) };
  });
}

function shippedOf(messageType: string, direction: "IN" | "OUT"): PolicyValues | null {
  const line = DEFAULT_POLICIES.find((one) => one.messageType === messageType && one.direction === direction);
  return line === undefined ? null : { mode: line.mode, schedule: line.schedule, bundle: line.bundle, enabled: true, targetSeconds: line.targetSeconds };
}

function same(one: PolicyValues, other: PolicyValues): boolean {
  return one.mode === other.mode && one.schedule === other.schedule && one.bundle === other.bundle && one.enabled === other.enabled && one.targetSeconds === other.targetSeconds;
}
