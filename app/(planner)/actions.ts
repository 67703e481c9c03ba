"use server";

import { approveShift } from "@/lib/commands/planning/approve-shift";
import { cancelShift } from "@/lib/commands/planning/cancel-shift";
import { proposeShift, proposeShiftAgain } from "@/lib/commands/planning/propose-shift";
import { defineAction } from "@/lib/edge/define-action";

export const proposeShiftAction = defineAction(proposeShift);
export const proposeShiftAgainAction = defineAction(proposeShiftAgain);
export const approveShiftAction = defineAction(approveShift);
export const cancelShiftAction = defineAction(cancelShift);
