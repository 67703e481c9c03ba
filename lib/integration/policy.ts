import type { Queryable } from "@/db/client";
import { policy } from "@/db/schema/integration";
import { INBOUND_TYPES, type InboundType } from "@/lib/messages/inbound";
import { OUTBOUND_TYPES, type OutboundType } from "@/lib/messages/outbound";
import { newId } from "@/lib/platform/ids";

type Rule = { readonly priority: number; readonly targetSeconds: number };

/** Domain §8.1: priority, and seconds from the fact until the ERP has accepted it. */
const OUTBOUND: Readonly<Record<OutboundType, Rule>> = {
  "mes.line.down.v1": { priority: 0, targetSeconds: 15 },
  "mes.line.restored.v1": { priority: 0, targetSeconds: 15 },
  "mes.production.confirmed.v1": { priority: 1, targetSeconds: 60 },
  "mes.material.issued.v1": { priority: 1, targetSeconds: 60 },
  "mes.material.scrapped.v1": { priority: 1, targetSeconds: 60 },
  "mes.production.received.v1": { priority: 1, targetSeconds: 60 },
  "mes.entry.reversed.v1": { priority: 1, targetSeconds: 60 },
  "mes.order.status.v1": { priority: 1, targetSeconds: 60 },
  "mes.order.acknowledged.v1": { priority: 1, targetSeconds: 60 },
  "mes.message.resolved.v1": { priority: 1, targetSeconds: 60 },
};

const INBOUND: Readonly<Record<InboundType, Rule>> = {
  "erp.order.v1": { priority: 1, targetSeconds: 60 },
  "erp.lot.v1": { priority: 1, targetSeconds: 60 },
  "erp.commitment.v1": { priority: 2, targetSeconds: 900 },
  "erp.price.v1": { priority: 2, targetSeconds: 900 },
  "erp.item.v1": { priority: 2, targetSeconds: 900 },
  "erp.bom.v1": { priority: 2, targetSeconds: 900 },
  "erp.routing.v1": { priority: 2, targetSeconds: 900 },
  "erp.work-centre.v1": { priority: 2, targetSeconds: 900 },
  "erp.rate.v1": { priority: 2, targetSeconds: 900 },
  "erp.standard-cost.v1": { priority: 2, targetSeconds: 900 },
};

/** Writes the defaults of domain §8.1 for a site of a connection, every type on. What somebody has set already stays. */
export async function writeDefaultPolicy(db: Queryable, siteId: string, connectionId: string): Promise<void> {
  const base = { siteId, connectionId, mode: "EVENT" as const, schedule: null, enabled: true };
  await db
    .insert(policy)
    .values([
      ...OUTBOUND_TYPES.map((messageType) => ({ ...base, id: newId(), messageType, direction: "OUT" as const, ...OUTBOUND[messageType] })),
      ...INBOUND_TYPES.map((messageType) => ({ ...base, id: newId(), messageType, direction: "IN" as const, ...INBOUND[messageType] })),
    ])
    .onConflictDoNothing();
}
