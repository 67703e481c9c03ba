import "server-only";
import { and, asc, eq, inArray, notExists } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { outputSegment, productionRun } from "@/db/schema/genealogy";
import { nonconformance, nonconformanceSegment } from "@/db/schema/quality";
import type { CommandFrame } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { nextNumber } from "@/lib/commands/next-number";
import type { Summary } from "@/lib/domain/quality/check-verdict";
import { type MadeCheck, type OutputPiece, suspectOutput } from "@/lib/domain/quality/suspect-output";
import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import type { CheckSnapshot } from "@/lib/eventlog/payloads/quality";
import { newId } from "@/lib/platform/ids";
import type { CheckRow, CheckSubject } from "./check-subject";
import { otherChecks } from "./doubt";
import { holdInDoubt, type Holding, holdPieces, onHandOf } from "./held-lots";

export type FailedCheck = {
  readonly check: CheckRow;
  readonly snapshot: CheckSnapshot;
  readonly about: CheckSubject;
  /** Of the characteristics that failed. */
  readonly summaries: readonly Summary[];
  readonly signer: string;
};

/** What follows from a failed check, besides that it failed. */
export type Consequences = Holding & { readonly nonconformance: { readonly id: string; readonly number: string; readonly quantity: string; readonly uom: string } };

/** What is in doubt: pieces of output of an operation, or lots as a whole. */
type Doubt = { readonly pieces: readonly OutputPiece[]; readonly lotIds: readonly string[]; readonly quantity: Decimal };

/**
 * EX-14: what was made since the last pass of what failed goes on hold, lot by lot and of each just these pieces, with a hold that its recorder does not lift (SEC-01); a
 * nonconformance opens over exactly that quantity, and quality is called (§2.5). Output that another open nonconformance covers is on hold already and is not counted
 * twice. Where nothing was recorded since the last pass the nonconformance opens over nothing, and what is confirmed until the next pass joins it.
 */
export async function followFailure(frame: CommandFrame, failed: FailedCheck): Promise<Consequences> {
  const { tx, siteId, actor } = frame;
  const { check, snapshot, about, summaries, signer } = failed;
  const positions = summaries.map(({ position }) => position);
  const what = `${snapshot.plan}: ${summaries.map((one) => inWords(snapshot, one)).join("; ")}`.slice(0, 500);
  const doubt = check.operationId === null ? await wholeLot(tx, check) : await madeInDoubt(tx, check.id, check.operationId, snapshot.plan, { at: frame.at, failed: positions });
  const ncId = newId();
  const number = await nextNumber(tx, siteId, "NC", nonconformance);
  const names = snapshot.characteristics.flatMap(({ position, name }) => (positions.includes(position) ? [name] : []));
  const reason = `Check ${snapshot.plan} failed: ${names.join(", ")}`.slice(0, 500);
  const placing = { reason, placedBy: signer, placedName: actor.name, nonconformanceId: ncId };
  const held = check.operationId === null ? await holdInDoubt(frame, doubt.lotIds, placing) : await holdPieces(frame, doubt.pieces, placing);
  const opened: NewEvent = {
    id: newId(),
    type: "nc.opened",
    aggregate: "nonconformance",
    aggregateId: ncId,
    orderId: about.orderId,
    payload: {
      ncId,
      number,
      checkId: check.id,
      orderId: about.orderId,
      operationId: check.operationId,
      lotId: check.lotId,
      quantity: doubt.quantity.toFixed(),
      uom: about.uom,
      defect: defectOf(summaries),
      what,
      raisedBy: signer,
      raisedName: actor.name,
      segmentIds: doubt.pieces.map(({ id }) => id),
    },
  };
  const call = raise({
    class: "QUALITY_FAIL",
    severity: 2,
    subject: check.id,
    workUnitId: about.workUnitId,
    orderId: about.orderId,
    owner: "QUALITY",
    detail: { checkId: check.id, nonconformance: number, plan: snapshot.plan, lot: about.lot, failed: names, findings: summaries.map((one) => foundIn(snapshot, one)), note: what },
  });
  return {
    // The nonconformance before its holds, which name it.
    events: [opened, call, ...held.events],
    messages: held.messages,
    holds: held.holds,
    nonconformance: { id: ncId, number, quantity: doubt.quantity.toFixed(), uom: about.uom },
  };
}

