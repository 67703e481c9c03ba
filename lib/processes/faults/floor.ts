import { setTimeout as pause } from "node:timers/promises";
import { eq, inArray, sql as raw } from "drizzle-orm";
import type { Connection } from "@/db/client";
import { outboxMessage, policy } from "@/db/schema/integration";
import type { Services } from "@/lib/commands/services";
import { wakeDispatchers } from "@/lib/integration/outbox/wake";
import type { InboundMessage } from "@/lib/messages/inbound";
import { TOTALS_TYPES } from "@/lib/messages/outbound";
import { systemClock } from "@/lib/platform/clock";
import { startWorker, TEST_SECRET, type WorkerProcess } from "@/lib/processes/testing/worker-process";
import { hasOrders, openWorkshop, type Running, startAll, wireMachines, type Workshop, type WorkshopErp } from "@/lib/processes/testing/workshop";
import { workshopMessages, type WorkshopShape } from "@/lib/processes/testing/workshop-messages";

/** A workshop at work: its worker runs as a process, its tablets call commands from this one, as the web process would. */
export type Floor = {
  readonly services: Services;
  readonly workshop: Workshop;
  readonly worker: WorkerProcess;
  readonly running: readonly Running[];
  /** Sources that a living worker hears machines on. */
  hearing(): Promise<number>;
  /** Messages to the ERP that it has not taken yet, by state. */
  unsettled(): Promise<Readonly<Record<string, number>>>;
};

/** An ERP whose clerk can be told to keep what others say. */
export type ErpWithClerk = WorkshopErp & { clerk(method: "POST", path: string, body: unknown): Promise<unknown> };

/**
 * Opens a workshop in an empty database, lets its ERP say everything over the wire, starts all operations, and waits until the machines are
 * heard. Ends what it started if that fails.
 */
export async function openFloor(connection: Connection, url: string, mqttUrl: string, erp: ErpWithClerk, shape: WorkshopShape): Promise<Floor> {
  const { db } = connection;
  for (const { type, data } of workshopMessages(shape)) await tell(erp, { type, data });
  const workshop = await openWorkshop(db, TEST_SECRET, erp);
  // Totals of an hour come when the hour is over; whoever counts what is told would wait for them.
  await db
    .update(policy)
    .set({ enabled: false })
    .where(inArray(policy.messageType, [...TOTALS_TYPES]));
  // An open circuit is looked at again after five seconds: what it does is the same, and nobody waits for it half of the run.
  const worker = startWorker({ databaseUrl: url, mqttUrl, environment: { MILLRACE_CIRCUIT_SECONDS: "5" } });
  try {
    await until("the orders are here", () => hasOrders(db, shape), worker);
    await wireMachines(db, workshop);
    const services = floorServices(connection);
    const running = await startAll(services, workshop, shape);
    const floor = { services, workshop, worker, running, hearing: () => hearing(connection), unsettled: () => unsettled(connection) };
    await until("the machines are heard", async () => (await floor.hearing()) > 0, worker);
    return floor;
  } catch (error) {
    await worker.stop();
    throw error;
  }
}

/** What commands need, wired as in a web process, without screens. */
export function floorServices({ db, sql }: Connection): Services {
  return { db, clock: systemClock, tellLive: () => undefined, wakeOutbox: () => void wakeDispatchers(sql).catch(() => undefined) };
}

/** Lets the ERP's clerk keep an object, which the poll then brings. */
export async function tell(erp: ErpWithClerk, { type, data }: Pick<InboundMessage, "type" | "data">): Promise<void> {
  await erp.clerk("POST", "objects", { type, data });
}

/** Waits for a condition; a query that fails meanwhile is no answer. The worker's last words stand in the failure. */
export async function until(what: string, condition: () => Promise<boolean>, worker?: WorkerProcess, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let fault: unknown = null;
  while (Date.now() < deadline) {
    try {
      if (await condition()) return;
      fault = null;
    } catch (error) {
      fault = error;
    }
    await pause(100);
  }
  throw new Error(`Waited ${timeoutMs / 1000} s until ${what}. ${worker?.log() ?? ""}`, { cause: fault });
}

async function hearing({ db }: Connection): Promise<number> {
  const [row] = await db.execute<{ sources: number }>(
    raw`select count(*)::int as sources from integration.worker_heartbeat w, jsonb_array_elements(w.detail->'sources') s where w.seen_at > now() - interval '8 seconds' and (s->>'connected')::bool`,
  );
  return row?.sources ?? 0;
}

async function unsettled({ db }: Connection): Promise<Record<string, number>> {
  const rows = await db
    .select({ state: outboxMessage.state, count: raw<number>`count(*)::int` })
    .from(outboxMessage)
    .groupBy(outboxMessage.state);
  return Object.fromEntries(rows.filter(({ state }) => state !== "ACCEPTED").map(({ state, count }) => [state, count]));
}

/** True when the ERP took everything. */
export async function allAccepted({ db }: Connection): Promise<boolean> {
  const [row] = await db.select({ open: raw<number>`count(*) filter (where ${outboxMessage.state} <> 'ACCEPTED')::int` }).from(outboxMessage);
  return row?.open === 0;
}

/** Messages that nobody will send any more without a person. */
export async function deadMessages({ db }: Connection): Promise<number> {
  return db.$count(outboxMessage, eq(outboxMessage.state, "DEAD"));
}
