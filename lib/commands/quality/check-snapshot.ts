import { z } from "zod";
import { type Characteristic } from "@/lib/domain/quality/check-verdict";
import { decimal } from "@/lib/domain/shared/decimal";
import type { CheckSnapshot } from "@/lib/eventlog/payloads/quality";

const Snapshot: z.ZodType<CheckSnapshot> = z.object({
  plan: z.string(),
  planVersion: z.string(),
  sampleSize: z.number(),
  characteristics: z.array(
    z.object({
      characteristicId: z.string(),
      position: z.number(),
      name: z.string(),
      kind: z.enum(["VARIABLE", "ATTRIBUTE"]),
      uom: z.string().nullable(),
      lowerLimit: z.string().nullable(),
      upperLimit: z.string().nullable(),
      target: z.string().nullable(),
      acceptNumber: z.number().nullable(),
      defectCodes: z.array(z.string()),
    }),
  ),
});

/** What a check asks for, as it was stored with it. @throws ZodError for a row that no command wrote. */
export function snapshotOf(stored: unknown): CheckSnapshot {
  return Snapshot.parse(stored);
}

/** The same as the kernel judges it. */
export function characteristicsOf({ characteristics }: CheckSnapshot): Characteristic[] {
  const limit = (text: string | null) => (text === null ? null : decimal(text));
  return characteristics.map(({ position, kind, lowerLimit, upperLimit, acceptNumber, defectCodes }) => ({
    position,
    kind,
    lowerLimit: limit(lowerLimit),
    upperLimit: limit(upperLimit),
    acceptNumber,
    defectCodes,
  }));
}
