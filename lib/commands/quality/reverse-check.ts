import "server-only";
import type { Tx } from "@/db/client";
import { qualityCheck } from "@/db/schema/quality";
import { authorise } from "@/lib/auth/authorise";
import type { CommandEffect, CommandFrame } from "@/lib/commands/define-command";
import { decideCheckReversal } from "@/lib/domain/quality/reverse-check";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { snapshotOf } from "./check-snapshot";
import { lockCheck, subjectOf } from "./check-subject";
import { isDue } from "./due-checks";
import { signerOf } from "./held-lots";

/**
 * EX-19: takes back the results of a check that were mistyped. They stay readable and count no more, and the same check is due again, since when it was,
 * by the same limits, unless another one of its plan is due already. Holds and the nonconformance of a failed one stay: quality lifts and voids them,
 * never who recorded it (SEC-01). `asked`: when somebody asked for it.
 */
export async function reverseCheck({ tx, actor, siteId, at }: CommandFrame, checkId: string, reason: string, asked: Date): Promise<Decision<CommandEffect<{ reversed: string }>>> {
  const check = await lockCheck(tx, checkId);
  if (check === undefined || check.keptAt === null) return refuse("NOT_REVERSIBLE");
  const signer = signerOf(actor);
  const decision = decideCheckReversal({
    state: check.state,
    own: signer !== null && signer === (check.recordedSigner ?? check.recordedBy),
    ageSeconds: secondsBetween(check.keptAt, asked),
    mayReverseAny: authorise(actor, "entry.reverse-any", siteId),
  });
  if (!decision.ok) return decision;
  const about = await subjectOf(tx, check);
  const head = {
    ...(check.operationId === null ? { aggregate: "lot" as const, aggregateId: check.lotId ?? check.id } : { aggregate: "operation" as const, aggregateId: check.operationId }),
    orderId: about.orderId,
  };
  const snapshot = snapshotOf(check.snapshot);
  const reversed: NewEvent = {
    ...head,
    id: newId(),
    type: "check.reversed",
    eventTime: at,
    payload: { checkId, operationId: check.operationId, lotId: check.lotId, personId: actor.personId, reason },
  };
  const again: NewEvent = {
    ...head,
    id: newId(),
    type: "check.due",
    eventTime: check.dueAt,
    payload: { checkId: newId(), planId: check.planId, operationId: check.operationId, lotId: check.lotId, snapshot },
  };
  // Another one of the plan may have become due meanwhile: it answers for this one as well.
  const next = check.operationId !== null && (await isOneDue(tx, check.operationId, snapshot.plan));
  const events = next ? [reversed] : [reversed, again];
  return accept({ events, output: { reversed: checkId } });
}

async function isOneDue(tx: Tx, operationId: string, plan: string): Promise<boolean> {
  const rows = await tx.select({ id: qualityCheck.id }).from(qualityCheck).where(isDue(operationId, plan)).limit(1);
  return rows.length > 0;
}
