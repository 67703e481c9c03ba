import "server-only";
import { and, asc, count, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { reasonCode } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { FloorReader } from "./floor-reader";

/** A reason of the site's list; `comment`: it asks for a few words; `uses`: how often it stands among the last stops of the machine, absent where that says nothing. */
export type ReasonChoice = { readonly code: string; readonly name: string; readonly class: string; readonly comment: boolean; readonly uses?: number };

/** What a machine usually stops for is seen in so many stops, however long ago the last of them was. */
const LAST_STOPS = 200;

/** Reasons for stops and for scrap, in the order of the site's list, with what each is worth at this machine. */
export async function reasonChoices(
  reader: FloorReader,
  siteId: string,
  unitId: string,
): Promise<{ readonly stop: readonly ReasonChoice[]; readonly scrap: readonly ReasonChoice[] }> {
  const [rows, uses] = await Promise.all([
    reader.db
      .select()
      .from(reasonCode)
      .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.active, true), inArray(reasonCode.use, ["STOP", "SCRAP"])))
      .orderBy(asc(reasonCode.position), asc(reasonCode.code)),
    usesOf(reader, unitId),
  ]);
  const of = (use: "STOP" | "SCRAP") =>
    rows
      .filter((row) => row.use === use)
      .map((row) => ({ code: row.code, name: row.name, class: row.class, comment: row.requiresComment, ...(use === "STOP" ? { uses: uses.get(row.code) ?? 0 } : {}) }));
  return { stop: of("STOP"), scrap: of("SCRAP") };
}

/** How often each reason stands among the last stops of the machine that have one. */
async function usesOf(reader: FloorReader, unitId: string): Promise<ReadonlyMap<string, number>> {
  const last = lastNamed(reader, unitId);
  const rows = await reader.db.select({ code: last.code, uses: count() }).from(last).groupBy(last.code);
  return new Map(rows.flatMap((row) => (row.code === null ? [] : [[row.code, row.uses] as const])));
}

/** The last stops of the machine that have a reason, as `state_interval_reason_ix` holds them. */
export function lastNamed({ db }: FloorReader, unitId: string) {
  return db
    .select({ code: stateInterval.reasonCode })
    .from(stateInterval)
    .where(and(eq(stateInterval.workUnitId, unitId), isNotNull(stateInterval.reasonCode), isNull(stateInterval.supersededAt)))
    .orderBy(desc(stateInterval.fromAt))
    .limit(LAST_STOPS)
    .as("last");
}
