import { defineHandler } from "@/lib/edge/define-handler";
import { reconciliationRunsEndpoint } from "@/app/api/v1/_api/reconciliation";

export const GET = defineHandler(reconciliationRunsEndpoint);
