"use server";

import { acknowledgeException } from "@/lib/commands/execution/acknowledge-exception";
import { closeException } from "@/lib/commands/execution/close-exception";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { cancelDowntime, changeDowntime } from "@/lib/commands/planning/change-downtime";
import { planDowntime } from "@/lib/commands/planning/plan-downtime";
import { defineAction } from "@/lib/edge/define-action";

export const acknowledgeExceptionAction = defineAction(acknowledgeException);
export const resolveExceptionAction = defineAction(resolveException);
export const closeExceptionAction = defineAction(closeException);
export const planDowntimeAction = defineAction(planDowntime);
export const changeDowntimeAction = defineAction(changeDowntime);
export const cancelDowntimeAction = defineAction(cancelDowntime);
