import "server-only";
import { and, asc, eq, gte, inArray, isNull, ne, sql } from "drizzle-orm";
import { heldOutput } from "@/db/held-output";
import { countProposal, operationActivity, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { item, itemVersion, reasonCode, site } from "@/db/schema/reference";
import { takeable, wholeSteps } from "@/lib/domain/equipment/late-counts";
import { goodOf } from "@/lib/domain/execution/totals";
import { decimal, type Decimal, sum } from "@/lib/domain/shared/decimal";
import { reasonNameOrNull } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";
import { operationFigures, plannedPerHour, planStart } from "./operation-figures";
import { type Pack, packsOf } from "./packs";

/**
 * What the line has counted and nobody has confirmed. `beyond`: of its good what the order may not take any more (EX-07): a difference, which is told and not offered. Absent
 * where nothing is, and in what a tablet kept before it knew.
 */
export type Proposal = { readonly good: string; readonly scrap: string; readonly since: string; readonly beyond?: string };

/** Output that a nonconformance holds: of this operation, or of the one before it. */
export type HeldHere = { readonly of: "HERE" | "BEFORE"; readonly nonconformance: string; readonly quantity: string };

/** The operation in hand, with what its screen computes from. No cost: the floor does not see any. */
export type RunOperation = {
  readonly id: string;
  readonly orderId: string;
  readonly order: string;
  readonly opNo: number;
  readonly name: string;
  readonly item: string;
  readonly description: string;
  readonly uom: string;
  readonly decimals: number;
  readonly state: "SETUP" | "RUNNING" | "PAUSED";
  readonly pausedFrom: "SETUP" | "RUNNING" | null;
  /** Since when it is in this state. */
  readonly since: string;
  /** Why it is paused, with the words that came with the reason. */
  readonly reason: { readonly code: string; readonly name: string; readonly comment: string | null } | null;
  readonly isLast: boolean;
  /** EX-14: what quality holds of what was made here and of what comes here. Absent where nothing. */
  readonly heldOutput?: readonly HeldHere[];
  /** The order is on hold: nothing of it is started or recorded. */
  readonly held: boolean;
  readonly processed: string;
  readonly good: string;
  readonly scrap: string;
  readonly rework: string;
  /** Rework that is neither good nor scrap yet. */
  readonly openRework: string;
  /** What failed again in rework so far (EX-13): part of what the next entry out of rework expects (EX-05). Views that a tablet kept before it knew of this lack it. */
  readonly reworkedAgain?: string;
  /** Good that this operation is to give: the order's quantity at the last one, what the next one needs before it. */
  readonly target: string;
  /** Limits of EX-07; the least is the last operation's alone. */
  readonly maxGood: string;
  readonly minGood: string | null;
  /** UI-11: a single entry of more scrap than this is read once more before it is saved. Absent in what a tablet kept before it knew. */
  readonly scrapQuestion?: string;
  /** What the operation before it gave and this one has not processed; null at the first. */
  readonly arrived: string | null;
  /** Pace: good an hour that the routing plans, counted from `planFrom`. Null where the routing plans no run time. */
  readonly planPerHour: string | null;
  readonly planFrom: string;
  /** Good an hour over the last hour of the run, the line's own count included; null in its first minutes. */
  readonly perHour: string | null;
  readonly proposal: Proposal | null;
  /** What a handling unit usually takes, where this operation fills such units; it may fill them with any quantity. */
  readonly packs?: readonly Pack[];
};

const HOUR_MS = 3_600_000;
/** Under three minutes a rate says nothing. */
const LEAST_MS = 180_000;

/** The operation that occupies the unit, first started first, or null when the unit is free; of a unit that may run several the one that is asked for, if it is there. */
export async function runOperation(
  reader: FloorReader,
  siteId: string,
  unitId: string,
  wanted?: string,
): Promise<{ operation: RunOperation; row: typeof orderOperation.$inferSelect } | null> {
  const { db } = reader;
  const [found] = await db
    .select({ row: orderOperation, order: productionOrder, item: item.code, description: itemVersion.description, scrapQuestionPct: site.scrapQuestionPct })
    .from(orderOperation)
    .innerJoin(site, eq(site.id, orderOperation.siteId))
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(item, eq(item.id, productionOrder.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(
      and(
        eq(orderOperation.workUnitId, unitId),
        eq(orderOperation.siteId, siteId),
        inArray(orderOperation.state, ["SETUP", "RUNNING", "PAUSED"]),
        wanted === undefined ? undefined : eq(orderOperation.id, wanted),
      ),
    )
    .orderBy(asc(orderOperation.actualStartAt))
    .limit(1);
  if (found === undefined) return null;
  const { row, order } = found;
  const [neighbours, activities, [counted], [reworked]] = await Promise.all([
    db
      .select({
        id: orderOperation.id,
        opNo: orderOperation.opNo,
        required: orderOperation.required,
        goodFirst: orderOperation.goodFirst,
        reworkedGood: orderOperation.reworkedGood,
      })
      .from(orderOperation)
      .where(and(eq(orderOperation.orderId, row.orderId), ne(orderOperation.state, "SKIPPED")))
      .orderBy(asc(orderOperation.opNo)),
    db
      .select({
        activity: operationActivity.activity,
        from: operationActivity.fromAt,
        to: operationActivity.toAt,
        reason: operationActivity.reasonCode,
        reasonName: reasonNameOrNull(reader),
        comment: operationActivity.comment,
      })
      .from(operationActivity)
      .leftJoin(reasonCode, and(eq(reasonCode.siteId, operationActivity.siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, operationActivity.reasonCode)))
      .where(eq(operationActivity.operationId, row.id))
      .orderBy(asc(operationActivity.fromAt)),
    db.select().from(countProposal).where(eq(countProposal.operationId, row.id)),
    // Reversals are negative.
    db
      .select({ again: sql<string>`coalesce(sum(${productionEntry.rework}), 0)::text` })
      .from(productionEntry)
      .where(and(eq(productionEntry.operationId, row.id), eq(productionEntry.activity, "REWORK"))),
  ]);
  const previous = neighbours.findLast((one) => one.opNo < row.opNo);
  const figures = operationFigures(row, order, neighbours, found.scrapQuestionPct);
  const uom = { code: order.uom, decimals: order.decimals };
  const open = activities.findLast((one) => one.to === null);
  const planPerHour = plannedPerHour(row);
  const runFrom = activities.find((one) => one.activity === "RUN")?.from ?? row.actualStartAt ?? reader.now;
  const proposal = counted !== undefined && [counted.good, counted.scrap].some((one) => wholeSteps(one, order.decimals).gt(0)) ? counted : undefined;
  const held = await heldOutput(db, [row.id, ...(previous === undefined ? [] : [previous.id])]);
  const packs = row.isLast ? await packsOf(reader, row, order.itemId, uom) : undefined;
  const operation: RunOperation = {
    id: row.id,
    orderId: order.id,
    order: order.number,
    opNo: row.opNo,
    name: row.name,
    item: found.item,
    description: found.description ?? "",
    uom: order.uom,
    decimals: order.decimals,
    state: row.state === "SETUP" || row.state === "PAUSED" ? row.state : "RUNNING",
    pausedFrom: row.pausedFrom,
    since: (open?.from ?? row.actualStartAt ?? reader.now).toISOString(),
    reason: open?.reason == null ? null : { code: open.reason, name: open.reasonName ?? open.reason, comment: open.comment },
    ...figures,
    reworkedAgain: decimal(reworked?.again ?? "0").toFixed(),
    ...(held.length === 0
      ? {}
      : { heldOutput: held.map((one) => ({ ...one, of: one.operationId === row.id ? ("HERE" as const) : ("BEFORE" as const), quantity: one.quantity.toFixed() })) }),
    held: order.state === "ON_HOLD",
    planPerHour: planPerHour?.toFixed(2) ?? null,
    planFrom: planStart(row.plannedEndAt, runFrom, decimal(figures.target), planPerHour).toISOString(),
    perHour: await perHour(reader, row.id, runFrom, proposal?.good ?? decimal(0)),
    proposal: proposal === undefined ? null : proposalOf(proposal, goodOf(row), decimal(figures.maxGood), order.decimals),
    ...(packs === undefined ? {} : { packs }),
  };
  return { operation, row };
}

function proposalOf({ good: counted, scrap, countedSince }: typeof countProposal.$inferSelect, good: Decimal, most: Decimal, decimals: number): Proposal {
  const { offered, beyond } = takeable(counted, good, most, decimals);
  return { good: offered.toFixed(), scrap: wholeSteps(scrap, decimals).toFixed(), since: countedSince.toISOString(), ...(beyond.isZero() ? {} : { beyond: beyond.toFixed() }) };
}

async function perHour({ db, now }: FloorReader, operationId: string, runFrom: Date, counted: Decimal): Promise<string | null> {
  const from = new Date(Math.max(runFrom.getTime(), now.getTime() - HOUR_MS));
  const elapsed = now.getTime() - from.getTime();
  if (elapsed < LEAST_MS) return null;
  const entries = await db
    .select({ good: productionEntry.good })
    .from(productionEntry)
    .where(and(eq(productionEntry.operationId, operationId), gte(productionEntry.eventTime, from)));
  const made = sum(entries.map((entry) => entry.good)).plus(counted);
  return made.lte(0) ? null : made.times(HOUR_MS).div(elapsed).toFixed(0);
}
