import "server-only";
import { and, desc, eq, gt, inArray, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { genealogyEdge, lot } from "@/db/schema/materials";
import { qualityCheck } from "@/db/schema/quality";
import { item, site } from "@/db/schema/reference";
import { type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { type Results, type Verdict, verdictOf } from "@/lib/domain/quality/check-verdict";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { CheckRecorded, CheckSnapshot } from "@/lib/eventlog/payloads/quality";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { CheckRecordedAnswer, RecordCheckInput } from "./check.schema";
import { characteristicsOf, snapshotOf } from "./check-snapshot";
import { type Holding, holdLots, lockLots, lotSubject, signerOf } from "./held-lots";

type CheckRow = typeof qualityCheck.$inferSelect;

/**
 * EX-14, S24: records a check that is due: values and what was seen, judged by the limits that counted when it became due. A failed one calls quality and
 * holds its lot, or what its operation made since the last check of this plan that it passed; whoever recorded it does not lift these holds (SEC-01).
 * Refuses CHECK_OVER, what `verdictOf` refuses, and for a process PERSON_REQUIRED.
 */
export const recordCheck = defineCommand({
  name: "record-check",
  permission: "check.record",
  input: RecordCheckInput,
  answer: CheckRecordedAnswer,
  async site(tx, input) {
    const [row] = await tx.select({ siteId: qualityCheck.siteId }).from(qualityCheck).where(eq(qualityCheck.id, input.checkId));
    return row?.siteId ?? null;
  },
  async run(frame, input) {
    const { tx, actor, at } = frame;
    const signer = signerOf(actor);
    if (signer === null) return refuse("PERSON_REQUIRED");
    const [check] = await tx.select().from(qualityCheck).where(eq(qualityCheck.id, input.checkId)).for("no key update");
    if (check === undefined || check.state !== "DUE") return refuse("CHECK_OVER", { state: check?.state ?? "RECORDED" });
    const snapshot = snapshotOf(check.snapshot);
    const decision = verdictOf(characteristicsOf(snapshot), snapshot.sampleSize, resultsOf(input));
    if (!decision.ok) return decision;
    const { verdict } = decision.value;
    const about = await subjectOf(tx, check);
    const recorded: NewEvent = {
      id: newId(),
      type: "check.recorded",
      ...(check.operationId === null ? { aggregate: "lot", aggregateId: check.lotId ?? check.id } : { aggregate: "operation", aggregateId: check.operationId }),
      orderId: about.orderId,
      payload: { checkId: check.id, operationId: check.operationId, lotId: check.lotId, verdict, personId: actor.personId, results: rowsOf(snapshot, input) },
    };
    const failed = decision.value.summaries.flatMap((one) => (one.passed ? [] : [one.position]));
    const held = verdict === "FAIL" ? await holdWhatFailed(frame, check, snapshot, failed, signer) : NOTHING_HELD;
    const call = verdict === "FAIL" ? [failure(check, snapshot, about, failed)] : [];
    return accept({
      events: [recorded, ...call, ...held.events],
      messages: [summary(check, snapshot, about, decision.value, { eventId: recorded.id, eventTime: at }), ...held.messages],
      output: { checkId: check.id, verdict, failed, held: [...held.holds] },
    });
  },
});

const NOTHING_HELD: Holding = { events: [], messages: [], holds: [] };

function resultsOf(input: RecordCheckInput): Results[] {
  return input.results.map(({ position, samples }) => ({ position, samples: samples.map((one) => ("value" in one ? { value: decimal(one.value) } : one)) }));
}

function rowsOf(snapshot: CheckSnapshot, input: RecordCheckInput): CheckRecorded["results"] {
  return snapshot.characteristics.flatMap(({ characteristicId, position }) =>
    (input.results.find((one) => one.position === position)?.samples ?? []).map((sample, index) => ({
      resultId: newId(),
      characteristicId,
      sample: index + 1,
      ...("value" in sample ? { value: sample.value, accepted: null, defectCode: null } : { value: null, accepted: sample.accepted, defectCode: sample.defect }),
    })),
  );
}

/** What a check is about, in the words of the ERP. */
type About = {
  readonly site: string;
  readonly orderId: string | null;
  readonly order: string | null;
  readonly operation: number | null;
  readonly workUnitId: string | null;
  readonly item: string | null;
  readonly lot: string | null;
};

async function subjectOf(tx: Tx, check: CheckRow): Promise<About> {
  const [place] = await tx.select({ code: site.code }).from(site).where(eq(site.id, check.siteId));
  const none = { site: place?.code ?? "", orderId: null, order: null, operation: null, workUnitId: null, item: null, lot: null };
  if (check.operationId !== null) {
    const [row] = await tx
      .select({ orderId: productionOrder.id, order: productionOrder.number, operation: orderOperation.opNo, workUnitId: orderOperation.workUnitId, item: item.code })
      .from(orderOperation)
      .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
      .innerJoin(item, eq(item.id, productionOrder.itemId))
      .where(eq(orderOperation.id, check.operationId));
    return { ...none, ...row };
  }
  const [row] = await tx
    .select({ orderId: lot.orderId, order: productionOrder.number, item: item.code, lot: lot.number })
    .from(lot)
    .innerJoin(item, eq(item.id, lot.itemId))
    .leftJoin(productionOrder, eq(productionOrder.id, lot.orderId))
    .where(eq(lot.id, check.lotId ?? check.id));
  return { ...none, ...row };
}

/** §2.5 QUALITY_FAIL: quality is called, with what failed. */
function failure(check: CheckRow, snapshot: CheckSnapshot, about: About, failed: readonly number[]): NewEvent {
  const names = snapshot.characteristics.flatMap(({ position, name }) => (failed.includes(position) ? [name] : []));
  return raise({
    class: "QUALITY_FAIL",
    severity: 2,
    subject: check.id,
    workUnitId: about.workUnitId,
    orderId: about.orderId,
    owner: "QUALITY",
    detail: { checkId: check.id, plan: snapshot.plan, lot: about.lot, failed: names, note: `${snapshot.plan}: ${names.join(", ")}`.slice(0, 500) },
  });
}

/** The lot of the check, or lots that its operation made since the last check of the same plan that it passed. What is rejected or recalled needs no hold. */
async function holdWhatFailed(frame: CommandFrame, check: CheckRow, snapshot: CheckSnapshot, failed: readonly number[], signer: string): Promise<Holding> {
  const lotIds = check.lotId !== null ? [check.lotId] : check.operationId === null ? [] : await madeSincePass(frame.tx, check, check.operationId);
  const lots = (await lockLots(frame.tx, { lotIds })).filter(({ lot: one }) => one.mesStatus !== "REJECTED" && one.mesStatus !== "RECALLED");
  const names = snapshot.characteristics.flatMap(({ position, name }) => (failed.includes(position) ? [name] : []));
  const held = await holdLots(frame, lots, `Check ${snapshot.plan} failed: ${names.join(", ")}`.slice(0, 500), signer);
  if (!held.ok) throw new Error(`a lot that is neither rejected nor recalled could not be held: ${held.code}`);
  return held.value;
}

async function madeSincePass(tx: Tx, check: CheckRow, operationId: string): Promise<string[]> {
  const [passed] = await tx
    .select({ at: qualityCheck.recordedAt })
    .from(qualityCheck)
    .where(
      and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.verdict, "PASS"), ne(qualityCheck.id, check.id), sql`${qualityCheck.snapshot} ->> 'plan' = ${planOf(check)}`),
    )
    .orderBy(desc(qualityCheck.recordedAt))
    .limit(1);
  const rows = await tx
    .selectDistinct({ lotId: genealogyEdge.lotId })
    .from(genealogyEdge)
    .where(
      and(
        inArray(genealogyEdge.orderId, tx.select({ id: orderOperation.orderId }).from(orderOperation).where(eq(orderOperation.id, operationId))),
        eq(genealogyEdge.operationId, operationId),
        eq(genealogyEdge.kind, "PRODUCE"),
        passed?.at == null ? undefined : gt(genealogyEdge.toAt, passed.at),
      ),
    );
  return rows.map(({ lotId }) => lotId);
}

