import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection, connectionSite, inboxMessage, outboxMessage } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";
import { seedPolicies } from "@/db/seed/seed-site";
import { erpChannel } from "@/lib/commands/integration/erp-channel";
import type { Services } from "@/lib/commands/services";
import { decimal } from "@/lib/domain/shared/decimal";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { erpSystems } from "@/lib/erp/registry";
import { type AdapterSource, adapterSource, openerOf } from "@/lib/integration/adapters";
import { sealSecrets } from "@/lib/integration/secrets";
import { appendOutbound, type OutboundDraft } from "@/lib/integration/outbox/append";
import type { InboundMessage } from "@/lib/messages/inbound";
import { newId } from "@/lib/platform/ids";

/** Secret under which the plant's credentials are sealed. */
export const MASTER = "a-master-secret-of-these-tests-0001";
export const SITE = "SITE-A";

/** A clock that goes with real time and can be put forward, so that no test waits. */
export type MovableClock = { now(): Date; advance(seconds: number): void };

export function movableClock(): MovableClock {
  let ahead = 0;
  return { now: () => new Date(Date.now() + ahead), advance: (seconds) => void (ahead += seconds * 1000) };
}

/** An ERP at a port where nobody listens: for what never calls it. */
export const NOWHERE = { url: "http://127.0.0.1:9", key: "key-of-this-test", webhookSecret: "webhook-secret-of-this-test" };

export type ChannelPlant = Awaited<ReturnType<typeof channelPlant>>;

/** A site with one connection to an ERP at `baseUrl`, every message type on, and the whole channel around it as processes wire it. */
export async function channelPlant(
  db: Database,
  erp: { readonly url: string; readonly key: string; readonly webhookSecret: string },
  wrap: (source: AdapterSource) => AdapterSource = (source) => source,
) {
  const clock = movableClock();
  const [siteId, connectionId] = [newId(), newId()];
  await db.insert(site).values({ id: siteId, code: SITE, name: "Site A", timeZone: "Europe/Berlin", currency: "USD", overrideCapPct: decimal("0.05") });
  const secrets = { apiKey: erp.key, webhookSecrets: [erp.webhookSecret] };
  await db.insert(connection).values({
    id: connectionId,
    code: "erp",
    name: "ERP",
    adapter: "rest",
    settings: { baseUrl: erp.url, timeoutSeconds: 5 },
    secrets: sealSecrets(secrets, connectionId, MASTER),
    pollSeconds: 1,
  });
  await db.insert(connectionSite).values({ connectionId, siteId, erpCode: SITE });
  await db.transaction((tx) => seedPolicies(tx, siteId, connectionId));
  const services: Services = { db, clock, tellLive: () => undefined, wakeOutbox: () => undefined };
  const adapters = wrap(
    adapterSource(
      db,
      openerOf(erpSystems, (system, settings, given, words) => system.create(settings, given, fetchHttp, words)),
      MASTER,
    ),
  );
  const channel = erpChannel(services, adapters);

  return {
    db,
    clock,
    siteId,
    connectionId,
    services,
    adapters,
    channel,
    /** Writes messages as a command would, one transaction each. */
    async say(...drafts: readonly OutboundDraft[]): Promise<string[]> {
      const ids: string[] = [];
      for (const message of drafts) ids.push(...(await db.transaction((tx) => appendOutbound(tx, { siteId, commandId: newId(), recordTime: clock.now(), message }))));
      return ids;
    },
    outbox: () => db.select().from(outboxMessage).orderBy(outboxMessage.laneKey, outboxMessage.sequence),
    async message(id: string) {
      const [row] = await db.select().from(outboxMessage).where(eq(outboxMessage.id, id));
      if (row === undefined) throw new Error(`there is no message ${id}`);
      return row;
    },
    inboxRows: () => db.select().from(inboxMessage).orderBy(inboxMessage.receivedAt, inboxMessage.id),
    /** What the ERP pushes, past the signature. */
    hear: (...messages: readonly InboundMessage[]) => channel.inbox.take({ connectionId, door: "WEBHOOK", messages, unreadable: [], at: clock.now() }),
  };
}

/** An order status as a command says it; the sandbox ERP books it when it knows the order. */
export function status(order: string, at: Date): OutboundDraft {
  const quantity = { uom: "EA", good: "0", scrap: "0", received: "0" };
  return {
    type: "mes.order.status.v1",
    subject: order,
    orderId: null,
    eventId: newId(),
    eventTime: at,
    data: { order, state: "IN_PROGRESS", reason: null, comment: null, quantity },
  };
}

/** What became of an order message of the ERP, as the channel answers it. */
export function acknowledgement(order: string, at: Date): OutboundDraft {
  const data = { order, erpVersion: 1, outcome: "APPLIED" as const, code: null, reason: null };
  return { type: "mes.order.acknowledged.v1", subject: order, orderId: null, eventId: newId(), eventTime: at, data };
}

/** A line that went down: priority 0, in its own lane. */
export function lineDown(workUnit: string, at: Date): OutboundDraft {
  const stop = {
    stopId: newId(),
    site: SITE,
    line: "MACH",
    workUnit,
    reason: null,
    reasonClass: null,
    from: at.toISOString(),
    estimatedRestore: null,
    estimateAssumed: false,
    orders: [],
  };
  return { type: "mes.line.down.v1", subject: workUnit, orderId: null, eventId: newId(), eventTime: at, data: stop };
}
