import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { connectionSite } from "@/db/schema/integration";
import { reconciliationOrder, reconciliationRun } from "@/db/schema/reconciliation";
import { site } from "@/db/schema/reference";
import type { Services } from "@/lib/commands/services";
import { worth } from "@/lib/domain/reconciliation/accuracy";
import { isOpen } from "@/lib/domain/reconciliation/in-step";
import { ORDERS } from "@/lib/domain/reconciliation/measure";
import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { ListedOrder, OrderBooks, ReadBack } from "@/lib/integration/read-back";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { type ComparedFigure, type ComparedOrders, compareOrders, type CurrencyMismatch } from "./compare-orders";
import { addStock, beginStock, compareStock } from "./compare-stock";
import { itemValues, ourBooks, rowsOf } from "./our-books";
import { ourCosts } from "./our-costs";
import { type Listing, missingOrders, readListing } from "./list-orders";
import { carryOn, claimRun, connectionOf, type Ending, endRun, holdRun, listOrders, nextOrders, type OrderNumber, queueDaily, releaseRun, type RunRow, sinceOf } from "./run-store";
import { storeFigures } from "./store-figures";
import { untakenMessages } from "./untaken";

export type ReconcilerOptions = {
  readonly services: Services;
  /** Name of the worker, for whoever looks at the lease. */
  readonly worker: string;
  adapterFor(connectionId: string): Promise<ReadBack>;
  /** Orders of one question to the ERP. */
  readonly pageSize?: number;
};

/** Compares sites with their ERPs, one run at a time. Several workers may run one each; a run that a dead one left is taken up where it stopped. */
export type Reconciler = {
  /** Queues what is due and carries out one run; true when there was one, so that the next may follow at once. */
  round(): Promise<boolean>;
  /** Leaves the run in hand for another worker. */
  stop(): void;
};

/** Minutes after which a daily run is tried again by itself when the ERP was not there; after that a person asks. */
const RETRY_MINUTES = [5, 15, 60, 180];
/** A stock that never ends is a fault of the ERP's cursor. */
const MOST_PAGES = 10_000;

/** IN-11: daily at six o'clock of the site and on demand. */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { services, worker } = options;
  const { db, clock } = services;
  const ending = new AbortController();
  return {
    async round() {
      if (ending.signal.aborted) return false;
      await queueDaily(db, clock.now());
      const run = await claimRun(db, `${worker} ${newId()}`, clock.now());
      if (run === null) return false;
      tell(services, run);
      try {
        const end = await carryOut(options, run, ending.signal);
        if (end === null) await releaseRun(db, run);
        else await endRun(db, run, end, clock.now());
      } catch (fault) {
        log.error({ err: fault, run: run.id }, "a reconciliation failed on our side");
        await endRun(db, run, { state: "FAILED", reason: "Comparing failed on our side; the cause is in the worker's log.", retryAt: null }, clock.now());
      }
      tell(services, run);
      return true;
    },
    stop: () => ending.abort(),
  };
}

function tell(services: Services, run: RunRow): void {
  services.tellLive([{ siteId: run.siteId, kind: "reconciliation", id: run.id, orderId: null }]);
}

