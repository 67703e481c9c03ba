"use server";

import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { defineAction } from "@/lib/edge/define-action";

export const startOperationAction = defineAction(startOperation);
export const finishSetupAction = defineAction(finishSetup);
export const pauseOperationAction = defineAction(pauseOperation);
export const resumeOperationAction = defineAction(resumeOperation);
export const signOnAction = defineAction(signOnOperation);
export const signOffAction = defineAction(signOffOperation);
export const confirmProductionAction = defineAction(confirmProduction);
export const completeOperationAction = defineAction(completeOperation);
export const reverseEntryAction = defineAction(reverseEntry);
export const raiseCallAction = defineAction(raiseCall);
export const issueMaterialAction = defineAction(issueMaterial);
export const mountLotAction = defineAction(mountLot);
export const unmountLotAction = defineAction(unmountLot);
