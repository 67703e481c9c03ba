import "server-only";
import { eq } from "drizzle-orm";
import { qualityCheck } from "@/db/schema/quality";
import { authorise } from "@/lib/auth/authorise";
import type { CommandEffect, CommandFrame } from "@/lib/commands/define-command";
import { decideCheckReversal } from "@/lib/domain/quality/reverse-check";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { snapshotOf } from "./check-snapshot";
import { subjectOf } from "./check-subject";

/**
 * EX-19: takes back the results of a check that were mistyped. They stay readable and count no more, and the same check is due again, since when it was,
 * by the same limits. Holds and the nonconformance of a failed one stay: quality lifts and voids them, never who recorded it (SEC-01).
 */
export async function reverseCheck({ tx, actor, siteId, at, recordedAt }: CommandFrame, checkId: string, reason: string): Promise<Decision<CommandEffect<{ reversed: string }>>> {
  const [check] = await tx.select().from(qualityCheck).where(eq(qualityCheck.id, checkId)).for("no key update");
  if (check === undefined || check.keptAt === null) return refuse("NOT_REVERSIBLE");
  const decision = decideCheckReversal({
    state: check.state,
    own: check.recordedBy !== null && check.recordedBy === actor.personId,
    ageSeconds: secondsBetween(check.keptAt, recordedAt),
    mayReverseAny: authorise(actor, "entry.reverse-any", siteId),
  });
  if (!decision.ok) return decision;
  const about = await subjectOf(tx, check);
  const head = {
    ...(check.operationId === null ? { aggregate: "lot" as const, aggregateId: check.lotId ?? check.id } : { aggregate: "operation" as const, aggregateId: check.operationId }),
    orderId: about.orderId,
  };
  const events: NewEvent[] = [
    { ...head, id: newId(), type: "check.reversed", eventTime: at, payload: { checkId, operationId: check.operationId, lotId: check.lotId, personId: actor.personId, reason } },
    {
      ...head,
      id: newId(),
      type: "check.due",
      eventTime: check.dueAt,
      payload: { checkId: newId(), planId: check.planId, operationId: check.operationId, lotId: check.lotId, snapshot: snapshotOf(check.snapshot) },
    },
  ];
  return accept({ events, output: { reversed: checkId } });
}
