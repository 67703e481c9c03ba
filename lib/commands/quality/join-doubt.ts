import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { lot } from "@/db/schema/materials";
import { hold, nonconformance, qualityCheck } from "@/db/schema/quality";
import { itemVersion } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { suspectOutput } from "@/lib/domain/quality/suspect-output";
import { decimal } from "@/lib/domain/shared/decimal";
import type { EventPayloads, NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { snapshotOf } from "./check-snapshot";
import { otherChecks } from "./failed-check";
import { holdInDoubt, signerOf } from "./held-lots";

type Joined = { readonly events: readonly NewEvent[]; readonly messages: readonly OutboundDraft[] };
const NOTHING: Joined = { events: [], messages: [] };

/**
 * EX-14, seen from what is confirmed after the check: it was made in the same doubt until the next check in which what failed passes, so it joins the
 * nonconformance while nobody has decided over that, and its lot is held as well.
 */
export async function joinDoubt(frame: CommandFrame, confirmed: EventPayloads["production.confirmed"], at: Date): Promise<Joined> {
  if (confirmed.segment === undefined) return NOTHING;
  const { tx } = frame;
  const piece = { id: confirmed.entryId, lotId: confirmed.lotId, from: new Date(confirmed.segment.from), to: at, quantity: decimal(confirmed.good) };
  for (const { nc, check } of await openFailures(tx, confirmed.operationId)) {
    if (check.recordedAt === null) continue;
    const others = await otherChecks(tx, check.id, confirmed.operationId, snapshotOf(check.snapshot).plan);
    if (suspectOutput({ at: check.recordedAt, failed: check.failed ?? [] }, others, [piece]).length === 0) continue;
    const extended: NewEvent = {
      id: newId(),
      type: "nc.extended",
      aggregate: "nonconformance",
      aggregateId: nc.id,
      orderId: nc.orderId,
      payload: { ncId: nc.id, quantity: confirmed.good, segmentIds: [confirmed.entryId] },
    };
    const held = confirmed.lotId === null || (await isHeldFor(tx, confirmed.lotId, nc.id)) ? NOTHING : await holdFor(frame, confirmed.lotId, nc);
    return { events: [extended, ...held.events], messages: held.messages };
  }
  return confirmed.lotId === null ? NOTHING : madeAfterRelease(frame, confirmed.lotId, confirmed.personId);
}

/** §2.2: what joins a lot that quality has released already, as an entry told late does, was not part of what it released: the lot is held until quality has looked again. */
async function madeAfterRelease(frame: CommandFrame, lotId: string, personId: string | null): Promise<Joined> {
  const [row] = await frame.tx
    .select({ needs: itemVersion.needsRelease, status: lot.mesStatus })
    .from(lot)
    .innerJoin(itemVersion, and(eq(itemVersion.itemId, lot.itemId), isNull(itemVersion.validTo)))
    .where(eq(lot.id, lotId));
  if (row === undefined || !row.needs || row.status !== "RELEASED") return NOTHING;
  const placedBy = personId ?? signerOf(frame.actor) ?? frame.actor.name;
  return holdInDoubt(frame, [lotId], { reason: "Made after the release of the lot", placedBy, placedName: frame.actor.name });
}

/** Nonconformances of the operation that nobody has decided over, with the failed check that opened each and still counts; the oldest first. */
async function openFailures(tx: Tx, operationId: string) {
  return tx
    .select({ nc: nonconformance, check: qualityCheck })
    .from(nonconformance)
    .innerJoin(qualityCheck, eq(qualityCheck.id, nonconformance.checkId))
    .where(and(eq(nonconformance.operationId, operationId), inArray(nonconformance.state, ["OPEN", "IN_REVIEW"]), eq(qualityCheck.state, "RECORDED")))
    .orderBy(asc(nonconformance.raisedAt), asc(nonconformance.id));
}

async function isHeldFor(tx: Tx, lotId: string, ncId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: hold.id })
    .from(hold)
    .where(and(eq(hold.lotId, lotId), eq(hold.nonconformanceId, ncId), isNull(hold.releasedAt)));
  return rows.length > 0;
}

/** In the name of who raised the nonconformance, not of who confirmed the output: by that SEC-01 goes. */
async function holdFor(frame: CommandFrame, lotId: string, nc: typeof nonconformance.$inferSelect): Promise<Joined> {
  const reason = `Made after ${nc.number}: ${nc.what}`.slice(0, 500);
  return holdInDoubt(frame, [lotId], { reason, placedBy: nc.raisedBy, placedName: nc.raisedName, nonconformanceId: nc.id });
}
