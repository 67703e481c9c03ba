import { defineHandler } from "@/lib/edge/define-handler";
import { reconciliationLinesEndpoint } from "@/app/api/v1/_api/reconciliation";

export const GET = defineHandler(reconciliationLinesEndpoint);
