import "server-only";
import { and, asc, eq, gte, inArray, isNull, lte, ne, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotMount } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import { wasOn } from "@/lib/commands/materials/was-on";
import { type Feed, feedsIn, type Mount } from "@/lib/domain/materials/backflush";
import { validSubstitutes } from "@/lib/domain/materials/substitutes";
import { ONE } from "@/lib/domain/shared/decimal";
import type { ClosedInterval } from "@/lib/domain/shared/interval";
import { activitiesTouching, type LockedOperation } from "./store";

type Component = typeof orderComponent.$inferSelect;

/** A lot on a work unit, with what it is. */
export type MountedLot = Mount & { readonly lot: typeof lot.$inferSelect; readonly itemCode: string };

/** EX-09, TR-01: what fed a line of the operation between two instants, and the mounts that it came from. */
export async function feedingLots(
  tx: Tx,
  locked: LockedOperation,
  component: Component,
  { from, at }: { readonly from: Date; readonly at: Date },
): Promise<{ readonly mounts: readonly MountedLot[]; readonly feeds: readonly Feed[] }> {
  const { id, workUnitId } = locked.operation;
  const span = { from, to: at };
  const mounts = workUnitId === null ? [] : await mountsOf(tx, workUnitId, component, span);
  if (mounts.length === 0) return { mounts, feeds: [] };
  const activities = await activitiesTouching(tx, id, from, at);
  const runs = activities.flatMap(({ activity, fromAt, toAt }) => (activity === "RUN" ? [{ from: fromAt, to: toAt }] : []));
  return { mounts, feeds: feedsIn(mounts, span, runs) };
}

/**
 * Lots of the planned item, and of what may stand in for it, that were on the unit at some time in a span. A lot of what another line plans is on for that line, as it is
 * when it is mounted (EX-08).
 */
async function mountsOf(tx: Tx, workUnitId: string, component: Component, span: ClosedInterval): Promise<MountedLot[]> {
  const others = await tx
    .select({ itemId: orderComponent.itemId })
    .from(orderComponent)
    .where(and(eq(orderComponent.operationId, component.operationId), ne(orderComponent.id, component.id)));
  const substitutes = component.substitutes.map((one) => one.itemId).filter((itemId) => !others.some((line) => line.itemId === itemId));
  const rows = await tx
    .select({ mount: lotMount, lot, itemCode: item.code })
    .from(lotMount)
    .innerJoin(lot, eq(lot.id, lotMount.lotId))
    .innerJoin(item, eq(item.id, lotMount.itemId))
    .where(
      and(
        eq(lotMount.workUnitId, workUnitId),
        inArray(lotMount.itemId, [component.itemId, ...substitutes]),
        lte(lotMount.mountedAt, span.to),
        or(isNull(lotMount.unmountedAt), gte(lotMount.unmountedAt, span.from)),
        wasOn,
      ),
    )
    .orderBy(asc(lotMount.mountedAt), asc(lotMount.id));
  return rows.flatMap(({ mount, lot: row, itemCode }): MountedLot[] => {
    const factor = row.itemId === component.itemId ? ONE : validSubstitutes(component.substitutes, mount.mountedAt).find((one) => one.item === itemCode)?.factor;
    return factor === undefined ? [] : [{ lot: row, itemCode, lotId: row.id, factor, from: mount.mountedAt, to: mount.unmountedAt }];
  });
}
