"use server";

import { approveDeviationAsQuality, refuseDeviationAsQuality } from "@/lib/commands/materials/decide-deviation";
import { actOnNonconformance } from "@/lib/commands/quality/act-on-nonconformance";
import { allowRework } from "@/lib/commands/quality/allow-rework";
import { closeNonconformance } from "@/lib/commands/quality/close-nonconformance";
import { dispositionNonconformance } from "@/lib/commands/quality/disposition-nonconformance";
import { releaseHold } from "@/lib/commands/quality/release-hold";
import { releaseLot } from "@/lib/commands/quality/release-lot";
import { reviewNonconformance } from "@/lib/commands/quality/review-nonconformance";
import { voidNonconformance } from "@/lib/commands/quality/void-nonconformance";
import { defineAction } from "@/lib/edge/define-action";
import { defineSignedAction } from "@/lib/edge/define-signed-action";

export const reviewNonconformanceAction = defineAction(reviewNonconformance);
export const approveDeviationAction = defineSignedAction(approveDeviationAsQuality);
export const refuseDeviationAction = defineAction(refuseDeviationAsQuality);
export const allowReworkAction = defineSignedAction(allowRework);
export const dispositionNonconformanceAction = defineSignedAction(dispositionNonconformance);
export const actOnNonconformanceAction = defineAction(actOnNonconformance);
export const closeNonconformanceAction = defineAction(closeNonconformance);
export const voidNonconformanceAction = defineAction(voidNonconformance);
export const liftHoldAction = defineSignedAction(releaseHold);
export const releaseLotAction = defineSignedAction(releaseLot);
