"use server";

import { retryReconciliation } from "@/lib/commands/reconciliation/retry-reconciliation";
import { acceptDifference, assignDifference } from "@/lib/commands/reconciliation/settle-difference";
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
