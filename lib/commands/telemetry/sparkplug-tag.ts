import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { tag } from "@/db/schema/telemetry-source";
import { decimal } from "@/lib/domain/shared/decimal";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { retireTags } from "@/lib/telemetry/sink/retire-tags";
import { toWatch } from "./parameter-watch";
import type { SignalMeaning } from "./signal-mapping.schema";

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