/** How the run ends; null when this worker must leave it, because it is stopped or another one has it. */
async function carryOut(options: ReconcilerOptions, run: RunRow, signal: AbortSignal): Promise<Ending | null> {
  const { services } = options;
  const { db, clock } = services;
  const connection = await connectionOf(db, run.connectionId);
  if (!connection.enabled) return { state: "FAILED", reason: `${connection.name} is paused: nothing is read from it.`, retryAt: null };
  const opened = await open(options, run);
  if ("state" in opened) return opened;
  const { adapter } = opened;
  const { readOrders, readStock } = adapter.capabilities();
  const reads = { readsOrders: readOrders && adapter.readOrders !== undefined, readsStock: readStock && adapter.readStock !== undefined };
  const listsAlone = !reads.readsOrders && adapter.capabilities().listOrders && adapter.listOrders !== undefined;
  await db.update(reconciliationRun).set(reads).where(eq(reconciliationRun.id, run.id));
  if (!reads.readsOrders && !reads.readsStock && !listsAlone)
    return { state: "UNSUPPORTED", reason: `${connection.name} cannot say what it holds: this kind of ERP has no way to read orders or stock back.` };
  const names = await siteNames(db, run);
  let held: RunRow | null = run;
  if (adapter.readOrders !== undefined && reads.readsOrders) {
    // Once the open orders are counted nobody asks for the list any more.
    const listing: Listing = run.openCounted ? { kind: "none" } : await readListing(adapter, await sinceOf(db, run), names.erpCode, signal);
    if (listing.kind === "failed") return signal.aborted ? null : failed(run, listing.reason, clock.now());
    const listed = listing.kind === "listed" ? listing.orders : null;
    held = await listOrders(db, run, listed?.map(({ order }) => order) ?? null, clock.now());
    if (held === null) return null;
    const outcome = await compareAllOrders(options, adapter.readOrders.bind(adapter), held, names, signal);
    if (outcome !== "compared") return outcome === "left" ? null : failed(held, outcome.reason, clock.now());
    if (!(await countOpenOrders(db, held, names.code, listed ?? [], clock.now()))) return null;
  }
  if (listsAlone && !run.openCounted) {
    const listing = await readListing(adapter, await sinceOf(db, run), names.erpCode, signal);
    if (listing.kind === "failed") return signal.aborted ? null : failed(run, listing.reason, clock.now());
    held = await missOrders(db, run, listing.kind === "listed" ? listing.orders : null, clock.now());
    if (held === null) return null;
  }
  if (adapter.readStock !== undefined && reads.readsStock && !held.stockCompared) {
    const outcome = await compareAllStock(services, adapter.readStock.bind(adapter), held, names, signal);
    if (outcome !== "compared") return outcome === "left" ? null : failed(held, outcome.reason, clock.now());
  }
  return { state: "DONE" };
}

/** "left": the run is to be left to another worker. */
type Outcome = "compared" | "left" | { readonly reason: string };

async function open(options: ReconcilerOptions, run: RunRow): Promise<{ readonly adapter: ReadBack } | Ending> {
  try {
    return { adapter: await options.adapterFor(run.connectionId) };
  } catch (fault) {
    log.error({ err: fault, connectionId: run.connectionId }, "the connection could not be opened to reconcile");
    return { state: "FAILED", reason: "The stored settings of the connection cannot be opened. Connections tests them.", retryAt: null };
  }
}

/** A daily run waits for an ERP that is down and tries again by itself; whoever asks on demand sees at once that it failed. */
function failed(run: RunRow, reason: string, now: Date): Ending {
  const minutes = run.cause === "DAILY" ? RETRY_MINUTES[run.attempts] : undefined;
  return { state: "FAILED", reason, retryAt: minutes === undefined ? null : new Date(now.getTime() + minutes * 60_000) };
}

async function compareAllOrders(options: ReconcilerOptions, readOrders: NonNullable<ReadBack["readOrders"]>, run: RunRow, names: SiteNames, signal: AbortSignal): Promise<Outcome> {
  const { services, pageSize = 50 } = options;
  const { db, clock } = services;
  for (;;) {
    if (signal.aborted) return "left";
    const orders = await nextOrders(db, run.id, pageSize);
    if (orders.length === 0) return "compared";
    // Whatever the ERP accepts from here on may be in its answer or not.
    const readAt = clock.now();
    const outcome = await readOrders(
      orders.map(({ number }) => number),
      signal,
    );
    if (outcome.kind !== "orders") return signal.aborted ? "left" : outcome;
    const compared = await comparePage(db, run, names, orders, outcome.orders, readAt, clock.now());
    if (!(await storePage(db, run, names, orders, compared, clock.now()))) return "left";
    tell(services, run);
  }
}

