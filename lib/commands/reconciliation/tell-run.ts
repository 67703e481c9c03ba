import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { reconciliationRun } from "@/db/schema/reconciliation";
import { site } from "@/db/schema/reference";
import { accuracy } from "@/lib/domain/reconciliation/accuracy";
import { appendOutbound } from "@/lib/integration/outbox/append";
import { rowsOf } from "./our-books";
import type { RunRow } from "./run-store";

const Part = z.object({ figures: z.number(), value: z.string() });
const Parts = z.object({ inTransit: Part, rejected: Part, timing: Part, rate: Part, quantity: Part, unexplained: Part, accepted: Part });

/**
 * §8.1 reconciliation snapshot: tells the ERP that was compared what came of it, in the transaction that ends the run. What people accept
 * afterwards is told by the next comparison.
 */
export async function tellRun(tx: Tx, run: RunRow, endedAt: Date): Promise<void> {
  const [place] = await tx.select({ code: site.code, currency: site.currency }).from(site).where(eq(site.id, run.siteId));
  if (place === undefined) throw new Error(`site ${run.siteId} does not exist`);
  const [parts] = await rowsOf(tx, Parts, partsOf(run.id));
  if (parts === undefined) throw new Error("a sum has one row");
  const { cause, startedAt, matched, value, unexplainedValue, ordersDone, leftOut, stockCompared } = run;
  await appendOutbound(tx, {
    siteId: run.siteId,
    commandId: run.id,
    recordTime: endedAt,
    message: {
      type: "mes.reconciliation.snapshot.v1",
      subject: `site/${place.code}`,
      orderId: null,
      connectionId: run.connectionId,
      eventId: run.id,
      eventTime: endedAt,
      data: {
        site: place.code,
        date: run.onDate,
        revision: await revisionOf(tx, run),
        cause,
        startedAt: startedAt.toISOString(),
        endedAt: endedAt.toISOString(),
        currency: place.currency,
        orders: run.readsOrders === true ? { compared: ordersDone, leftOut } : null,
        stock: stockCompared,
        matched,
        parts,
        value: value.toFixed(),
        accuracy: accuracy(unexplainedValue, value)?.toFixed() ?? null,
      },
    },
  });
}

/** One run of a site and connection is open at a time, so the runs of a day that are done are the revisions before this one. */
async function revisionOf(tx: Tx, { id, siteId, connectionId, onDate }: RunRow): Promise<number> {
  const { siteId: place, connectionId: erp, onDate: day, state } = reconciliationRun;
  const done = and(eq(place, siteId), eq(erp, connectionId), eq(day, onDate), eq(state, "DONE"), ne(reconciliationRun.id, id));
  return (await tx.$count(reconciliationRun, done)) + 1;
}

function partsOf(runId: string) {
  const part = (name: string) => {
    const [is, value] = [sql.raw(`${name} <> 0`), sql.raw(`${name}_value`)];
    return sql`json_build_object('figures', count(*) filter (where ${is}), 'value', coalesce(sum(${value}) filter (where ${is}), 0)::text)`;
  };
  // What only a cost has (C-17): an amount, which is its own value.
  const amount = (name: string) =>
    sql`json_build_object('figures', count(*) filter (where ${sql.raw(name)} <> 0), 'value', coalesce(sum(abs(${sql.raw(name)})), 0)::numeric(18, 2)::text)`;
  const unexplained = (which: string) => {
    const is = sql.raw(`unexplained <> 0 and action is ${which}`);
    return sql`json_build_object('figures', count(*) filter (where ${is}), 'value', coalesce(sum(unexplained_value) filter (where ${is}), 0)::text)`;
  };
  return sql`
    select ${part("in_transit")} as "inTransit", ${part("rejected")} as rejected, ${part("timing")} as timing, ${amount("rate")} as rate, ${amount("quantity")} as quantity, ${unexplained("null")} as unexplained,
      ${unexplained("not null")} as accepted
    from integration.reconciliation_line where run_id = ${runId}::uuid`;
}
