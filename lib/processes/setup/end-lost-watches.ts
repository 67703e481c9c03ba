import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { lockUnits } from "@/lib/commands/telemetry/lock-units";
import { endWatch, isWatched } from "@/lib/commands/telemetry/parameter-watch";
import { groupBy } from "@/lib/domain/shared/group-by";
import { appendEvents } from "@/lib/eventlog/append";
import { systemClock } from "@/lib/platform/clock";
import { newId } from "@/lib/platform/ids";
import type { CompanyFile } from "./company-file";

/**
 * TR-04: parameters whose limits the file takes away, or which it gives to another work unit, are judged no more as they were: windows that are open end now, and quality is not called for them any
 * longer. To be called before the file changes them. Other limits hold from the next values on.
 */
export async function endLostWatches(tx: Tx, sources: CompanyFile["sources"], siteId: (code: string) => string): Promise<void> {
  const lost: { readonly id: number; readonly siteId: string; readonly unitNumber: number }[] = [];
  for (const one of sources) {
    const standing = await tx
      .select({ tag, unit: equipment.code })
      .from(tag)
      .innerJoin(source, eq(source.id, tag.sourceId))
      .innerJoin(equipment, eq(equipment.id, tag.workUnitId))
      .where(and(eq(source.siteId, siteId(one.site)), eq(source.code, one.code), eq(tag.kind, "PARAMETER")));
    for (const { tag: held, unit } of standing.filter((row) => isWatched(row.tag))) {
      const next = one.tags.find(({ address, kind, name }) => address === held.address && kind === held.kind && name === held.name);
      if (next === undefined || (next.workUnit === unit && (next.low !== undefined || next.high !== undefined))) continue;
      lost.push({ id: held.id, siteId: held.siteId, unitNumber: held.equipmentNumber });
    }
  }
  await lockUnits(
    tx,
    lost.map(({ unitNumber }) => unitNumber),
  );
  const at = systemClock.now();
  for (const [place, tags] of groupBy(lost, (each) => each.siteId)) {
    const events = await endWatch({ tx, siteId: place, recordedAt: at }, tags);
    const context = { siteId: place, commandId: newId(), accountId: null, personId: null, deviceId: null, actor: "company file", eventTime: at, recordTime: at };
    await appendEvents(tx, context, events);
  }
}
