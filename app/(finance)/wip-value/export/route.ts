import { z } from "zod";
import { csvResponse } from "@/app/(finance)/_components/csv-response";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { wipCsv } from "@/lib/queries/finance/wip-csv";

const Text = z.string().max(80).optional();

/** WIP per order as a file: all open orders, not only those on the screen. */
export const GET = defineHandler({
  name: "wip-value-export",
  access: { who: "person", permission: "cost.read" },
  perMinute: 30,
  query: z.object({ site: Text, t: Text, k: Text }),
  run: async ({ actor, query }) => csvResponse("wip-value.csv", await wipCsv(reader(), actor, { site: query.site, t: query.t, k: query.k })),
});
