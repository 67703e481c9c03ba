import { checkBody, filled, type Row } from "./edm-model";
import { badValue, SapRefusal } from "./sap-errors";
import { entityOf } from "./sap-model";
import { findRow, rowsOf, type SapState } from "./sap-state";

/** Records the one summarised result that a characteristic takes. */
export function postResult(state: SapState, body: unknown): Row {
  const row = checkBody(entityOf("A_InspectionResult"), body);
  const key = { InspectionLot: row["InspectionLot"], InspPlanOperationInternalID: row["InspPlanOperationInternalID"], InspectionCharacteristic: row["InspectionCharacteristic"] };
  if (findRow(state, "A_InspectionCharacteristic", key) === undefined) throw new SapRefusal("QE/001", "The inspection lot has no such characteristic");
  if (findRow(state, "A_InspectionResult", key) !== undefined) throw new SapRefusal("QE/013", "A result was already recorded for the characteristic");
  if (!["A", "R"].includes(String(row["InspectionValuationResult"]))) throw badValue("InspectionValuationResult", "A or R is expected");
  const mean = row["InspResultFrmtdMeanValue"];
  if (mean !== undefined && !/^-?\d+(\.\d+)?$/.test(String(mean))) throw badValue("InspResultFrmtdMeanValue", "not a number");
  const [valid, bad] = [Number(row["InspResultValidValuesNumber"]), Number(row["InspRsltNonconformingValsNmbr"] ?? 0)];
  if (!(valid > 0) || bad > valid) throw new SapRefusal("QE/020", "The numbers of values contradict each other");
  const made = filled(entityOf("A_InspectionResult"), row);
  rowsOf(state, "A_InspectionResult").push(made);
  return made;
}
