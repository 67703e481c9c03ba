import { z } from "zod";
import { reader } from "@/lib/edge/reader";
import { BAD_CURSOR, pageOf, PageQuery, readCursor } from "@/lib/queries/api/page";
import { ApiDifference, apiDifferences, ApiReconciliationRun, apiReconciliationRuns } from "@/lib/queries/api/reconciliation";
import { endpoint } from "./endpoint";

export const reconciliationRunsEndpoint = endpoint({
  name: "api.reconciliation-runs",
  path: "/api/v1/reconciliation-runs",
  group: "Reconciliation",
  summary: "Comparisons of sites with their ERPs, latest first",
  permission: "message.read",
  query: PageQuery,
  answer: pageOf(ApiReconciliationRun),
  async run({ actor, query }) {
    const before = readCursor(query.cursor);
    return before === undefined ? BAD_CURSOR : apiReconciliationRuns(reader(), actor, query, before);
  },
});

export const reconciliationLinesEndpoint = endpoint({
  name: "api.reconciliation-lines",
  path: "/api/v1/reconciliation-runs/{id}/lines",
  group: "Reconciliation",
  summary: "What differs in one comparison, split into what explains it",
  permission: "message.read",
  params: z.object({ id: z.uuid() }),
  query: PageQuery,
  answer: pageOf(ApiDifference),
  async run({ actor, params, query }) {
    const after = readCursor(query.cursor);
    if (after === undefined) return BAD_CURSOR;
    return (await apiDifferences(reader(), actor, params.id, query, after)) ?? { ok: false, code: "NOT_FOUND", params: {} };
  },
});
