import "server-only";
import { eq, inArray } from "drizzle-orm";
import { equipment } from "@/db/schema/reference";
import { tag } from "@/db/schema/telemetry-source";
import type { CommandFrame } from "@/lib/commands/define-command";
import { endExceptions } from "@/lib/commands/end-exceptions";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import { closeBreaches } from "@/lib/telemetry/sink/breach-rows";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { breachedFact, breachSubject } from "./parameter-breach";

/** What a parameter has to keep to, as tags and mappings store it (TR-04); all null for everything else. */
type Watch = { readonly lowerLimit: Decimal | null; readonly upperLimit: Decimal | null; readonly sampleIntervalSeconds: number | null };

/** What was typed of limits, as it is stored. */
export function toWatch(input: { readonly lowerLimit: string | null; readonly upperLimit: string | null; readonly sampleIntervalSeconds: number | null }): Watch {
  const limit = (text: string | null) => (text === null ? null : decimal(text));
  return { lowerLimit: limit(input.lowerLimit), upperLimit: limit(input.upperLimit), sampleIntervalSeconds: input.sampleIntervalSeconds };
}

/** True where there is a limit to keep. */
export function isWatched({ lowerLimit, upperLimit }: Watch): boolean {
  return lowerLimit !== null || upperLimit !== null;
}

/** Limits and interval for the audit trail; nothing where there are none. */
export function watchWords({ lowerLimit, upperLimit, sampleIntervalSeconds }: Watch): string[] {
  return [
    ...(lowerLimit === null ? [] : [`≥ ${lowerLimit.toFixed()}`]),
    ...(upperLimit === null ? [] : [`≤ ${upperLimit.toFixed()}`]),
    ...(sampleIntervalSeconds === null ? [] : [`every ${sampleIntervalSeconds} s`]),
  ];
}

/** TR-04: nobody judges these tags any more: windows that are open end now, and quality is not called for them any longer. */
export async function endWatch(
  { tx, siteId, recordedAt }: Pick<CommandFrame, "tx" | "siteId" | "recordedAt">,
  tags: readonly { readonly id: number }[],
): Promise<readonly NewEvent[]> {
  if (tags.length === 0) return [];
  const called = new Map(
    (
      await closeBreaches(
        rawSql(tx),
        tags.map(({ id }) => id),
        recordedAt,
      )
    ).map(({ tagId, fromMs }) => [tagId, fromMs]),
  );
  const rows = await tx
    .select({ id: tag.id, name: tag.name, low: tag.lowerLimit, high: tag.upperLimit, uom: tag.uom, workUnitId: equipment.id, unit: equipment.code })
    .from(tag)
    .innerJoin(equipment, eq(equipment.id, tag.workUnitId))
    .where(inArray(tag.id, [...called.keys()]));
  const events: NewEvent[] = [];
  for (const { id, name: parameter, low, high, uom, workUnitId, unit } of rows) {
    const [subject, from] = [breachSubject(unit, parameter), new Date(called.get(id) ?? recordedAt.getTime()).toISOString()];
    const said = { subject, workUnitId, parameter, low: low?.toFixed() ?? null, high: high?.toFixed() ?? null, uom, from, to: recordedAt.toISOString() };
    events.push(breachedFact(said, null), ...(await endExceptions(tx, siteId, ["QUALITY_FAIL"], subject)));
  }
  return events;
}