/** Our side is read after theirs, in one snapshot: what we have and they lack is then always a message. */
async function comparePage(
  db: Database,
  run: RunRow,
  { currency }: SiteNames,
  orders: readonly OrderNumber[],
  theirs: readonly OrderBooks[],
  readAt: Date,
  now: Date,
): Promise<ComparedOrders> {
  return db.transaction(
    async (tx) => {
      const ours = await ourBooks(tx, orders);
      const messages = await untakenMessages(
        tx,
        run.connectionId,
        run.siteId,
        readAt,
        orders.map(({ id }) => id),
      );
      // Orders whose cost the ERP does not say need no ledger.
      const costed = ours.filter((order) => theirs.some((one) => one.order === order.number && one.costs != null)).map((order) => order.id);
      const costs = await ourCosts(
        tx,
        costed,
        messages.filter((message) => message.orderId !== null && costed.includes(message.orderId)),
      );
      const named = ({ item, lot }: { readonly item: string; readonly lot: string | null }) => ({ item, lot });
      const lines = [...ours.flatMap((order) => order.components.map(named)), ...theirs.flatMap((order) => order.components.map(named))];
      const items = [...ours.map((order) => order.item), ...lines.map((line) => line.item)];
      const values = await itemValues(
        tx,
        run.siteId,
        items,
        lines.flatMap((line) => line.lot ?? []),
        now,
      );
      return compareOrders({ orders: ours, costs, messages, currency }, theirs, values);
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

/** Lines, counts and how far the run has come, in one transaction: a run that goes on elsewhere compares nothing twice. */
async function storePage(db: Database, run: RunRow, names: SiteNames, orders: readonly OrderNumber[], compared: ComparedOrders, now: Date): Promise<boolean> {
  const { figures, open: openNow, costs } = compared;
  return db.transaction(async (tx) => {
    const held = await holdRun(tx, run, now);
    if (held === null) return false;
    const done = await tx
      .delete(reconciliationOrder)
      .where(
        and(
          eq(reconciliationOrder.runId, run.id),
          inArray(
            reconciliationOrder.orderId,
            orders.map(({ id }) => id),
          ),
        ),
      )
      .returning({ orderId: reconciliationOrder.orderId });
    await storeFigures(tx, held, figures, now);
    await tx
      .update(reconciliationRun)
      .set({
        ordersDone: sql`${reconciliationRun.ordersDone} + ${done.length}`,
        openOurs: sql`${reconciliationRun.openOurs} + ${openNow.ours}`,
        openTheirs: sql`${reconciliationRun.openTheirs} + ${openNow.theirs}`,
        costsCompared: sql`${reconciliationRun.costsCompared} + ${costs.compared}`,
        ...(costs.mismatch === null || held.costsRefused !== null ? {} : { costsRefused: mismatchWords(costs.mismatch, names.code) }),
      })
      .where(eq(reconciliationRun.id, run.id));
    return true;
  });
}

/** C-16, for people: why nobody compared it. */
function mismatchWords({ order, ours, theirs }: CurrencyMismatch, siteCode: string): string {
  return `The ERP keeps the cost of ${order} in ${theirs}, and ${siteCode} keeps it in ${ours}: amounts of two currencies are not compared`;
}

const StatusRow = z.object({ ours: z.string(), theirs: z.string(), inTransit: z.string(), rejected: z.string(), timing: z.string(), unexplained: z.string() });

/** IN-11, per site: orders that are open here and there; with those that are open there and never came here. What differs is explained by what explains the statuses that differ. */
async function countOpenOrders(db: Database, run: RunRow, siteCode: string, listed: readonly ListedOrder[], now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const held = await holdRun(tx, run, now);
    if (held === null) return false;
    if (held.openCounted) return true;
    const missing = await missingOrders(tx, run, listed);
    await storeFigures(tx, held, missing, now);
    const rows = await rowsOf(
      tx,
      StatusRow,
      sql`
      select ours_text as ours, theirs_text as theirs, sum(in_transit)::text as "inTransit", sum(rejected)::text as rejected, sum(timing)::text as timing, sum(unexplained)::text as unexplained
      from integration.reconciliation_line where run_id = ${run.id}::uuid and measure = 'STATUS' group by 1, 2`,
    );
    const signed = rows.map((row) => ({ ...row, sign: Number(openHere(row.ours)) - Number(openHere(row.theirs)) }));
    const part = (name: "inTransit" | "rejected" | "timing" | "unexplained") => sum(signed.map((row) => decimal(row[name]).times(row.sign)));
    const figure = {
      measure: "OPEN_ORDERS" as const,
      item: null,
      lot: null,
      activity: null,
      uom: ORDERS,
      key: "OPEN_ORDERS",
      ours: decimal(held.openOurs),
      theirs: decimal(held.openTheirs + missing.length),
      words: null,
    };
    const parts = {
      inTransit: part("inTransit"),
      rejected: part("rejected"),
      timing: part("timing"),
      unexplained: part("unexplained"),
      settled: ZERO,
      triedAll: true,
      messages: [],
    };
    const compared: ComparedFigure = { ...figure, ...parts, ...worth({ ...figure, ...parts }, null), orderId: null, subject: siteCode };
    await storeFigures(tx, held, [compared], now);
    await tx
      .update(reconciliationRun)
      .set({ openCounted: true, openTheirs: held.openTheirs + missing.length })
      .where(eq(reconciliationRun.id, run.id));
    return true;
  });
}

/** IN-11: of an ERP that only lists its orders, those that are open there and never came here. Null where another worker has the run. */
async function missOrders(db: Database, run: RunRow, listed: readonly ListedOrder[] | null, now: Date): Promise<RunRow | null> {
  return db.transaction(async (tx) => {
    const held = await holdRun(tx, run, now);
    if (held === null || held.openCounted) return held;
    const carried = listed === null ? held : await carryOn(tx, held);
    if (carried !== null && listed !== null) await storeFigures(tx, carried, await missingOrders(tx, run, listed), now);
    const [done] = await tx.update(reconciliationRun).set({ openCounted: true }).where(eq(reconciliationRun.id, run.id)).returning();
    return done ?? null;
  });
}

function openHere(state: string): boolean {
  const known = ["CREATED", "PLANNED", "RELEASED", "IN_PROGRESS", "ON_HOLD"] as const;
  const found = known.find((one) => one === state);
  return found !== undefined && isOpen(found);
}

async function compareAllStock(services: Services, readStock: NonNullable<ReadBack["readStock"]>, run: RunRow, names: SiteNames, signal: AbortSignal): Promise<Outcome> {
  const { db, clock } = services;
  if (!(await beginStock(db, run, clock.now()))) return "left";
  const readAt = clock.now();
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    if (signal.aborted) return "left";
    const outcome = await readStock(cursor, signal);
    if (outcome.kind !== "stock") return signal.aborted ? "left" : outcome;
    if (!(await addStock(db, run, outcome.stock, names.erpCode, clock.now()))) return "left";
    if (outcome.cursor === null) return (await compareStock(db, run, names.code, readAt, clock.now())) ? "compared" : "left";
    if (outcome.cursor === cursor) return { reason: "The ERP answers the same page of its stock again and again." };
    cursor = outcome.cursor;
  }
  return { reason: "The ERP's stock does not come to an end." };
}

/** What we call the site, what the ERP does, and in which currency it keeps its ledger. */
type SiteNames = { readonly code: string; readonly erpCode: string; readonly currency: string };

async function siteNames(db: Database, run: RunRow): Promise<SiteNames> {
  const [row] = await db
    .select({ code: site.code, erpCode: connectionSite.erpCode, currency: site.currency })
    .from(connectionSite)
    .innerJoin(site, eq(site.id, connectionSite.siteId))
    .where(and(eq(connectionSite.connectionId, run.connectionId), eq(connectionSite.siteId, run.siteId)));
  if (row === undefined) throw new Error(`connection ${run.connectionId} does not govern site ${run.siteId}`);
  return row;
}
