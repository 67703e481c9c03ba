import { reader } from "@/lib/edge/reader";
import { BAD_CURSOR, pageOf, readCursor } from "@/lib/queries/api/page";
import { ApiCheck, apiChecks, ApiHold, apiHolds, ChecksQuery, HoldsQuery } from "@/lib/queries/api/quality";
import { endpoint } from "./endpoint";

export const holds = endpoint({
  name: "api.holds",
  path: "/api/v1/holds",
  group: "Quality",
  summary: "Holds of lots that stand",
  permission: "trace.read",
  query: HoldsQuery,
  answer: pageOf(ApiHold),
  async run({ actor, query }) {
    const after = readCursor(query.cursor);
    return after === undefined ? BAD_CURSOR : apiHolds(reader(), actor, query, after);
  },
});

export const checks = endpoint({
  name: "api.checks",
  path: "/api/v1/checks",
  group: "Quality",
  summary: "Checks that are due, with what they ask for",
  permission: "check.record",
  query: ChecksQuery,
  answer: pageOf(ApiCheck),
  async run({ actor, query }) {
    const after = readCursor(query.cursor);
    return after === undefined ? BAD_CURSOR : apiChecks(reader(), actor, query, after);
  },
});
