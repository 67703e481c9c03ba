import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { ACTIVITIES, COST_ELEMENTS, MEASURES, OWNERS } from "@/lib/domain/reconciliation/measure";
import type { Reader } from "@/lib/queries/reader";
import { differencesAfter, type DifferenceRow } from "@/lib/queries/reconciliation/differences";
import { reconciliationRun, reconciliationRuns, type ReconciliationRow } from "@/lib/queries/reconciliation/runs";
import { ApiDecimal, ApiId, ApiInstant } from "./columns";
import { cutPage, type PageQuery } from "./page";

/** A comparison of a site with an ERP that governs it. */
export const ApiReconciliationRun = z
  .object({
    id: ApiId,
    site: z.string(),
    connection: z.string(),
    cause: z.enum(["DAILY", "ON_DEMAND"]),
    state: z.enum(["QUEUED", "RUNNING", "DONE", "FAILED", "UNSUPPORTED"]).meta({ description: "UNSUPPORTED: this ERP cannot say what it holds" }),
    reason: z.string().nullable(),
    onDate: z.iso.date(),
    startedAt: ApiInstant,
    endedAt: ApiInstant.nullable(),
    ordersTotal: z.number().int().nullable(),
    ordersDone: z.number().int(),
    ordersLeftOut: z.number().int(),
    costsCompared: z.number().int().meta({ description: "Orders of which the ERP says what they cost" }),
    costsRefused: z.string().nullable().meta({ description: "Why the cost of an order could not be compared: the ERP keeps it in another currency" }),
    matched: z.number().int().meta({ description: "Figures that are the same on both sides" }),
    explained: z.number().int(),
    unexplained: z.number().int(),
    accepted: z.number().int().meta({ description: "Unexplained, and accepted by a person with a reason" }),
    value: ApiDecimal.nullable().meta({ description: "Of all that was compared; null without the right to see cost, as amounts of cost are in it" }),
    unexplainedValue: ApiDecimal.nullable().meta({ description: "Null without the right to see cost, as amounts of cost are in it" }),
    currency: z.string(),
    accuracy: ApiDecimal.nullable().meta({ description: "1 − Σ |unexplained value| ÷ Σ value" }),
  })
  .meta({ id: "ReconciliationRun" });

const ApiCostSide = z.object({ qty: ApiDecimal.nullable(), rate: ApiDecimal.nullable().meta({ description: "On average; of times per hour" }) });

/** A figure that differs; `ours − theirs = inTransit + rejected + timing + rate + quantity + unexplained`. Those of cost come only with the right to see cost. */
export const ApiDifference = z
  .object({
    id: ApiId,
    subject: z.string().meta({ description: "Order number; the site for lot stock and open orders" }),
    measure: z.enum(MEASURES),
    item: z.string().nullable(),
    lot: z.string().nullable(),
    activity: z.enum(ACTIVITIES).nullable().meta({ description: "Of a time, where the ERP tells activities apart" }),
    element: z.enum(COST_ELEMENTS).nullable().meta({ description: "Of a cost: which element of it" }),
    period: z.string().nullable().meta({ description: "Of a cost: the accounting month, YYYY-MM, where the ERP tells the day of its postings" }),
    uom: z.string().meta({ description: "SEC for times, ORDER where orders are counted, the currency of a cost" }),
    ours: ApiDecimal,
    theirs: ApiDecimal,
    oursText: z.string().nullable(),
    theirsText: z.string().nullable(),
    inTransit: ApiDecimal,
    rejected: ApiDecimal,
    timing: ApiDecimal,
    rate: ApiDecimal.meta({ description: "Of a cost: the same quantity at another rate" }),
    quantity: ApiDecimal.meta({ description: "Of a cost: another quantity, at our rate" }),
    unexplained: ApiDecimal,
    unexplainedValue: ApiDecimal.nullable(),
    firstSeenAt: ApiInstant,
    owner: z.enum(OWNERS).nullable(),
    acceptedBy: z.string().nullable(),
    acceptedReason: z.string().nullable(),
    bases: z
      .array(
        z.object({
          item: z.string().nullable(),
          lot: z.string().nullable(),
          operation: z.number().int().nullable(),
          activity: z.enum(ACTIVITIES).nullable(),
          uom: z.string().nullable(),
          ours: ApiCostSide,
          theirs: ApiCostSide,
          rate: ApiDecimal,
          quantity: ApiDecimal,
          unexplained: ApiDecimal,
        }),
      )
      .meta({ description: "Of a cost: the items and lots, or operations and activities, that it comes from, at most 20" }),
    messages: z.array(ApiId).meta({ description: "Messages that explain it, at most 50" }),
  })
  .meta({ id: "ReconciliationDifference" });

/** Comparisons of the actor's sites, latest first, a page of them. */
export async function apiReconciliationRuns(reader: Reader, actor: Actor, query: PageQuery, before: string | null) {
  const { data, next } = cutPage(await reconciliationRuns(reader, actor, before, query.limit + 1), query.limit, (row) => row.id);
  return { data: data.map(toApiRun), next };
}

/** Differences of a run, a page of them; null when there is no such run at the actor's sites. */
export async function apiDifferences(reader: Reader, actor: Actor, runId: string, query: PageQuery, after: string | null) {
  if ((await reconciliationRun(reader, actor, runId)) === null) return null;
  const { data, next } = cutPage(await differencesAfter(reader, actor, runId, after, query.limit), query.limit, (row) => row.id);
  return { data: data.map(toApiDifference), next };
}

function toApiRun(row: ReconciliationRow): z.infer<typeof ApiReconciliationRun> {
  const {
    id,
    site,
    connection,
    cause,
    state,
    reason,
    onDate,
    startedAt,
    endedAt,
    ordersTotal,
    ordersDone,
    leftOut,
    costsCompared,
    costsRefused,
    matched,
    explained,
    unexplained,
    accepted,
  } = row;
  const { value, unexplainedValue, currency, accuracy } = row;
  const counts = { ordersTotal, ordersDone, ordersLeftOut: leftOut, costsCompared, costsRefused, matched, explained, unexplained, accepted };
  return { id, site, connection, cause, state, reason, onDate, startedAt, endedAt, ...counts, value, unexplainedValue, currency, accuracy };
}

function toApiDifference(row: DifferenceRow): z.infer<typeof ApiDifference> {
  const { runId: _run, siteId: _site, site: _code, orderId: _order, action: _action, actedAt: _at, actedBy, note, ...rest } = row;
  return { ...rest, acceptedBy: actedBy, acceptedReason: note };
}
