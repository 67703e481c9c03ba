import "server-only";
import { and, asc, count, desc, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import { reasonCode } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { reasonName } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";

/**
 * A reason of the site's list; `comment`: it asks for a few words; `uses`: how often it stands among the last stops of the machine, absent where that says nothing;
 * `groups`: what it stands under, from the outermost in, absent where that is its class alone.
 */
export type ReasonChoice = {
  readonly code: string;
  readonly name: string;
  readonly class: string;
  readonly comment: boolean;
  readonly uses?: number;
  readonly groups?: readonly { readonly code: string; readonly name: string }[];
};

/**
 * Why a machine stands, why something is scrap or goes to rework, and why less was issued than went in. Scrap and rework share one list; `rework` is there where the site has
 * one of its own (§2.5). `issuedShort` is absent where a site has none, and in what a tablet kept before there was such a list.
 */
export type ReasonLists = {
  readonly stop: readonly ReasonChoice[];
  readonly scrap: readonly ReasonChoice[];
  readonly rework?: readonly ReasonChoice[];
  readonly issuedShort?: readonly ReasonChoice[];
};

/** What a machine usually stops for is seen in so many stops, however long ago the last of them was. */
const LAST_STOPS = 200;

/** Reasons for stops, scrap, rework and what was not issued, in the order of the site's lists, with what each is worth at this machine. */
export async function reasonChoices(reader: FloorReader, siteId: string, unitId: string): Promise<ReasonLists> {
  const { language } = reader;
  const [rows, uses] = await Promise.all([
    reader.db
      .select({ use: reasonCode.use, code: reasonCode.code, name: reasonName(reader), class: reasonCode.class, comment: reasonCode.requiresComment, groups: reasonCode.groups })
      .from(reasonCode)
      .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.active, true), inArray(reasonCode.use, ["STOP", "SCRAP", "REWORK", "ISSUED_SHORT"])))
      .orderBy(asc(reasonCode.position), asc(reasonCode.code)),
    usesOf(reader, unitId),
  ]);
  const of = (wanted: "STOP" | "SCRAP" | "REWORK" | "ISSUED_SHORT") =>
    rows
      .filter(({ use }) => use === wanted)
      .map(({ use, groups, ...row }) => ({
        ...row,
        ...(use === "STOP" ? { uses: uses.get(row.code) ?? 0 } : {}),
        ...(groups.length === 0 ? {} : { groups: groups.map(({ code, name, names }) => ({ code, name: (language === undefined ? undefined : names[language]) ?? name })) }),
      }));
  const [rework, issuedShort] = [of("REWORK"), of("ISSUED_SHORT")];
  return { stop: of("STOP"), scrap: of("SCRAP"), ...(rework.length === 0 ? {} : { rework }), ...(issuedShort.length === 0 ? {} : { issuedShort }) };
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
