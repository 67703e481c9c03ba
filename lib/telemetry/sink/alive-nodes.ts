import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { KnownNode } from "@/lib/telemetry/sparkplug/host";

/** The Sparkplug edge nodes of the groups that are listened to of which nobody has heard that they died, with the bdSeq of their last birth and the devices that live on them. */
export async function aliveNodes(db: Database): Promise<KnownNode[]> {
  return db.execute<KnownNode>(sql`
    select n.group_id as "group", n.node_id as node, n.bd_seq as "bdSeq",
      array(select d.device_id from telemetry.sparkplug_node d
        where d.site_id = n.site_id and d.group_id = n.group_id and d.node_id = n.node_id and d.device_id <> '' and d.online order by d.device_id) as devices
    from telemetry.sparkplug_node n where n.device_id = '' and n.online
      and exists (select from telemetry.source s where s.kind = 'SPARKPLUG' and s.active and split_part(s.topic_filter, '/', 2) in (n.group_id, '+', '#'))`);
}
