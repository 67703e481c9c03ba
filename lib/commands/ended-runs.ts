import "server-only";
import { and, eq, isNotNull } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { productionRun } from "@/db/schema/genealogy";
import { equipment, site } from "@/db/schema/reference";
import { decimal } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";

type Ended = { readonly runId: string; readonly eventId: string; readonly eventTime: Date; readonly again: boolean };

/**
 * What the ERP must hear of the genealogy because of these facts, once they are applied: of each run that ended, which lots it took and made; and the
 * same again, as it now is, when an entry of an ended run is taken back. A run that touched no lot says nothing.
 */
export async function endedRuns(tx: Tx, at: Date, events: readonly NewEvent[]): Promise<OutboundDraft[]> {
  const drafts: OutboundDraft[] = [];
  for (const one of await endedIn(tx, at, events)) {
    const draft = await genealogyOf(tx, one);
    if (draft !== null) drafts.push(draft);
  }
  return drafts;
}

/** Each run once, by the first fact that speaks of it. */
async function endedIn(tx: Tx, at: Date, events: readonly NewEvent[]): Promise<Ended[]> {
  const runs = new Map<string, Ended>();
  for (const event of events) {
    const cause = { eventId: event.id, eventTime: event.eventTime ?? at };
    if (event.aggregate === "operation" && "runId" in event.payload && event.payload.runId === null) {
      const [run] = await tx
        .select({ id: productionRun.id })
        .from(productionRun)
        .where(and(eq(productionRun.operationId, event.aggregateId), eq(productionRun.toAt, cause.eventTime)));
      if (run !== undefined && !runs.has(run.id)) runs.set(run.id, { runId: run.id, ...cause, again: false });
    }
    if (event.type !== "material.reversed" || event.payload.edge?.runId == null || runs.has(event.payload.edge.runId)) continue;
    const [run] = await tx
      .select({ id: productionRun.id })
      .from(productionRun)
      .where(and(eq(productionRun.id, event.payload.edge.runId), isNotNull(productionRun.toAt)));
    if (run !== undefined) runs.set(run.id, { runId: run.id, eventId: event.id, eventTime: at, again: true });
  }
  return [...runs.values()];
}

const EdgeRow = z.object({ kind: z.enum(["CONSUME", "PRODUCE"]), item: z.string(), lot: z.string(), qty: z.string(), uom: z.string() });

async function genealogyOf(tx: Tx, { runId, eventId, eventTime, again }: Ended): Promise<OutboundDraft | null> {
  const [run] = await tx
    .select({
      from: productionRun.fromAt,
      to: productionRun.toAt,
      orderId: productionOrder.id,
      order: productionOrder.number,
      operation: orderOperation.opNo,
      workUnit: equipment.code,
      site: site.code,
    })
    .from(productionRun)
    .innerJoin(productionOrder, eq(productionOrder.id, productionRun.orderId))
    .innerJoin(orderOperation, eq(orderOperation.id, productionRun.operationId))
    .innerJoin(equipment, eq(equipment.id, productionRun.workUnitId))
    .innerJoin(site, eq(site.id, productionRun.siteId))
    .where(eq(productionRun.id, runId));
  if (run === undefined || run.to === null) return null;
  const edges = await edgesOf(tx, runId);
  if (edges.length === 0 && !again) return null;
  const lots = (kind: "CONSUME" | "PRODUCE") => edges.filter((edge) => edge.kind === kind).map(({ item, lot, qty, uom }) => ({ item, lot, qty: decimal(qty).toFixed(), uom }));
  return {
    type: "mes.genealogy.recorded.v1",
    subject: run.order,
    orderId: run.orderId,
    eventId,
    eventTime,
    data: {
      run: runId,
      site: run.site,
      order: run.order,
      operation: run.operation,
      workUnit: run.workUnit,
      from: run.from.toISOString(),
      to: run.to.toISOString(),
      inputs: lots("CONSUME"),
      outputs: await outputsOf(tx, runId, lots("PRODUCE")),
    },
  };
}

type Line = { readonly item: string; readonly lot: string; readonly qty: string; readonly uom: string };
const UnitRow = z.object({ lot: z.string(), item: z.string(), sscc: z.string(), qty: z.string() });

/** What a run made by handling unit, and in one line each what of a lot stands on none. */
async function outputsOf(tx: Tx, runId: string, lots: readonly Line[]) {
  const rows: unknown = await tx.execute(sql`
    select l.number as lot, i.code as item, h.sscc, h.quantity::text as qty
    from materials.output_segment s
    join materials.handling_unit h on h.id = s.handling_unit_id
    join materials.lot l on l.id = h.lot_id
    join reference.item i on i.id = l.item_id
    where s.run_id = ${runId}::uuid and h.taken_back_at is null order by h.sscc`);
  const units = UnitRow.array().parse(rows);
  return lots.flatMap((lot) => {
    const mine = units.filter((unit) => unit.lot === lot.lot && unit.item === lot.item);
    const rest = mine.reduce((left, unit) => left.minus(unit.qty), decimal(lot.qty));
    return [...mine.map((unit) => ({ ...lot, qty: decimal(unit.qty).toFixed(), hu: unit.sscc })), ...(rest.gt(0) ? [{ ...lot, qty: rest.toFixed(), hu: null }] : [])];
  });
}

/** Lots of a run, net of what was taken back; with it, what its operation took between the run before it and its own end, for material is often scanned before the start. */
async function edgesOf(tx: Tx, runId: string): Promise<readonly z.infer<typeof EdgeRow>[]> {
  const rows: unknown = await tx.execute(sql`
    select g.kind, i.code as item, l.number as lot, sum(g.quantity)::text as qty, min(g.uom) as uom
    from materials.production_run r
    join materials.genealogy_edge g on g.operation_id = r.operation_id and g.order_id = r.order_id
    join materials.lot l on l.id = g.lot_id
    join reference.item i on i.id = l.item_id
    where r.id = ${runId}::uuid and g.kind in ('CONSUME', 'PRODUCE') and (g.run_id = r.id or (g.run_id is null and g.from_at <= r.to_at
      and g.from_at >= coalesce((select max(b.to_at) from materials.production_run b where b.operation_id = r.operation_id and b.to_at <= r.from_at and b.id <> r.id), '-infinity')))
    group by g.kind, i.code, l.number having sum(g.quantity) > 0 order by g.kind, i.code, l.number`);
  return EdgeRow.array().parse(rows);
}
