"use server";

import { retryReconciliation } from "@/lib/commands/reconciliation/retry-reconciliation";
import { acceptCostDifference, acceptDifference, assignCostDifference, assignDifference } from "@/lib/commands/reconciliation/settle-difference";
import { startReconciliation } from "@/lib/commands/reconciliation/start-reconciliation";
import { defineAction } from "@/lib/edge/define-action";

/** IN-11: compares a site with its ERP now. */
export const startAction = defineAction(startReconciliation);
/** Tries a failed comparison again. */
export const retryAction = defineAction(retryReconciliation);
/** Hands an unexplained difference to another owner. */
export const assignAction = defineAction(assignDifference);
/** Takes an unexplained difference for what it is, with a reason. */
export const acceptAction = defineAction(acceptDifference);
/** The same two for a difference of cost, which is finance's (C-17). */
export const assignCostAction = defineAction(assignCostDifference);
export const acceptCostAction = defineAction(acceptCostDifference);
