import "server-only";
import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { isOpenException } from "@/db/open-exception";
import { productionOrder } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { equipment, site } from "@/db/schema/reference";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { unitSubject } from "@/lib/commands/telemetry/line-down-draft";

/** Only these must reach the business at once (§8.1). */
const SEVERE = 1;
/** Less severe, and about what the ERP's own books lack (EX-03). */
const IN_THE_BOOKS: ReadonlySet<string> = new Set(["ISSUED_SHORT"]);

const isTold = (row: { readonly class: string; readonly severity: number }): boolean => row.severity === SEVERE || IN_THE_BOOKS.has(row.class);

const WORDS: Readonly<Record<string, string>> = { SAFETY_CALL: "Safety is called", LINE_DOWN: "Maintenance is called", ISSUED_SHORT: "Less was issued than went in" };

/** What a class writes into `detail` is free in form; these are read where they are there. */
const Detail = z.object({
  note: z.string().nullable().catch(null),
  summary: z.string().nullable().catch(null),
  outcome: z.string().nullable().catch(null),
  reasonCode: z.string().nullable().catch(null),
  lot: z.string().nullable().catch(null),
  stopId: z.string().nullable().catch(null),
});

type ExceptionRow = typeof exception.$inferSelect;
type Cause = { readonly eventId: string; readonly eventTime: Date };

/**
 * What the ERP must hear of severe exceptions, and of material that went in and was not issued, because of these facts, once they are applied: of each that began or came back, and of the end of each
 * that it was told of. A second alarm of the same thing says nothing new, and a stop of a line travels as such (`mes.line.down.v1`).
 */
export async function severeExceptions(tx: Tx, siteId: string, at: Date, events: readonly NewEvent[]): Promise<OutboundDraft[]> {
  const drafts: OutboundDraft[] = [];
  for (const event of events) {
    const cause = { eventId: event.id, eventTime: event.eventTime ?? at };
    if (event.type === "exception.raised" && isTold(event.payload)) drafts.push(...(await begun(tx, siteId, event.payload, cause)));
    if (event.type === "exception.resolved") drafts.push(...(await over(tx, eq(exception.id, event.payload.exceptionId), cause)));
  }
  return drafts;
}

/** The end of a call that a line's own recovery brought. */
export async function endedByRecovery(tx: Tx, siteId: string, workUnitId: string, cause: Cause): Promise<OutboundDraft[]> {
  return over(tx, and(eq(exception.siteId, siteId), eq(exception.class, "LINE_DOWN"), eq(exception.subject, workUnitId)), cause);
}

async function begun(tx: Tx, siteId: string, raised: { readonly class: string; readonly subject: string }, cause: Cause): Promise<OutboundDraft[]> {
  const [row] = await tx
    .select()
    .from(exception)
    .where(and(eq(exception.siteId, siteId), eq(exception.class, raised.class), eq(exception.subject, raised.subject), isOpenException));
  if (row === undefined || (row.class === "LINE_DOWN" && Detail.parse(row.detail).stopId !== null)) return [];
  if ((await lastTold(tx, row.id)) === "mes.exception.raised.v1") return [];
  const said = await wordsOf(tx, row);
  return [{ type: "mes.exception.raised.v1", subject: said.subject, orderId: row.orderId, ...cause, data: said.data }];
}

async function over(tx: Tx, which: Parameters<typeof and>[0], cause: Cause): Promise<OutboundDraft[]> {
  const [row] = await tx
    .select()
    .from(exception)
    .where(and(which, isNotNull(exception.resolvedAt)))
    .orderBy(desc(exception.resolvedAt))
    .limit(1);
  if (row === undefined || row.resolvedAt === null || !isTold(row) || (await lastTold(tx, row.id)) !== "mes.exception.raised.v1") return [];
  const [said, detail] = [await wordsOf(tx, row), Detail.parse(row.detail)];
  return [
    {
      type: "mes.exception.resolved.v1",
      subject: said.subject,
      orderId: row.orderId,
      ...cause,
      data: { ...said.data, resolvedAt: row.resolvedAt.toISOString(), cause: detail.reasonCode, action: detail.outcome?.slice(0, 500) ?? null },
    },
  ];
}

const Told = z.array(z.object({ type: z.string() }));

/** Which message about an exception was written last, to whichever ERP; null when none was. */
async function lastTold(tx: Tx, exceptionId: string): Promise<string | null> {
  const rows: unknown = await tx.execute(sql`
    select m.type from integration.outbox_message m
    where m.type in ('mes.exception.raised.v1', 'mes.exception.resolved.v1') and m.payload -> 'data' ->> 'exception' = ${exceptionId}
    order by m.record_time desc, m.sequence desc limit 1`);
  return Told.parse(rows)[0]?.type ?? null;
}

async function wordsOf(tx: Tx, row: ExceptionRow) {
  const [place] = await tx.select({ code: site.code }).from(site).where(eq(site.id, row.siteId));
  const workUnit = row.workUnitId === null ? null : ((await tx.select({ code: equipment.code }).from(equipment).where(eq(equipment.id, row.workUnitId)))[0]?.code ?? null);
  const order =
    row.orderId === null ? null : ((await tx.select({ number: productionOrder.number }).from(productionOrder).where(eq(productionOrder.id, row.orderId)))[0]?.number ?? null);
  const { note: said, summary: figures, lot } = Detail.parse(row.detail);
  const note = said ?? figures;
  const what = WORDS[row.class] ?? row.class.charAt(0) + row.class.slice(1).toLowerCase().replaceAll("_", " ");
  const summary = `${what}${workUnit === null ? "" : ` at ${workUnit}`}${note === null || note === "" ? "" : `: ${note}`}`.slice(0, 500);
  return {
    // Priority 0 has the lane of its work unit, never that of an order (IN-04).
    subject: workUnit === null ? `exception/${row.id}` : unitSubject(workUnit),
    data: { exception: row.id, site: place?.code ?? "", kind: row.class, severity: row.severity, order, operation: null, workUnit, lot, summary },
  };
}
