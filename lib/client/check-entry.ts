import { decimal, type Decimal } from "@/lib/domain/shared/decimal";
import { isWithin } from "@/lib/domain/shared/limits";
import type { CheckedCharacteristic, DueCheckView } from "@/lib/queries/operator/due-checks";
import type { CheckResultInput } from "./operator-command";

/** One thing to enter: a sample of a characteristic. */
export type CheckCell = { readonly characteristic: CheckedCharacteristic; /** From one. */ readonly sample: number };

/** What was measured, or seen, of one sample. */
export type CellEntry = { readonly value: string } | { readonly accepted: boolean; readonly defect: string | null };

/** Entries in the order of the cells; shorter while some are missing. */
export type CellEntries = readonly CellEntry[];

/** What a check asks for, characteristic by characteristic, sample by sample. */
export function cellsOf({ characteristics, sampleSize }: DueCheckView): readonly CheckCell[] {
  return characteristics.flatMap((characteristic) => Array.from({ length: sampleSize }, (_, index) => ({ characteristic, sample: index + 1 })));
}

/** S24: a measured value within the limits, which are inclusive, or a sample that was accepted. */
export function isGood({ characteristic }: CheckCell, entry: CellEntry): boolean {
  if (!("value" in entry)) return entry.accepted;
  return isWithin(decimal(entry.value), { lowerLimit: limit(characteristic.lowerLimit), upperLimit: limit(characteristic.upperLimit) });
}

/** Characteristics that fail by these entries: a measured one with any sample outside, one that is seen with more rejected than its plan accepts. */
export function failingOf(cells: readonly CheckCell[], entries: CellEntries): readonly CheckedCharacteristic[] {
  const characteristics = [...new Set(cells.map(({ characteristic }) => characteristic))];
  return characteristics.filter((characteristic) => {
    const bad = cells.filter((cell, index) => {
      const entry = entries[index];
      return cell.characteristic === characteristic && entry !== undefined && !isGood(cell, entry);
    });
    return bad.length > (characteristic.kind === "VARIABLE" ? 0 : (characteristic.acceptNumber ?? 0));
  });
}

/** The entries as the command takes them. */
export function resultsOf(cells: readonly CheckCell[], entries: CellEntries): readonly CheckResultInput[] {
  const positions = [...new Set(cells.map(({ characteristic }) => characteristic.position))];
  return positions.map((position) => ({
    position,
    samples: cells.flatMap(({ characteristic }, index) => {
      const entry = entries[index];
      return characteristic.position === position && entry !== undefined ? [entry] : [];
    }),
  }));
}

/** How many decimals a value may be typed with: one more than its limits have, three at least: limits of 9.50 come as 9.5, and 10.004 must not have to be called 10. */
export function decimalsToType({ lowerLimit, upperLimit, target }: CheckedCharacteristic): number {
  const decimals = [lowerLimit, upperLimit, target].flatMap((text) => (text === null ? [] : [decimal(text).decimalPlaces()]));
  return Math.min(6, Math.max(3, ...decimals.map((count) => count + 1)));
}

/** True where a value may be below zero: nothing that is allowed says otherwise. */
export function mayBeNegative({ lowerLimit, upperLimit, target }: CheckedCharacteristic): boolean {
  return [lowerLimit, upperLimit, target].some((text) => text !== null && decimal(text).lt(0)) || (lowerLimit === null && target === null);
}

function limit(text: string | null): Decimal | null {
  return text === null ? null : decimal(text);
}
