import "server-only";
import { and, asc, desc, eq, inArray, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { qualityCheck } from "@/db/schema/quality";
import { reasonCode } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { reasonName } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";

const Characteristic = z.object({
  position: z.number(),
  name: z.string(),
  kind: z.enum(["VARIABLE", "ATTRIBUTE"]),
  uom: z.string().nullable(),
  lowerLimit: z.string().nullable(),
  upperLimit: z.string().nullable(),
  target: z.string().nullable(),
  acceptNumber: z.number().nullable(),
  defectCodes: z.array(z.string()),
});

/** What is measured or seen at a check, with the limits that counted when it became due; both inclusive. */
export type CheckedCharacteristic = z.infer<typeof Characteristic> & {
  /** What the site calls its defects, by code; absent where it has a name for none, and in what a tablet kept before it knew of them. */
  readonly defectNames?: Readonly<Record<string, string>>;
};

/** A check that is due at an operation, or of a lot. It carries all that its sheet asks for, so that it can be made without the network (EX-22). */
export type DueCheckView = {
  readonly id: string;
  /** Absent of a lot, and in what a tablet kept before it knew of it: then it is the operation in hand. */
  readonly operationId?: string;
  readonly plan: string;
  readonly dueAt: string;
  /** Samples of each characteristic. */
  readonly sampleSize: number;
  readonly characteristics: readonly CheckedCharacteristic[];
};

// Rows that a hand put into the table without a plan's content are nothing that a tablet can ask for.
const Snapshot = z.object({ plan: z.string(), sampleSize: z.number(), characteristics: z.array(Characteristic).min(1) });

/** More than this is due at no operation that a tablet could show. */
const MOST_DUE = 20;

/** Checks that are due at these operations, the longest due first; of each so many that what is due at one hides nothing of the others. */
export async function dueChecksOf(reader: FloorReader, ...operationIds: readonly string[]): Promise<readonly DueCheckView[]> {
  if (operationIds.length === 0) return [];
  const due = reader.db
    .select({
      id: qualityCheck.id,
      operationId: qualityCheck.operationId,
      siteId: qualityCheck.siteId,
      dueAt: qualityCheck.dueAt,
      snapshot: qualityCheck.snapshot,
      place: sql<number>`row_number() over (partition by ${qualityCheck.operationId} order by ${qualityCheck.dueAt}, ${qualityCheck.id})`.as("place"),
    })
    .from(qualityCheck)
    .where(and(inArray(qualityCheck.operationId, [...operationIds]), eq(qualityCheck.state, "DUE")))
    .as("due");
  return seen(reader, await reader.db.select().from(due).where(lte(due.place, MOST_DUE)).orderBy(asc(due.dueAt), asc(due.id)));
}

/** A check of an operation or of a lot, as long as it is due; null where it is not, or the reader may not record it. */
export async function dueCheck(reader: FloorReader, actor: Actor, checkId: string): Promise<DueCheckView | null> {
  const rows = await reader.db
    .select({ id: qualityCheck.id, operationId: qualityCheck.operationId, siteId: qualityCheck.siteId, dueAt: qualityCheck.dueAt, snapshot: qualityCheck.snapshot })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.id, checkId), eq(qualityCheck.state, "DUE"), inArray(qualityCheck.siteId, [...sitesWith(actor, "check.record")])));
  const [check] = await seen(reader, rows);
  return check ?? null;
}

type DueRow = Pick<typeof qualityCheck.$inferSelect, "id" | "operationId" | "siteId" | "dueAt" | "snapshot">;

async function seen(reader: FloorReader, rows: readonly DueRow[]): Promise<readonly DueCheckView[]> {
  const checks = rows.flatMap(({ snapshot, ...row }) => {
    const read = Snapshot.safeParse(snapshot);
    return read.success ? [{ ...row, ...read.data }] : [];
  });
  const codes = checks.flatMap(({ characteristics }) => characteristics.flatMap(({ defectCodes }) => defectCodes));
  const names = await defectNames(reader, checks[0]?.siteId, codes);
  return checks.map(({ id, operationId, dueAt, plan, sampleSize, characteristics }) => ({
    id,
    ...(operationId === null ? {} : { operationId }),
    dueAt: dueAt.toISOString(),
    plan,
    sampleSize,
    characteristics: characteristics.map((one) => {
      const own = one.defectCodes.flatMap((code) => (names.has(code) ? [[code, names.get(code) ?? code] as const] : []));
      return own.length === 0 ? one : { ...one, defectNames: Object.fromEntries(own) };
    }),
  }));
}

/** What the site calls a defect: by its own list of defects, else by the reason for rework or scrap that has the same code (§2.5). */
async function defectNames(reader: FloorReader, siteId: string | undefined, codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (siteId === undefined || codes.length === 0) return new Map();
  const rows = await reader.db
    .select({ code: reasonCode.code, name: reasonName(reader) })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), inArray(reasonCode.use, ["DEFECT", "REWORK", "SCRAP"]), inArray(reasonCode.code, [...new Set(codes)])))
    // DEFECT comes last and its name stands.
    .orderBy(desc(reasonCode.use));
  return new Map(rows.map(({ code, name }) => [code, name]));
}
