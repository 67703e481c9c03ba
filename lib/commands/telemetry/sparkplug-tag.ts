import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { decimal } from "@/lib/domain/shared/decimal";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { retireTags } from "@/lib/telemetry/sink/retire-tags";
import { toWatch } from "./parameter-watch";
import type { SignalMeaning } from "./signal-mapping.schema";

/** Site of a mapped metric, or null when there is no such one. */
export async function siteOfTag(tx: Tx, tagId: number): Promise<string | null> {
  const [row] = await tx.select({ siteId: tag.siteId }).from(tag).where(eq(tag.id, tagId));
  return row?.siteId ?? null;
}

/** What a mapped Sparkplug metric is the signal of, as long as it is mapped. */
export async function mappedMetric(tx: Tx, tagId: number) {
  const [row] = await tx
    .select({ tag, unit: equipment.code, unitNumber: equipment.number })
    .from(tag)
    .innerJoin(source, eq(source.id, tag.sourceId))
    .innerJoin(equipment, eq(equipment.id, tag.workUnitId))
    .where(and(eq(tag.id, tagId), eq(tag.active, true), eq(source.kind, "SPARKPLUG")));
  return row;
}

/** The work unit that a mapping names, at its site; null where there is none. */
export async function workUnitAt(tx: Tx, siteId: string, id: string) {
  const [unit] = await tx
    .select({ id: equipment.id, code: equipment.code, number: equipment.number })
    .from(equipment)
    .where(and(eq(equipment.id, id), eq(equipment.siteId, siteId), eq(equipment.level, "WORK_UNIT")));
  return unit ?? null;
}

type Metric = { readonly siteId: string; readonly sourceId: string; readonly address: string; readonly path: string };
type Unit = { readonly id: string; readonly number: number };

/**
 * Makes a Sparkplug metric the signal that is meant, and answers its tag. The same meaning as before goes on where it stands or was ended; another one gets a tag of its own, so that nothing
 * that was stored or counted changes its meaning. The caller holds the metric.
 */
export async function setSparkplugTag(tx: Tx, { siteId, sourceId, address, path: name }: Metric, unit: Unit, input: SignalMeaning): Promise<number> {
  const { kind, counter, counterModulus, states, uom, scale } = input;
  const within = { counterModulus, states, ...toWatch(input) };
  const standing = await tx
    .select()
    .from(tag)
    .where(and(eq(tag.sourceId, sourceId), eq(tag.address, address), eq(tag.name, name)))
    .for("update");
  const isSame = (one: (typeof standing)[number]): boolean =>
    one.kind === kind && one.counter === counter && one.workUnitId === unit.id && one.uom === uom && one.scale.eq(decimal(scale));
  await retireTags(
    rawSql(tx),
    standing.filter((one) => !isSame(one)).map(({ id }) => id),
  );
  const [made] = await tx
    .insert(tag)
    .values({ siteId, sourceId, address, name, kind, workUnitId: unit.id, equipmentNumber: unit.number, counter, uom, scale: decimal(scale), ...within })
    .onConflictDoUpdate({ target: [tag.sourceId, tag.address, tag.kind, tag.name], set: { active: true, ...within } })
    .returning({ id: tag.id });
  if (made === undefined) throw new Error(`${name} of ${address} was not mapped`);
  return made.id;
}
