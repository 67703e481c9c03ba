import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { signalMapping, tag } from "@/db/schema/telemetry-source";
import { patternsMeet } from "@/lib/domain/equipment/topic-pattern";
import { refuse } from "@/lib/domain/shared/decision";
import type { SignalMeaning } from "./signal-mapping.schema";

/** A signal that somebody maps: of which machine, as what, and which of those that there are it is itself. */
type Asked = Pick<SignalMeaning, "kind" | "counter"> & {
  readonly siteId: string;
  /** Code of the work unit. */
  readonly unit: string;
  /** The mapping or the tag that is changed. */
  readonly own?: { readonly mappingId?: string; readonly tagId?: number };
  /** Where its value stands, in JSON topics: of two mappings that meet one value the more exact one alone counts it. */
  readonly place?: { readonly topicPattern: string; readonly valuePath: string };
};

/**
 * Refuses what would count a machine's pieces twice, or tell its state by two voices: the machine has another signal of this meaning in force, SIGNAL_TWICE. A machine may have two of them,
 * such as a counter for each of its lanes; whoever maps says so and is not asked. Null where there is no other one, and for parameters, of which there are as many as there are names.
 */
export async function refuseAlike(tx: Tx, { siteId, unit, kind, counter, own = {}, place }: Asked): Promise<ReturnType<typeof refuse<"SIGNAL_TWICE">> | null> {
  if (kind === "PARAMETER") return null;
  const rows = await tx
    .select({
      tagId: tag.id,
      mappingId: tag.mappingId,
      name: tag.name,
      address: tag.address,
      code: equipment.code,
      topicPattern: signalMapping.topicPattern,
      valuePath: signalMapping.valuePath,
    })
    .from(tag)
    .innerJoin(equipment, eq(equipment.id, tag.workUnitId))
    .leftJoin(signalMapping, eq(signalMapping.id, tag.mappingId))
    .where(
      and(
        eq(tag.siteId, siteId),
        eq(tag.active, true),
        eq(tag.kind, kind),
        counter === null ? isNull(tag.counter) : eq(tag.counter, counter),
        eq(sql`upper(${equipment.code})`, unit.toUpperCase()),
      ),
    )
    .orderBy(asc(tag.id));
  const isOther = (row: (typeof rows)[number]): boolean => {
    if (row.tagId === own.tagId || (row.mappingId !== null && row.mappingId === own.mappingId)) return false;
    return place === undefined || row.topicPattern === null || row.valuePath !== place.valuePath || !patternsMeet(row.topicPattern, place.topicPattern);
  };
  const other = rows.find(isOther);
  return other === undefined ? null : refuse("SIGNAL_TWICE", { unit: other.code, meaning: counter ?? kind, name: other.name, address: other.topicPattern ?? other.address });
}
