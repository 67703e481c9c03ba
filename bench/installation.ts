import { eq, sql } from "drizzle-orm";
import { connect, type Connection } from "@/db/client";
import { migrate } from "@/db/migrate";
import { inboxMessage } from "@/db/schema/integration";
import { systemActor } from "@/lib/auth/system-actor";
import { applyMessage } from "@/lib/commands/integration/apply-message";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { createInbox } from "@/lib/integration/inbox/inbox";
import { createNotifier } from "@/lib/live/notify";
import { systemClock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/ids";
import { openWorkshop, type Running, startAll, wireMachines, type Workshop } from "@/lib/processes/testing/workshop";
import { WORKSHOP_SITE, workshopMessages, type WorkshopShape } from "@/lib/processes/testing/workshop-messages";
import { openServer } from "./server";

/** A database of this run's own, durable as a plant's is, with a workshop that runs. */
export type Installation = {
  readonly url: string;
  readonly connection: Connection;
  /** Acts as the owner: for plain tables beside ours. */
  readonly owner: Connection;
  readonly services: Services;
  readonly workshop: Workshop;
  readonly running: readonly Running[];
  close(): Promise<void>;
};

/** Secret of the installation; whatever process serves it needs the same. */
export const BENCH_SECRET = "a-master-secret-of-this-benchmark-01";

/** Starts PostgreSQL with its defaults, migrates it, lets the ERP's messages be applied and starts every operation, so many milliseconds ago. */
export async function openInstallation(shape: WorkshopShape, startedAgoMs = 0): Promise<Installation> {
  const server = await openServer();
  await migrate(server.url);
  const connection = connect(server.url);
  const owner = connect(server.url, { max: 50, role: null });
  const telling = connect(server.url, { max: 1 });
  const notifier = createNotifier(telling.sql);
  const services: Services = { db: connection.db, clock: systemClock, tellLive: notifier.tellLive, wakeOutbox: () => undefined };
  const erp = { url: "http://127.0.0.1:9", key: "nobody-listens", webhookSecret: "nobody-listens-there" };
  const workshop = await openWorkshop(connection.db, BENCH_SECRET, erp);
  await hear(services, workshop, shape);
  await wireMachines(connection.db, workshop);
  await connection.db.execute(sql`select telemetry.ensure_partitions(current_date - 1, current_date + 1)`);
  const starting = { ...services, clock: { now: () => new Date(systemClock.now().getTime() - startedAgoMs) } };
  const running = await startAll(starting, workshop, shape);
  return {
    url: server.url,
    connection,
    owner,
    services,
    workshop,
    running,
    async close() {
      await notifier.flush();
      await Promise.all([connection.close(), owner.close(), telling.close()]);
      await server.stop();
    },
  };
}

async function hear(services: Services, { siteId, connectionId }: Workshop, shape: WorkshopShape): Promise<void> {
  const { db, clock } = services;
  const actor = systemActor("worker", ["erp.apply"], [{ siteId, code: WORKSHOP_SITE }]);
  const inbox = createInbox({
    db,
    clock,
    async apply(inboxId) {
      const result = await execute(services, actor, applyMessage, { commandId: newId(), inboxId });
      if (!result.ok) throw new Error(`applying was refused: ${result.code}`);
      return result.data;
    },
  });
  await inbox.take({ connectionId, door: "POLL", messages: workshopMessages(shape), unreadable: [], at: clock.now() });
  const open = (await db.select().from(inboxMessage).where(eq(inboxMessage.connectionId, connectionId))).filter(({ state }) => state !== "APPLIED");
  if (open.length > 0) throw new Error(open.map(({ subject, state, reason }) => `${subject} ${state}: ${reason}`).join("\n"));
}
