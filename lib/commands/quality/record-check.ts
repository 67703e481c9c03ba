import "server-only";
import { eq } from "drizzle-orm";
import { qualityCheck } from "@/db/schema/quality";
import { defineCommand } from "@/lib/commands/define-command";
import { type Results, verdictOf } from "@/lib/domain/quality/check-verdict";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { CheckRecorded, CheckSnapshot } from "@/lib/eventlog/payloads/quality";
import { newId } from "@/lib/platform/ids";
import { CheckRecordedAnswer, RecordCheckInput } from "./check.schema";
import { characteristicsOf, snapshotOf } from "./check-snapshot";
import { lockCheck, subjectOf } from "./check-subject";
import { checkSummary } from "./check-summary";
import { type Consequences, followFailure } from "./failed-check";
import { signerOf } from "./held-lots";

/**
 * EX-14, S24: records a check that is due: values and what was seen, judged by the limits that counted when it became due. What follows from a failed one
 * is with `followFailure`, in the same transaction. Refuses CHECK_OVER, except to a failure after a pass, what `verdictOf` refuses, and for a process PERSON_REQUIRED.
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
    const asked = await lockCheck(tx, input.checkId);
    if (asked === undefined) return refuse("CHECK_OVER", { state: "RECORDED" });
    const snapshot = snapshotOf(asked.snapshot);
    const decision = verdictOf(characteristicsOf(snapshot), snapshot.sampleSize, resultsOf(input));
    if (!decision.ok) return decision;
    const { verdict, summaries } = decision.value;
    // A piece that failed is bad, also where somebody else's was told first and passed: it counts as a check of its own.
    const second = asked.state === "RECORDED" && asked.verdict === "PASS" && verdict === "FAIL";
    if (asked.state !== "DUE" && !second) return refuse("CHECK_OVER", { state: asked.state });
    const check = second ? { ...asked, id: newId() } : asked;
    const about = await subjectOf(tx, check);
    const failed = summaries.filter((one) => !one.passed);
    const positions = failed.map(({ position }) => position);
    const head = {
      ...(check.operationId === null ? { aggregate: "lot" as const, aggregateId: check.lotId ?? check.id } : { aggregate: "operation" as const, aggregateId: check.operationId }),
      orderId: about.orderId,
    };
    const due: NewEvent = {
      ...head,
      id: newId(),
      type: "check.due",
      eventTime: check.dueAt,
      payload: { checkId: check.id, planId: check.planId, operationId: check.operationId, lotId: check.lotId, snapshot },
    };
    const recorded: NewEvent = {
      ...head,
      id: newId(),
      type: "check.recorded",
      payload: {
        checkId: check.id,
        operationId: check.operationId,
        lotId: check.lotId,
        verdict,
        failed: positions,
        personId: actor.personId,
        recordedBy: signer,
        recordedName: actor.name,
        results: rowsOf(snapshot, input),
      },
    };
    const follows = verdict === "FAIL" ? await followFailure(frame, { check, snapshot, about, summaries: failed, signer }) : NOTHING;
    return accept({
      events: [...(second ? [due] : []), recorded, ...follows.events],
      messages: [checkSummary(check, snapshot, about, decision.value, { eventId: recorded.id, eventTime: at }), ...follows.messages],
      output: { checkId: check.id, verdict, failed: positions, held: [...follows.holds], nonconformance: follows.nonconformance },
    });
  },
});

const NOTHING: Omit<Consequences, "nonconformance"> & { readonly nonconformance: null } = { events: [], messages: [], holds: [], nonconformance: null };

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