function planOf(check: CheckRow): string {
  return snapshotOf(check.snapshot).plan;
}

function summary(
  check: CheckRow,
  snapshot: CheckSnapshot,
  about: About,
  { verdict, summaries }: Verdict,
  cause: { readonly eventId: string; readonly eventTime: Date },
): OutboundDraft {
  const { site: code, order, operation, item: itemCode, lot: lotNumber } = about;
  return {
    type: "mes.quality.recorded.v1",
    subject: order ?? lotSubject(lotNumber ?? check.id),
    orderId: about.orderId,
    ...cause,
    data: {
      check: check.id,
      site: code,
      plan: snapshot.plan,
      planVersion: snapshot.planVersion,
      order,
      operation,
      item: itemCode,
      lot: lotNumber,
      verdict,
      characteristics: snapshot.characteristics.map(({ position, name, kind, uom, lowerLimit, upperLimit }) => {
        const one = summaries.find((each) => each.position === position);
        if (one === undefined) throw new Error(`position ${position} was judged without a summary`);
        const { samples, failed, defects } = one;
        const [min, max, mean] = [one.min, one.max, one.mean].map((value) => value?.toFixed() ?? null);
        return { position, name, kind, uom, lowerLimit, upperLimit, samples, min: min ?? null, max: max ?? null, mean: mean ?? null, failed, defects: [...defects] };
      }),
    },
  };
}
