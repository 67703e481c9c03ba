import "server-only";
import { and, asc, eq, gte, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { event } from "@/db/schema/eventlog";
import { orderOperation } from "@/db/schema/execution";
import { lotMount } from "@/db/schema/materials";
import { authorise } from "@/lib/auth/authorise";
import type { CommandEffect, CommandFrame } from "@/lib/commands/define-command";
import { lockOperation } from "@/lib/commands/execution/store";
import { decideMountReversal } from "@/lib/domain/materials/reverse-mount";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { lockMounts } from "./lock-mounts";
import { toldLate } from "./told-late";

type MountRow = typeof lotMount.$inferSelect;

/** The mount that has this id, or null. */
export async function findMount(tx: Tx, id: string): Promise<MountRow | null> {
  const [row] = await tx.select().from(lotMount).where(eq(lotMount.id, id));
  return row ?? null;
}

/**
 * EX-19, TR-01: takes back a mount as if it had never been made: its lot was on for no time, and what had come off for it is on without a break. Both stay in the log.
 * What entries took of it since is told to a lead (LOT_TOLD_LATE). `asked`: when somebody asked for it.
 */
export async function reverseMount(
  frame: CommandFrame,
  { id: mountId, lotId, workUnitId, operationId, mountedAt, mountedBy }: MountRow,
  reason: string,
  asked: Date,
): Promise<Decision<CommandEffect<{ reversed: string }>>> {
  const { tx, actor, siteId } = frame;
  if (operationId === null) return refuse("NOT_REVERSIBLE");
  // As a mount does, so that none comes on in between, not for another order either.
  await lockOperation(tx, operationId);
  await lockMounts(tx, workUnitId);
  const since = await tx
    .select()
    .from(lotMount)
    .where(and(eq(lotMount.workUnitId, workUnitId), gte(lotMount.mountedAt, mountedAt)))
    .orderBy(asc(lotMount.id))
    .for("update");
  const mount = since.find((one) => one.id === mountId);
  const recorded = await recordOf(tx, mountId, operationId);
  if (mount === undefined || recorded === null) return refuse("NOT_REVERSIBLE");
  const tookOff = recorded.tookOff.length === 0 ? [] : await tx.select().from(lotMount).where(inArray(lotMount.id, recorded.tookOff)).orderBy(asc(lotMount.id)).for("update");
  const decision = decideMountReversal({
    mount: asMounted(mount),
    tookOff: tookOff.map(asMounted),
    since: since.map(asMounted),
    own: mountedBy !== null && mountedBy === actor.personId,
    ageSeconds: secondsBetween(recorded.at, asked),
    mayReverseAny: authorise(actor, "entry.reverse-any", siteId),
  });
  if (!decision.ok) return decision;
  const reversed: NewEvent = {
    id: newId(),
    type: "lot.mount_reversed",
    aggregate: "lot",
    aggregateId: lotId,
    orderId: recorded.orderId,
    eventTime: mountedAt,
    payload: {
      mountId,
      lotId,
      workUnitId,
      operationId,
      personId: actor.personId,
      reason,
      broughtBack: decision.value.map(({ to, ...one }) => ({ ...one, to: to?.toISOString() ?? null })),
    },
  };
  const late = await toldLate({ ...frame, at: mountedAt }, { lotId, workUnitId, on: false });
  return accept({ events: [reversed, ...late], output: { reversed: mountId } });
}

const asMounted = ({ id, lotId, itemId, mountedAt, unmountedAt }: MountRow) => ({ mountId: id, lotId, itemId, from: mountedAt, to: unmountedAt });

/** When a mount was recorded, for which order, and the mounts that ended with it; null where the log has no such mount. */
async function recordOf(tx: Tx, id: string, operationId: string) {
  const [on] = await tx
    .select({ at: event.recordTime, commandId: event.commandId, orderId: orderOperation.orderId })
    .from(orderOperation)
    .innerJoin(event, eq(event.orderId, orderOperation.orderId))
    .where(and(eq(orderOperation.id, operationId), eq(event.type, "lot.mounted"), sql`${event.payload} ->> 'mountId' = ${id}`));
  if (on === undefined) return null;
  const off = await tx
    .select({ mountId: sql<string>`${event.payload} ->> 'mountId'` })
    .from(event)
    .where(and(eq(event.orderId, on.orderId), eq(event.commandId, on.commandId), eq(event.type, "lot.unmounted")));
  return { at: on.at, orderId: on.orderId, tookOff: off.map((one) => one.mountId) };
}
