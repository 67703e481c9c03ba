"use server";

import { approveDeviationAsPlanner, refuseDeviationAsPlanner } from "@/lib/commands/materials/decide-deviation";
import { approveShift } from "@/lib/commands/planning/approve-shift";
import { cancelShift } from "@/lib/commands/planning/cancel-shift";
import { proposeShift, proposeShiftAgain } from "@/lib/commands/planning/propose-shift";
import { defineAction } from "@/lib/edge/define-action";
import { defineSignedAction } from "@/lib/edge/define-signed-action";

export const approveDeviationAction = defineSignedAction(approveDeviationAsPlanner);
export const refuseDeviationAction = defineAction(refuseDeviationAsPlanner);
export const proposeShiftAction = defineAction(proposeShift);
export const proposeShiftAgainAction = defineAction(proposeShiftAgain);
export const approveShiftAction = defineAction(approveShift);
export const cancelShiftAction = defineAction(cancelShift);
