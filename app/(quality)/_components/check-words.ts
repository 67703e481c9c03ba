import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { CheckedCharacteristic } from "@/lib/queries/operator/due-checks";
import type { CellEntry } from "@/lib/client/check-entry";

/** What is allowed of a characteristic; limits are inclusive. */
export function limitsWord({ kind, lowerLimit, upperLimit, target, uom, acceptNumber }: CheckedCharacteristic): string {
  if (kind === "ATTRIBUTE") return acceptNumber === null || acceptNumber === 0 ? "none may be rejected" : `up to ${acceptNumber} may be rejected`;
  const amount = (value: string) => (uom === null ? formatQuantity(value) : formatQuantityWithUnit(value, uom));
  const limits =
    lowerLimit !== null && upperLimit !== null
      ? `${formatQuantity(lowerLimit)} to ${amount(upperLimit)}`
      : lowerLimit !== null
        ? `at least ${amount(lowerLimit)}`
        : upperLimit !== null
          ? `at most ${amount(upperLimit)}`
          : "no limits";
  return target === null ? limits : `${limits}, target ${amount(target)}`;
}

/** What was measured or seen. */
export function entryWord(entry: CellEntry, { uom, defectNames = {} }: CheckedCharacteristic): string {
  if ("value" in entry) return uom === null ? formatQuantity(entry.value) : formatQuantityWithUnit(entry.value, uom);
  if (entry.accepted) return "accepted";
  return entry.defect === null ? "rejected" : `rejected: ${defectNames[entry.defect] ?? entry.defect}`;
}
