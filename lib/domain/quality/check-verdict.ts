import { type Decimal, decimal, r6, sum } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { isWithin } from "@/lib/domain/shared/limits";

/** A characteristic as the plan had it when the check became due. */
export type Characteristic = {
  readonly position: number;
  readonly kind: "VARIABLE" | "ATTRIBUTE";
  readonly lowerLimit: Decimal | null;
  readonly upperLimit: Decimal | null;
  /** ATTRIBUTE: so many samples may be rejected; null: none. */
  readonly acceptNumber: number | null;
  readonly defectCodes: readonly string[];
};

/** What was measured, or seen, of one sample. */
export type Sample = { readonly value: Decimal } | { readonly accepted: boolean; readonly defect: string | null };

/** The samples of one characteristic. */
export type Results = { readonly position: number; readonly samples: readonly Sample[] };

/** What the samples of one characteristic say together; measured figures are null for an attribute. */
export type Summary = {
  readonly position: number;
  readonly passed: boolean;
  readonly samples: number;
  readonly failed: number;
  readonly min: Decimal | null;
  readonly max: Decimal | null;
  readonly mean: Decimal | null;
  readonly defects: readonly { readonly code: string; readonly count: number }[];
};

export type Verdict = { readonly verdict: "PASS" | "FAIL"; readonly summaries: readonly Summary[] };

/**
 * The verdict of a check: it passes when each of its characteristics does. A variable passes when every sample lies within the limits, an attribute when
 * no more samples are rejected than its plan accepts. A missing result is not a pass (§2.1): without all samples of all characteristics there is no verdict.
 * Refuses RESULT_MISSING, RESULT_UNKNOWN for what the plan does not ask for, RESULT_KIND for a value where the plan wants a yes or no, and
 * DEFECT_UNKNOWN for a code that the plan does not know.
 */
export function verdictOf(
  characteristics: readonly Characteristic[],
  sampleSize: number,
  results: readonly Results[],
): Decision<Verdict, "RESULT_MISSING" | "RESULT_UNKNOWN" | "RESULT_KIND" | "DEFECT_UNKNOWN"> {
  const unknown = results.find(
    (one, index) => !characteristics.some(({ position }) => position === one.position) || results.findIndex(({ position }) => position === one.position) !== index,
  );
  if (unknown !== undefined) return refuse("RESULT_UNKNOWN", { position: unknown.position });
  const summaries: Summary[] = [];
  for (const characteristic of characteristics) {
    const { position, kind, defectCodes } = characteristic;
    const samples = results.find((one) => one.position === position)?.samples ?? [];
    if (samples.length !== sampleSize) return refuse("RESULT_MISSING", { position, samples: sampleSize, given: samples.length });
    if (samples.some((sample) => "value" in sample !== (kind === "VARIABLE"))) return refuse("RESULT_KIND", { position, kind });
    const strange = samples.find((sample) => "defect" in sample && sample.defect !== null && defectCodes.length > 0 && !defectCodes.includes(sample.defect));
    if (strange !== undefined) return refuse("DEFECT_UNKNOWN", { position, defect: "defect" in strange ? strange.defect : null });
    summaries.push(summarise(characteristic, samples));
  }
  return accept({ verdict: summaries.every(({ passed }) => passed) ? "PASS" : "FAIL", summaries });
}

function summarise(characteristic: Characteristic, samples: readonly Sample[]): Summary {
  const values = samples.flatMap((sample) => ("value" in sample ? [sample.value] : []));
  const failed = samples.filter((sample) => ("value" in sample ? !isWithin(sample.value, characteristic) : !sample.accepted)).length;
  const defects = new Map<string, number>();
  for (const sample of samples) if ("defect" in sample && !sample.accepted && sample.defect !== null) defects.set(sample.defect, (defects.get(sample.defect) ?? 0) + 1);
  const sorted = values.toSorted((a, b) => a.cmp(b));
  return {
    position: characteristic.position,
    passed: failed <= (characteristic.kind === "VARIABLE" ? 0 : (characteristic.acceptNumber ?? 0)),
    samples: samples.length,
    failed,
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    mean: values.length === 0 ? null : r6(sum(values).div(decimal(values.length))),
    defects: [...defects].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([code, count]) => ({ code, count })),
  };
}