async function wholeLot(tx: Tx, check: CheckRow): Promise<Doubt> {
  const lotId = check.lotId ?? check.id;
  return { pieces: [], lotIds: [lotId], quantity: await onHandOf(tx, lotId) };
}

async function madeInDoubt(tx: Tx, checkId: string, operationId: string, plan: string, failure: MadeCheck): Promise<Doubt> {
  const pieces = suspectOutput(failure, await otherChecks(tx, checkId, operationId, plan), await freePieces(tx, operationId));
  return { pieces, lotIds: [], quantity: sum(pieces.map(({ quantity }) => quantity)) };
}

/** Output of the operation that no nonconformance covers that is still open. */
async function freePieces(tx: Tx, operationId: string): Promise<OutputPiece[]> {
  return tx
    .select({ id: outputSegment.id, lotId: outputSegment.lotId, from: outputSegment.fromAt, to: outputSegment.toAt, quantity: outputSegment.quantity })
    .from(outputSegment)
    .innerJoin(productionRun, eq(productionRun.id, outputSegment.runId))
    .where(and(eq(productionRun.operationId, operationId), notExists(openCover(tx))))
    .orderBy(asc(outputSegment.toAt), asc(outputSegment.id));
}

function openCover(tx: Tx) {
  return tx
    .select({ segmentId: nonconformanceSegment.segmentId })
    .from(nonconformanceSegment)
    .innerJoin(nonconformance, eq(nonconformance.id, nonconformanceSegment.nonconformanceId))
    .where(and(eq(nonconformanceSegment.segmentId, outputSegment.id), inArray(nonconformance.state, ["OPEN", "IN_REVIEW", "DISPOSITIONED", "ACTION"])));
}

/** The defect that was seen most often, or that a limit was passed. */
function defectOf(summaries: readonly Summary[]): string {
  const defects = summaries.flatMap((one) => one.defects).toSorted((a, b) => b.count - a.count);
  return defects[0]?.code ?? (summaries.some(({ min }) => min !== null) ? "LIMIT" : "REJECTED");
}

/** What failed of one characteristic, in figures. */
function foundIn(snapshot: CheckSnapshot, { position, min, max, failed, defects }: Summary) {
  const one = snapshot.characteristics.find((each) => each.position === position);
  const limits = { lower: one?.lowerLimit ?? null, upper: one?.upperLimit ?? null };
  return { name: one?.name ?? String(position), min: min?.toFixed() ?? null, max: max?.toFixed() ?? null, ...limits, rejected: failed, defects };
}

/** "Diameter 10.01, 9.5 to 10" or "Surface: 2 DENT". */
function inWords(snapshot: CheckSnapshot, { position, min, max, failed, defects }: Summary): string {
  const one = snapshot.characteristics.find((each) => each.position === position);
  const name = one?.name ?? String(position);
  if (min === null || max === null) return `${name}: ${defects.length === 0 ? `${failed} rejected` : defects.map(({ code, count }) => `${count} ${code}`).join(", ")}`;
  const measured = min.eq(max) ? min.toFixed() : `${min.toFixed()} to ${max.toFixed()}`;
  const allowed = [one?.lowerLimit == null ? null : `at least ${one.lowerLimit}`, one?.upperLimit == null ? null : `at most ${one.upperLimit}`].filter((text) => text !== null);
  return `${name} ${measured}${allowed.length === 0 ? "" : `, allowed ${allowed.join(", ")}`}`;
}
