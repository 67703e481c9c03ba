import type { Tx } from "@/db/client";
import type { StoredEvent } from "./event";
import type { Projection, Projections } from "./projection";
import { attendanceProjections } from "./projections/attendance";
import { attentionProjections } from "./projections/attention";
import { costProjections } from "./projections/cost";
import { counterProjections } from "./projections/counter";
import { deviationProjections } from "./projections/deviation";
import { equipmentProjections } from "./projections/equipment";
import { exceptionProjections } from "./projections/exception";
import { handlingUnitProjections } from "./projections/handling-unit";
import { handoverProjections } from "./projections/handover";
import { instructionProjections } from "./projections/instruction";
import { labourProjections } from "./projections/labour";
import { lotProjections } from "./projections/lot";
import { materialProjections } from "./projections/material";
import { operationProjections } from "./projections/operation";
import { orderProjections } from "./projections/order";
import { orderStateProjections } from "./projections/order-state";
import { productionProjections } from "./projections/production";
import { qualityProjections } from "./projections/quality";
import { shiftProposalProjections } from "./projections/shift-proposal";

const projections: Projections = {
  ...orderProjections,
  ...orderStateProjections,
  ...operationProjections,
  ...productionProjections,
  ...labourProjections,
  ...handoverProjections,
  ...handlingUnitProjections,
  ...attendanceProjections,
  ...attentionProjections,
  ...lotProjections,
  ...materialProjections,
  ...deviationProjections,
  ...costProjections,
  ...equipmentProjections,
  ...exceptionProjections,
  ...counterProjections,
  ...qualityProjections,
  ...instructionProjections,
  ...shiftProposalProjections,
};

/** Applies one fact to the current-state tables. Facts without a projection only stand in the log. */
export async function project(tx: Tx, event: StoredEvent): Promise<void> {
  // The table pairs each type with its own projection; the pairing is lost on a computed key.
  const projection = projections[event.type] as Projection<typeof event.type> | undefined;
  if (projection !== undefined) await projection(tx, event as never);
}
