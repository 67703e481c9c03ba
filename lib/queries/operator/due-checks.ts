import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { qualityCheck } from "@/db/schema/quality";
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
export type CheckedCharacteristic = z.infer<typeof Characteristic>;

/** A check that is due at the operation in hand. It carries all that its sheet asks for, so that it can be made without the network (EX-22). */
export type DueCheckView = {
  readonly id: string;
  readonly plan: string;
  readonly dueAt: string;
  /** Samples of each characteristic. */
  readonly sampleSize: number;
  readonly characteristics: readonly CheckedCharacteristic[];
};

// Rows that a hand put into the table without a plan's content are nothing that a tablet can ask for.
const Snapshot = z.object({ plan: z.string(), sampleSize: z.number(), characteristics: z.array(Characteristic).min(1) });

/** Checks that are due at an operation, the longest due first. */
export async function dueChecksOf({ db }: FloorReader, operationId: string): Promise<readonly DueCheckView[]> {
  const rows = await db
    .select({ id: qualityCheck.id, dueAt: qualityCheck.dueAt, snapshot: qualityCheck.snapshot })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.state, "DUE")))
    .orderBy(asc(qualityCheck.dueAt), asc(qualityCheck.id))
    .limit(20);
  return rows.flatMap(({ id, dueAt, snapshot }) => {
    const read = Snapshot.safeParse(snapshot);
    return read.success ? [{ id, dueAt: dueAt.toISOString(), ...read.data }] : [];
  });
}
